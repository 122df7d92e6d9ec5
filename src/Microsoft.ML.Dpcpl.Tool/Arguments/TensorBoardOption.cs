using System.CommandLine;

namespace Microsoft.ML.Dpcpl.Tool.Arguments;

/// <summary>--tensorboard: a folder of event files.</summary>
internal sealed class TensorBoardOption : Option<string?>
{
    public TensorBoardOption()
        : base("--tensorboard")
    {
        Description = "Also write losses and validation figures as event files into this folder, for tensorboard --logdir.";
        HelpName = "folder";
    }

    public string? Path(ParseResult parsed) => parsed.GetValue(this);
}
