using System.CommandLine;

namespace Microsoft.ML.Dpcpl.Tool.Arguments;

using Command = System.CommandLine.Command;

/// <summary>What is held out, and how it is ranked.</summary>
internal sealed class ProtocolArguments
{
    private readonly Option<string?> _repeat;

    private readonly Option<int> _negatives = new("--test-negatives")
    {
        Description = "Sampled items that a held-out item is ranked against, besides the full ranking; 0 leaves the sampled ranking out.",
        HelpName = "number",
        DefaultValueFactory = _ => 100,
    };

    private readonly Option<string?> _tests = new("--tests")
    {
        Description = "Tests that were published, in the place of each user's last event: a table of user, item and, where there are any, negatives (between | or spaces). All events are learned from. [default: none]",
        HelpName = "file",
    };

    private readonly Option<string?> _unknown = new("--unknown-items")
    {
        Description = "Held-out events on items that the model does not know: miss counts them as tests that everybody misses, leave-out tests nothing of these users. [default: miss]",
        HelpName = "miss|leave-out",
    };

    private readonly bool _ofModel;

    /// <param name="repeatDefault">What the help says of the repeat policy that holds when none is given.</param>
    /// <param name="ofModel">True: the keys are those of a saved model, so items may be unknown.</param>
    public ProtocolArguments(string repeatDefault, bool ofModel = false)
    {
        _ofModel = ofModel;
        Choice.Restrict(_unknown, "miss", "leave-out");
        _repeat = new("--repeat")
        {
            Description = $"Earlier events on the held-out item: as-is keeps them, target-pair-removed deletes them from history and training. [default: {repeatDefault}]",
            HelpName = "as-is|target-pair-removed",
        };
        Choice.Restrict(_repeat, "as-is", "target-pair-removed");
        Numbers.Restrict(_negatives, least: 0);
    }

    public void AddTo(Command command)
    {
        command.Add(_repeat);
        command.Add(_negatives);
        command.Add(_tests);
        if (_ofModel)
            command.Add(_unknown);
    }

    /// <summary>The policy the user asked for, or what a model or preset was made for.</summary>
    public RepeatPolicy Repeat(ParseResult parsed, RepeatPolicy otherwise) => parsed.GetValue(_repeat) switch
    {
        "as-is" => RepeatPolicy.AsIs,
        "target-pair-removed" => RepeatPolicy.TargetPairRemoved,
        _ => otherwise,
    };

    /// <summary>The option that names the file of tests.</summary>
    public string TestsName => _tests.Name;

    public string? Tests(ParseResult parsed) => parsed.GetValue(_tests);

    public int Negatives(ParseResult parsed) => parsed.GetValue(_negatives);

    public UnknownItemPolicy UnknownItems(ParseResult parsed) =>
        _ofModel && parsed.GetValue(_unknown) == "leave-out" ? UnknownItemPolicy.LeaveOut : UnknownItemPolicy.Miss;
}
