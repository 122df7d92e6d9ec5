namespace Microsoft.ML.Dpcpl.Tool.Experiments;

/// <summary>What is held out and how it is ranked: the same for every system of an experiment, but for the target.</summary>
internal sealed record ProtocolSettings
{
    /// <summary>Null: the only behavior of the data, and among several buy.</summary>
    public string? Target { get; init; }

    public RepeatPolicy Repeat { get; init; } = RepeatPolicy.TargetPairRemoved;

    public TimeSplit TimeSplit { get; init; } = TimeSplit.Global;

    public double PretrainingShare { get; init; } = 0.6;

    public int TestNegatives { get; init; } = 100;

    public LeaveOneOutOptions Split() => new()
    {
        TargetBehavior = Target,
        RepeatPolicy = Repeat,
        TimeSplit = TimeSplit,
        PretrainingShare = PretrainingShare,
        NegativeCount = TestNegatives,
    };
}
