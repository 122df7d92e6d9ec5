using Microsoft.ML.Data;

namespace Microsoft.ML.Dpcpl.Data.Sequences;

/// <summary>How long one unit of a time column is, in seconds.</summary>
internal static class TimeUnits
{
    public const double Seconds = 1;
    public const double Milliseconds = 0.001;
    public const double Ticks = 1e-7;

    /// <summary>Our annotation on time columns: a Double.</summary>
    public const string Annotation = "TimeUnit";

    /// <summary>Times from here on cannot be seconds: it would be the year 5138. In milliseconds it is 1973.</summary>
    private const long FirstMilliseconds = 100_000_000_000;

    /// <summary>The unit that integers of such a size are in.</summary>
    public static double Guess(long largestTime) => largestTime >= FirstMilliseconds ? Milliseconds : Seconds;

    /// <summary>The unit that a column says it is in; null when it does not say.</summary>
    public static double? Of(DataViewSchema.Column column)
    {
        DataViewType item = column.Type is VectorDataViewType vector ? vector.ItemType : column.Type;
        if (item is DateTimeDataViewType or DateTimeOffsetDataViewType)
            return Ticks;
        if (column.Annotations.Schema.GetColumnOrNull(Annotation) is null)
            return null;
        double unit = 0;
        column.Annotations.GetValue(Annotation, ref unit);
        return unit;
    }

    public static void Write(double unit, DataViewSchema.Annotations.Builder to) =>
        to.Add(Annotation, NumberDataViewType.Double, (ref double value) => value = unit);
}
