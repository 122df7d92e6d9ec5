using Microsoft.ML.Dpcpl.Data.Splitting;
using Microsoft.ML.Dpcpl.Tool.Output;

namespace Microsoft.ML.Dpcpl.Tool;

/// <summary>What is held out, and how it is ranked.</summary>
internal static class Protocol
{
    /// <summary>The split that belongs to the options of a training.</summary>
    public static LeaveOneOutOptions Of(DpcplTrainer.Options training, int negatives, UnknownItemPolicy unknownItems = UnknownItemPolicy.Miss) => new()
    {
        UnknownItems = unknownItems,
        TargetBehavior = training.TargetBehavior,
        RepeatPolicy = training.RepeatPolicy,
        TimeSplit = training.TimeSplit,
        PretrainingShare = training.PretrainingShare,
        NegativeCount = negatives,
    };

    /// <summary>Goes on under the protocol that a model was trained for.</summary>
    public static void Keep(TrainingSummary trained, DpcplTrainer.Options options)
    {
        options.RepeatPolicy = trained.RepeatPolicy;
        options.TimeSplit = trained.TimeSplit;
        options.PretrainingShare = trained.PretrainingShare;
        options.PretrainingScope = trained.PretrainingScope;
    }

    /// <summary>What model and floors leave out of the ranking alike, in words.</summary>
    public static string LeftOut(RepeatPolicy repeat) =>
        repeat.SeenItems() == SeenItemPolicy.AllHistory ? "those of the history" : "those that had the target behavior before";

    public static IReadOnlyList<(string Name, string Value)> Describe(SequenceSplit split, LeaveOneOutOptions options, IReadOnlyList<GivenTest>? tests = null) =>
    [
        ("Target behavior", split.TargetBehavior),
        ("Earlier events on the held-out item", split.RepeatPolicy == RepeatPolicy.AsIs ? "kept (AsIs)" : "removed (TargetPairRemoved)"),
        ("Pre-training segment", Segment(options)),
        ("Tests", tests is null ? Figures.Count(split.TestCount) : $"{Figures.Count(split.TestCount)}, as they were given"),
        .. tests is null ? [] : Some("... left out: of users that are not in the log", split.LeftOutTestCount, tests.Count),
        ("... of cold-start users", Figures.Count(split.ColdStartTestCount)),
        ("... whose item the user had touched before", Figures.Share((double)split.RepeatedTestCount / split.TestCount)),
        .. Some("... whose item had the target behavior before: never recommended, a miss in the full ranking", split.RepeatedTargetTestCount, split.TestCount),
        .. options.UnknownItems == UnknownItemPolicy.Miss ? Some("... on items unknown to the model: misses", split.UnknownTestCount, split.TestCount) : [],
        .. Some("... not in the sampled ranking: too few untouched items to draw from", split.UnsampledTestCount, split.TestCount),
        .. options.UnknownItems == UnknownItemPolicy.LeaveOut ? Some("Users left out: last event on an item unknown to the model", split.UnknownTestCount, split.UserCount) : [],
        ("Validation events", Figures.Count(split.ValidationCount)),
        ("Left out of the full ranking", LeftOut(split.RepeatPolicy)),
        ("Negatives of the sampled ranking", NegativesOf(tests) is { } given ? $"{given}, as they were given" : Figures.Count(options.NegativeCount)),
    ];

    /// <summary>How many negatives the tests bring; null where they are drawn.</summary>
    private static string? NegativesOf(IReadOnlyList<GivenTest>? tests)
    {
        int least = tests?.Min(test => test.Negatives.Count) ?? 0, most = tests?.Max(test => test.Negatives.Count) ?? 0;
        return most == 0 ? null : least == most ? Figures.Count(most) : $"{Figures.Count(least)} to {Figures.Count(most)}";
    }

    /// <summary>A row where there is something to tell.</summary>
    private static IEnumerable<(string Name, string Value)> Some(string name, int count, int of) => count == 0 ? [] : [(name, Figures.CountOf(count, of))];

    private static string Segment(LeaveOneOutOptions options) =>
        $"the first {Figures.Share(options.PretrainingShare)} of {(options.TimeSplit == TimeSplit.Global ? "the log" : "each user's events")}";
}
