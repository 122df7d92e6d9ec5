using System.Buffers;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Items;
using Microsoft.ML.Dpcpl.Data.Sequences;

namespace Microsoft.ML.Dpcpl.Evaluation.Floors;

/// <summary>Ranks the held-out items of a test set by the floors, in parallel over the tests.</summary>
internal static class FloorEvaluator
{
    public static IFloor[] Learn(SequenceData train, byte targetBehavior)
    {
        var popularity = new Popularity(train, targetBehavior);
        return [popularity, new LastTouched(popularity), new Markov(train, popularity), new ItemCosine(train, popularity)];
    }

    /// <summary>One entry per test, in order; the result does not depend on the number of threads.</summary>
    public static LabelRanks[] Rank(
        IFloor floor, SequenceData tests, SeenItemPolicy policy, byte targetBehavior, CancellationToken cancellationToken = default, Progress? progress = null)
    {
        var ranks = new LabelRanks[tests.Store.UserCount];
        var options = new ParallelOptions { CancellationToken = cancellationToken };
        bool[]? seen = SeenBehaviors.Of(policy, targetBehavior);
        Parallel.For(0, ranks.Length, options, test =>
        {
            ranks[test] = RankOne(floor, tests, test, new LabelRanker(tests, seen, tests.ItemCount));
            progress?.Add(1);
        });
        return ranks;
    }

    private static LabelRanks RankOne(IFloor floor, SequenceData tests, int test, LabelRanker ranker)
    {
        int count = tests.ItemCount + 1;
        double[] rented = ArrayPool<double>.Shared.Rent(count);
        Span<double> scores = rented.AsSpan(0, count);
        scores.Clear();
        floor.Score(Known(tests.Store.ItemsOf(test), tests.ItemCount), scores);
        LabelRanks ranks = ranker.Rank(test, (ReadOnlySpan<double>)scores);
        ArrayPool<double>.Shared.Return(rented);
        return ranks;
    }

    private static ReadOnlySpan<int> Known(ReadOnlySpan<int> items, int itemCount) =>
        items.ContainsAnyExceptInRange(1, itemCount) ? Array.FindAll(items.ToArray(), item => item > 0 && item <= itemCount) : items;
}
