using System.Globalization;
using Microsoft.ML.Dpcpl.Data.Views;

namespace Microsoft.ML.Dpcpl.Data.Files;

/// <summary>Times as they stand in text files.</summary>
internal static class EventTime
{
    /// <summary>Reads a number, or a date, which becomes seconds since 1970.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out ExactTime time, out bool isDate)
    {
        isDate = false;
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole))
        {
            time = ExactTime.Of(whole);
            return time != ExactTime.Missing;
        }
        if (decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number))
        {
            time = ExactTime.Of(number);
            return true;
        }
        isDate = IsoDate.TryParse(text, out long moment);
        long ticks = moment - TimeUnits.TicksOf1970, seconds = ExactTime.Scale(ticks, TimeUnits.Ticks, TimeUnits.Seconds);
        time = new ExactTime(seconds, (int)(ticks - (seconds * TimeSpan.TicksPerSecond)) * 100);
        return isDate;
    }
}
