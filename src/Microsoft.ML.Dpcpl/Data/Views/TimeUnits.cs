using Microsoft.ML.Data;

namespace Microsoft.ML.Dpcpl.Data.Views;

/// <summary>
/// Units of time. In the annotation of a column a unit is its length in seconds; here it is the number of decimal digits of a second:
/// 0 for seconds, 3, 6 and 9 for milli-, micro- and nanoseconds since 1970, 7 for ticks, which alone count from the year 1.
/// </summary>
internal static class TimeUnits
{
    public const int Seconds = 0, Milliseconds = 3, Microseconds = 6, Ticks = 7, Nanoseconds = 9;

    /// <summary>Our annotation on time columns, a Double: the length of the unit in seconds, NaN where the column does not say.</summary>
    public const string Annotation = "TimeUnit";

    /// <summary>Our annotation on numeric time columns, an Int32: the decimal digits that the numbers were multiplied to keep.</summary>
    public const string DigitsAnnotation = "TimeDigits";

    /// <summary>Our annotation on time columns, a Boolean: the times were read from dates.</summary>
    public const string DatesAnnotation = "TimeIsDate";

    /// <summary>Ticks at the beginning of 1970.</summary>
    public static readonly long TicksOf1970 = DateTime.UnixEpoch.Ticks;

    private static readonly (int Unit, double Length, string Name)[] s_all =
    [
        (Seconds, 1, "seconds"), (Milliseconds, 1e-3, "milliseconds"), (Microseconds, 1e-6, "microseconds"), (Ticks, 1e-7, "ticks"), (Nanoseconds, 1e-9, "nanoseconds"),
    ];

    /// <summary>The length of a unit in seconds.</summary>
    public static double Length(int unit) => Array.Find(s_all, known => known.Unit == unit).Length;

    public static string Name(int unit) => Array.Find(s_all, known => known.Unit == unit).Name;

    public static bool Exists(int unit) => Array.Exists(s_all, known => known.Unit == unit);

    /// <summary>The unit of a length in seconds; null when there is none.</summary>
    public static int? OfLength(double length)
    {
        int index = Array.FindIndex(s_all, known => Math.Abs(known.Length - length) < 1e-6 * known.Length);
        return index < 0 ? null : s_all[index].Unit;
    }

    /// <summary>The unit that an option asks for; null when it is to be recognized.</summary>
    public static int? Of(TimestampUnit unit) => unit switch
    {
        TimestampUnit.Seconds => Seconds,
        TimestampUnit.Milliseconds => Milliseconds,
        TimestampUnit.Microseconds => Microseconds,
        TimestampUnit.Nanoseconds => Nanoseconds,
        TimestampUnit.Ticks => Ticks,
        _ => null,
    };

    /// <summary>The unit of numbers of which some decimal digits were kept: no finer than nanoseconds.</summary>
    public static int Finer(int unit, int digits) => unit == Ticks ? Ticks : Math.Min(Nanoseconds, unit + digits);

    /// <summary>The length of the unit that a column says it is in; null when it does not say.</summary>
    public static double? Of(DataViewSchema.Column column)
    {
        if (ColumnShape.Of(column).IsMoment)
            return Length(Ticks);
        if (column.Annotations.Schema.GetColumnOrNull(Annotation) is null)
            return null;
        double unit = 0;
        column.Annotations.GetValue(Annotation, ref unit);
        return double.IsNaN(unit) ? null : unit;
    }

    public static void Write(double length, DataViewSchema.Annotations.Builder to) =>
        to.Add(Annotation, NumberDataViewType.Double, (ref double value) => value = length);
}
