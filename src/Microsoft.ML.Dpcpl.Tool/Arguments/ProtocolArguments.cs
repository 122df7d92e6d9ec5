using System.CommandLine;

namespace Microsoft.ML.Dpcpl.Tool.Arguments;

using Command = System.CommandLine.Command;

/// <summary>What is held out, and how it is ranked.</summary>
internal sealed class ProtocolArguments
{
    private readonly Option<string?> _repeat;

    private readonly Option<int> _negatives = new("--test-negatives")
    {
        Description = "Sampled items that a held-out item is ranked against, besides the full ranking.",
        HelpName = "number",
        DefaultValueFactory = _ => 100,
    };

    /// <param name="repeatDefault">What the help says of the repeat policy that holds when none is given.</param>
    public ProtocolArguments(string repeatDefault)
    {
        _repeat = new("--repeat")
        {
            Description = $"Earlier events on the held-out item: as-is keeps them, target-pair-removed deletes them from history and training. [default: {repeatDefault}]",
            HelpName = "as-is|target-pair-removed",
        };
        Choice.Restrict(_repeat, "as-is", "target-pair-removed");
        _negatives.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
                result.AddError("--test-negatives must be at least 1.");
        });
    }

    public void AddTo(Command command)
    {
        command.Add(_repeat);
        command.Add(_negatives);
    }

    /// <summary>The policy the user asked for, or what a model or preset was made for.</summary>
    public RepeatPolicy Repeat(ParseResult parsed, RepeatPolicy otherwise) => parsed.GetValue(_repeat) switch
    {
        "as-is" => RepeatPolicy.AsIs,
        "target-pair-removed" => RepeatPolicy.TargetPairRemoved,
        _ => otherwise,
    };

    public int Negatives(ParseResult parsed) => parsed.GetValue(_negatives);
}
