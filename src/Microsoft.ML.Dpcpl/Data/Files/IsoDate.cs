namespace Microsoft.ML.Dpcpl.Data.Files;

/// <summary>
/// Dates as ISO 8601 and databases write them: yyyy-MM-dd, then, after a space or T, HH, HH:mm, HH:mm:ss or HH:mm:ss.fff; then Z, UTC, GMT or an
/// offset (+02:00, +0200, +02), with a space before it or none.
/// </summary>
internal static class IsoDate
{
    /// <param name="text">The text, without blanks around it.</param>
    /// <param name="ticks">Ticks of UTC; what says no zone is UTC.</param>
    public static bool TryParse(ReadOnlySpan<char> text, out long ticks)
    {
        ticks = 0;
        if (!TryNumber(ref text, 4, out int year) || !TrySkip(ref text, '-') || !TryNumber(ref text, 2, out int month)
            || !TrySkip(ref text, '-') || !TryNumber(ref text, 2, out int day)
            || year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
            return false;
        long time = 0;
        if (text is ['T' or 't' or ' ', >= '0' and <= '9', ..])
        {
            text = text[1..];
            if (!TryTime(ref text, out time))
                return false;
        }
        if (!TryOffset(text, out long offset))
            return false;
        ticks = new DateTime(year, month, day).Ticks + time - offset;
        return ticks >= 0 && ticks <= DateTime.MaxValue.Ticks;
    }

    private static bool TryTime(ref ReadOnlySpan<char> text, out long ticks)
    {
        ticks = 0;
        if (!TryNumber(ref text, 2, out int hour) || hour > 23)
            return false;
        ticks = hour * TimeSpan.TicksPerHour;
        if (!TrySkip(ref text, ':'))
            return true;
        if (!TryNumber(ref text, 2, out int minute) || minute > 59)
            return false;
        ticks += minute * TimeSpan.TicksPerMinute;
        if (!TrySkip(ref text, ':'))
            return true;
        if (!TryNumber(ref text, 2, out int second) || second > 59)
            return false;
        ticks += second * TimeSpan.TicksPerSecond;
        if (text is not ['.' or ',', >= '0' and <= '9', ..])
            return true;
        text = text[1..];
        for (long worth = TimeSpan.TicksPerSecond / 10; text is [>= '0' and <= '9', ..]; worth /= 10, text = text[1..])
            ticks += worth * (text[0] - '0');
        return true;
    }

    /// <summary>The rest of the text: a zone, or nothing.</summary>
    private static bool TryOffset(ReadOnlySpan<char> text, out long ticks)
    {
        ticks = 0;
        text = text.TrimStart(' ');
        if (text.IsEmpty || text.Equals("Z", StringComparison.OrdinalIgnoreCase) || text.Equals("UTC", StringComparison.OrdinalIgnoreCase)
            || text.Equals("GMT", StringComparison.OrdinalIgnoreCase))
            return true;
        int sign = text[0] switch { '+' => 1, '-' => -1, _ => 0 };
        text = text[1..];
        if (sign == 0 || !TryNumber(ref text, 2, out int hours))
            return false;
        int minutes = 0;
        if (!text.IsEmpty)
        {
            _ = TrySkip(ref text, ':');
            if (!TryNumber(ref text, 2, out minutes) || !text.IsEmpty)
                return false;
        }
        ticks = sign * ((hours * TimeSpan.TicksPerHour) + (minutes * TimeSpan.TicksPerMinute));
        return hours <= 14 && minutes <= 59;
    }

    private static bool TryNumber(ref ReadOnlySpan<char> text, int digits, out int number)
    {
        number = 0;
        if (text.Length < digits)
            return false;
        foreach (char c in text[..digits])
        {
            if (!char.IsAsciiDigit(c))
                return false;
            number = (10 * number) + (c - '0');
        }
        text = text[digits..];
        return true;
    }

    private static bool TrySkip(ref ReadOnlySpan<char> text, char c)
    {
        bool found = text.Length > 0 && text[0] == c;
        text = found ? text[1..] : text;
        return found;
    }
}
