using System.Globalization;

namespace Microsoft.ML.Dpcpl.Tool.Arguments;

/// <summary>An amount of memory as the command line says it: 500MB or 3GB.</summary>
internal static class ByteSize
{
    /// <param name="name">The option.</param>
    /// <param name="text">What was given.</param>
    /// <param name="least">The least that it takes, in bytes.</param>
    /// <exception cref="UserError">The text is none, or it is less.</exception>
    public static long Of(string name, string text, long least)
    {
        double unit = text.ToUpperInvariant() switch { [.., 'M', 'B'] => 1e6, [.., 'G', 'B'] => 1e9, _ => 0 };
        bool isNumber = double.TryParse(text.AsSpan(0, Math.Max(0, text.Length - 2)), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number);
        return unit > 0 && isNumber && number * unit >= least && number * unit <= 1e15 ? (long)(number * unit)
            : throw new UserError(FormattableString.Invariant($"{name} cannot be '{text}'; it takes a number with MB or GB, such as 3GB, of at least {least / 1e6:0}MB"));
    }
}
