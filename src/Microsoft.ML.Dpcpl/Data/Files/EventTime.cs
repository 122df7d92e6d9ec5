using System.Globalization;

namespace Microsoft.ML.Dpcpl.Data.Files;

/// <summary>Times as they stand in text files.</summary>
internal static class EventTime
{
    private static readonly string[] MomentFormats =
        ["yyyy-MM-ddK", "yyyy-MM-dd HH:mmK", "yyyy-MM-dd HH:mm:ss.FFFFFFFK", "yyyy-MM-ddTHH:mmK", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK"];

    /// <summary>Reads a number, whose fraction is cut off, or a moment, which becomes Unix seconds.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out long value)
    {
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value))
            return true;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && Math.Abs(number) < 9e18)
        {
            value = (long)Math.Floor(number);
            return true;
        }
        const DateTimeStyles universal = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (!DateTime.TryParseExact(text, MomentFormats, CultureInfo.InvariantCulture, universal, out DateTime moment))
            return false;
        value = (moment.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerSecond;
        return true;
    }
}
