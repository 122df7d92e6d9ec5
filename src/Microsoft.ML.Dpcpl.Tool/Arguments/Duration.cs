using System.Globalization;

namespace Microsoft.ML.Dpcpl.Tool.Arguments;

/// <summary>A length of time as the command line says it: 90s, 30m, 12h or 2d.</summary>
internal static class Duration
{
    public const string Forms = "a number with s, m, h or d for seconds, minutes, hours or days, such as 30m";

    /// <exception cref="UserError">The text is none.</exception>
    public static TimeSpan Of(string name, string text)
    {
        long ticks = text switch
        {
            [.., 's'] => TimeSpan.TicksPerSecond,
            [.., 'm'] => TimeSpan.TicksPerMinute,
            [.., 'h'] => TimeSpan.TicksPerHour,
            [.., 'd'] => TimeSpan.TicksPerDay,
            _ => 0,
        };
        bool isNumber = double.TryParse(text.AsSpan(0, Math.Max(0, text.Length - 1)), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number);
        return ticks > 0 && isNumber && number * ticks is >= 1 and <= long.MaxValue / 2 ? new TimeSpan((long)(number * ticks))
            : throw new UserError($"{name} cannot be '{text}'; it takes {Forms}");
    }
}
