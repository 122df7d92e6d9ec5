using System.Buffers;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Scoring;

namespace Microsoft.ML.Dpcpl.Evaluation.Floors;

/// <summary>Ranks the held-out items of a test set by the baselines, in parallel over the tests.</summary>
internal static class FloorEvaluator
{
    public static IFloor[] Learn(SequenceData train, byte targetBehavior)
    {
        var popularity = new Popularity(train, targetBehavior);
        return [popularity, new LastTouched(popularity), new Markov(train, popularity), new ItemCosine(train, popularity)];
    }

    /// <summary>One entry a test, in order; the result does not depend on the number of threads.</summary>
    public static LabelRanks[] Rank(
        IFloor baseline, SequenceData tests, SeenItemPolicy policy, byte targetBehavior, CancellationToken cancellationToken = default)
    {
        var ranks = new LabelRanks[tests.Store.UserCount];
        var options = new ParallelOptions { CancellationToken = cancellationToken };
        var request = new ScoringRequest { SeenItems = policy, TargetBehavior = targetBehavior };
        Parallel.For(0, ranks.Length, options, test => ranks[test] = RankOne(baseline, tests, test, request));
        return ranks;
    }

    private static LabelRanks RankOne(IFloor baseline, SequenceData tests, int test, ScoringRequest request)
    {
        int count = tests.ItemCount + 1;
        double[] rented = ArrayPool<double>.Shared.Rent(count);
        Span<double> scores = rented.AsSpan(0, count);
        scores.Clear();
        baseline.Score(Known(tests.Store.ItemsOf(test), tests.ItemCount), scores);
        LabelRanks ranks = new RowScorer(tests, request, tests.ItemCount).Rank(test, (ReadOnlySpan<double>)scores);
        ArrayPool<double>.Shared.Return(rented);
        return ranks;
    }

    private static ReadOnlySpan<int> Known(ReadOnlySpan<int> items, int itemCount) =>
        items.ContainsAnyExceptInRange(1, itemCount) ? Array.FindAll(items.ToArray(), item => item > 0 && item <= itemCount) : items;
}
