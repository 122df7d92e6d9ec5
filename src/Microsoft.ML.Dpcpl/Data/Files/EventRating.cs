using System.Globalization;

namespace Microsoft.ML.Dpcpl.Data.Files;

/// <summary>Ratings as they stand in text files.</summary>
internal static class EventRating
{
    /// <summary>Reads a number as UTF-8; nothing at all is NaN.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out double rating)
    {
        rating = double.NaN;
        return text.IsEmpty || double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out rating);
    }

    /// <summary>Reads a number; nothing at all is NaN.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out double rating)
    {
        rating = double.NaN;
        return text.IsEmpty || double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out rating);
    }
}
