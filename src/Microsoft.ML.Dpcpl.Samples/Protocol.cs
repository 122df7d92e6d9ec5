using Microsoft.ML.Dpcpl.Samples.Output;

namespace Microsoft.ML.Dpcpl.Samples;

/// <summary>What is held out, and how it is ranked.</summary>
internal static class Protocol
{
    /// <summary>The split that belongs to the options of a training.</summary>
    public static LeaveOneOutOptions Of(DpcplTrainer.Options training, int negatives) => new()
    {
        TargetBehavior = training.TargetBehavior,
        RepeatPolicy = training.RepeatPolicy,
        TimeSplit = training.TimeSplit,
        PretrainingShare = training.PretrainingShare,
        NegativeCount = negatives,
    };

    public static IReadOnlyList<(string Name, string Value)> Describe(SequenceSplit split, int negatives) =>
    [
        ("Target behavior", split.TargetBehavior),
        ("Earlier events on the held-out item", split.RepeatPolicy == RepeatPolicy.AsIs ? "kept (AsIs)" : "removed (TargetPairRemoved)"),
        ("Tests", Figures.Count(split.TestCount)),
        ("... of cold-start users", Figures.Count(split.ColdStartTestCount)),
        ("... whose item the user had touched before", Figures.Share((double)split.RepeatedTestCount / split.TestCount)),
        ("Validation events", Figures.Count(split.ValidationCount)),
        ("Negatives of the sampled ranking", Figures.Count(negatives)),
    ];
}
