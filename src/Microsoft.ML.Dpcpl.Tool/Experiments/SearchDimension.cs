using System.Globalization;
using Microsoft.ML.Dpcpl.Tool.Arguments;

namespace Microsoft.ML.Dpcpl.Tool.Experiments;

/// <summary>One option of a search space: values to choose from, or a range.</summary>
/// <param name="Option">The option.</param>
/// <param name="Choices">The values; empty for a range.</param>
/// <param name="Low">Lower end of the range.</param>
/// <param name="High">Upper end of the range.</param>
/// <param name="Logarithmic">True: the logarithm is uniform over the range; false: the value is.</param>
internal sealed record SearchDimension(OptionProperty Option, string[] Choices, double Low = 0, double High = 0, bool Logarithmic = false)
{
    /// <summary>Values that stand for all: every choice, or both ends of the range.</summary>
    public IEnumerable<string> Probes => Choices.Length > 0 ? Choices : [Text(Low), Text(High)];

    public string Draw(Random random)
    {
        double u = random.NextDouble();
        if (Choices.Length > 0)
            return Choices[(int)(u * Choices.Length)];
        return Text(Logarithmic ? Low * Math.Pow(High / Low, u) : Low + (u * (High - Low)));
    }

    // Four digits are enough to try, and what a table shows is then what was tried.
    private string Text(double value) => Option.IsWhole
        ? ((long)Math.Round(value)).ToString(CultureInfo.InvariantCulture)
        : double.Parse(value.ToString("G4", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture);
}
