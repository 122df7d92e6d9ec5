using Microsoft.ML.Dpcpl.Training.Batches;

namespace Microsoft.ML.Dpcpl.Tests.Training.Batches;

[TestClass]
public sealed class EpochBatchesTests
{
    private const int BatchSize = 8, Batches = 100;

    [TestMethod]
    public void InOrderEveryExampleStandsWhereItStood()
    {
        Example[] examples = Examples();
        IReadOnlyList<ArraySegment<Example>> batches = EpochBatches.InOrder(examples, BatchSize);
        CollectionAssert.AreEqual(Examples(), batches.SelectMany(batch => batch).ToArray());
        Assert.IsTrue(batches.SkipLast(1).All(batch => batch.Count == BatchSize));
        Assert.HasCount(3, batches[^1]);
    }

    [TestMethod]
    public void LikeLengthsLoseNoExampleAndSaveSlots()
    {
        IReadOnlyList<ArraySegment<Example>> batches = LikeLengths(Examples(), e => e.Cut, 1);
        CollectionAssert.AreEquivalent(Examples(), batches.SelectMany(batch => batch).ToArray());
        Assert.IsTrue(batches.All(batch => batch.Count > 0));
        Assert.IsInRange(Batches - 5, Batches + 5, batches.Count);
        int mixed = EpochBatches.InOrder(Examples(), BatchSize).Sum(Slots), alike = batches.Sum(Slots);
        Assert.IsLessThan(mixed / 2, alike);

        static int Slots(ArraySegment<Example> batch) => batch.Max(e => e.Cut) * batch.Count;
    }

    /// <summary>No step goes by a few targets while others go by many.</summary>
    [TestMethod]
    public void BatchesHaveAboutAsManyTargets()
    {
        int[] targets = [.. LikeLengths(Examples(), e => e.Cut, 1).Select(batch => batch.Sum(e => e.Cut))];
        double mean = targets.Average();
        // An example is never shared out: a batch has at most one of the longest ones more or less.
        Assert.IsTrue(targets.All(count => Math.Abs(count - mean) <= 64 + (mean / 10)), string.Join(", ", targets));
    }

    [TestMethod]
    public void WithOneTargetEachBatchesHaveAsManyExamples()
    {
        IReadOnlyList<ArraySegment<Example>> batches = LikeLengths(Examples(), _ => 1, 1);
        Assert.HasCount(Batches + 1, batches);
        Assert.IsTrue(batches.All(batch => batch.Count is BatchSize or BatchSize - 1 or BatchSize - 2));
    }

    [TestMethod]
    public void TheSeedAloneDecides()
    {
        CollectionAssert.AreEqual(Order(1), Order(1));
        CollectionAssert.AreNotEqual(Order(1), Order(2));

        static Example[] Order(ulong seed) => [.. LikeLengths(Examples(), e => e.Cut, seed).SelectMany(batch => batch)];
    }

    /// <summary>Sorting inside chunks alone would leave short histories at the start of each.</summary>
    [TestMethod]
    public void ShortAndLongBatchesTakeTurns()
    {
        int[] lengths = [.. LikeLengths(Examples(), e => e.Cut, 1).Select(batch => batch.Max(e => e.Cut))];
        int rises = Enumerable.Range(1, lengths.Length - 1).Count(i => lengths[i] > lengths[i - 1]);
        Assert.IsInRange(Batches / 3, 2 * Batches / 3, rises);
    }

    [TestMethod]
    [DataRow(0, 8, 0)]
    [DataRow(1, 8, 1)]
    [DataRow(5, 8, 1)]
    [DataRow(5, 1, 5)]
    [DataRow(5, 65536, 1)]
    public void FewExamplesMakeFewBatches(int count, int batchSize, int batches)
    {
        Example[] examples = [.. Examples().Take(count).Select(e => e with { Cut = 3 })];
        Assert.HasCount(batches, EpochBatches.LikeLengths(examples, batchSize, e => e.Cut, e => e.Cut, 1));
    }

    private static IReadOnlyList<ArraySegment<Example>> LikeLengths(Example[] examples, Func<Example, int> targets, ulong seed) =>
        EpochBatches.LikeLengths(examples, BatchSize, example => example.Cut, targets, seed);

    /// <summary>Histories of 1 to 64 events, most of them short.</summary>
    private static Example[] Examples() => [.. Enumerable.Range(0, (BatchSize * Batches) + 3).Select(i => new Example(i, 1 + (i * 37 % 8 * (i * 53 % 10))))];
}
