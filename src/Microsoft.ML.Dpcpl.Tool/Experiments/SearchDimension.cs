using System.Globalization;
using Microsoft.ML.Dpcpl.Searching;
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
    /// <summary>What is drawn: the place of a choice, or a number.</summary>
    public SearchAxis Axis => new(Choices.Length, Low, High, Logarithmic, Option.IsWhole);

    /// <summary>Values that stand for all: every choice, or both ends of the range.</summary>
    public IEnumerable<string> Probes => Choices.Length > 0 ? Choices : [TextOf(Axis.Rounded(Low)), TextOf(Axis.Rounded(High))];

    /// <summary>What was drawn as the option's text.</summary>
    public string TextOf(double drawn) => Choices.Length > 0 ? Choices[(int)drawn] : drawn.ToString(CultureInfo.InvariantCulture);
}
