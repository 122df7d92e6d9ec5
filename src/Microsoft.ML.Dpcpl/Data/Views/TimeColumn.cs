namespace Microsoft.ML.Dpcpl.Data.Views;

/// <summary>What a time column says of itself.</summary>
/// <param name="Unit">Its unit; null for numbers whose unit is to be recognized.</param>
/// <param name="Digits">Decimal digits of that unit that the numbers were multiplied to keep.</param>
/// <param name="IsDates">The column has dates or was made of them.</param>
internal readonly record struct TimeColumn(int? Unit, int Digits, bool IsDates)
{
    /// <exception cref="InvalidDataException">The annotation names no unit that there is.</exception>
    public static TimeColumn Of(DataViewSchema.Column column)
    {
        if (ColumnShape.Of(column).IsMoment)
            return new(TimeUnits.Ticks, 0, true);
        if (TimeUnits.Of(column) is not { } length)
            return new(null, Read<int>(column, TimeUnits.DigitsAnnotation), false);
        int unit = TimeUnits.OfLength(length) ?? throw new InvalidDataException(
            $"The annotation {TimeUnits.Annotation} of column '{column.Name}' is {length} seconds; it can be 1, 1e-3, 1e-6, 1e-7 (ticks) or 1e-9.");
        return new(unit, 0, Read<bool>(column, TimeUnits.DatesAnnotation));
    }

    private static T Read<T>(DataViewSchema.Column column, string annotation)
    {
        T value = default!;
        if (column.Annotations.Schema.GetColumnOrNull(annotation) is { } known && known.Type.RawType == typeof(T))
            column.Annotations.GetValue(annotation, ref value);
        return value;
    }
}
