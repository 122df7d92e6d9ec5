using System.Globalization;
using Microsoft.ML.Dpcpl.Data.Views;

namespace Microsoft.ML.Dpcpl.Data.Files;

/// <summary>Times as they stand in text files.</summary>
internal static class EventTime
{
    /// <summary>Decimal digits of a second that a date may have; what follows is below a tick.</summary>
    private const int DigitsOfDate = 7;

    private static readonly string[] MomentFormats =
        ["yyyy-MM-ddK", "yyyy-MM-dd HH:mmK", "yyyy-MM-dd HH:mm:ss.FFFFFFFK", "yyyy-MM-ddTHH:mmK", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK"];

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
        isDate = TryParseDate(text, out DateTime moment);
        long ticks = moment.Ticks - TimeUnits.TicksOf1970, seconds = ExactTime.Scale(ticks, TimeUnits.Ticks, TimeUnits.Seconds);
        time = new ExactTime(seconds, (int)(ticks - (seconds * TimeSpan.TicksPerSecond)) * 100);
        return isDate;
    }

    private static bool TryParseDate(ReadOnlySpan<char> text, out DateTime moment)
    {
        const DateTimeStyles universal = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (DateTime.TryParseExact(text, MomentFormats, CultureInfo.InvariantCulture, universal, out moment))
            return true;
        int point = text.IndexOf('.'), end = point + 1;
        while (point >= 0 && end < text.Length && char.IsAsciiDigit(text[end]))
            end++;
        return point >= 0 && end - point - 1 > DigitsOfDate
            && DateTime.TryParseExact($"{text[..(point + 1 + DigitsOfDate)]}{text[end..]}", MomentFormats, CultureInfo.InvariantCulture, universal, out moment);
    }
}
