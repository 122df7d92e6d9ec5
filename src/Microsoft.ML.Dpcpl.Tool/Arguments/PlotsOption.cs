using System.CommandLine;

namespace Microsoft.ML.Dpcpl.Tool.Arguments;

/// <summary>--plots: a folder for pictures.</summary>
internal sealed class PlotsOption : Option<string?>
{
    public PlotsOption(string what)
        : base("--plots")
    {
        Description = $"Draw pictures into this folder, each as PNG and SVG: {what}.";
        HelpName = "folder";
    }

    public string? Path(ParseResult parsed) => parsed.GetValue(this);
}
