using Microsoft.ML.Dpcpl.Data.Splitting;
using Microsoft.ML.Dpcpl.Data.Windows;
using Microsoft.ML.Dpcpl.Tests.Systems;
using Microsoft.ML.Dpcpl.Training.Batches;

namespace Microsoft.ML.Dpcpl.Tests.Training.Batches;

[TestClass]
public sealed class LikeLengthsTests
{
    private const int Batch = 8, Batches = 100, Rest = 3;

    [TestMethod]
    public void BatchesHoldLikeLengthsAndNoExampleIsLost()
    {
        Example[] before = Examples(), after = Ordered(1);
        CollectionAssert.AreEquivalent(before, after);
        CollectionAssert.AreEqual(before[^Rest..], after[^Rest..], "the incomplete batch stays");
        Assert.IsLessThan(Slots(before) / 2, Slots(after));
    }

    [TestMethod]
    public void TheSeedAloneDecides()
    {
        CollectionAssert.AreEqual(Ordered(1), Ordered(1));
        CollectionAssert.AreNotEqual(Ordered(1), Ordered(2));
    }

    /// <summary>Sorting inside chunks alone would leave short histories at the start of each.</summary>
    [TestMethod]
    public void ShortAndLongBatchesTakeTurns()
    {
        int[] lengths = [.. Ordered(1).Chunk(Batch).Take(Batches).Select(batch => batch.Max(e => e.Cut))];
        int rises = Enumerable.Range(1, Batches - 1).Count(i => lengths[i] > lengths[i - 1]);
        Assert.IsInRange(Batches / 3, 2 * Batches / 3, rises);
    }

    [TestMethod]
    public void FewerExamplesThanABatchStayAsTheyAre()
    {
        Example[] few = Examples()[..5], ordered = [.. few];
        LikeLengths.Order(ordered, Batch, Recipe(), 1);
        CollectionAssert.AreEqual(few, ordered);
    }

    private static Example[] Ordered(ulong seed)
    {
        Example[] examples = Examples();
        LikeLengths.Order(examples, Batch, Recipe(), seed);
        return examples;
    }

    private static int Slots(Example[] examples) => examples.Chunk(Batch).Sum(batch => Recipe().Slots(batch.Max(e => e.Cut)) * batch.Length);

    /// <summary>Histories of 1 to 64 events, most of them short.</summary>
    private static Example[] Examples() => [.. Enumerable.Range(0, (Batch * Batches) + Rest).Select(i => new Example(i, 1 + (i * 37 % 8 * (i * 53 % 10))))];

    private static WindowRecipe Recipe()
    {
        var boundary = new PretrainBoundary(TimeSplit.Global, 2 * 86_400, 0.6);
        return new WindowRecipe(64, 0, ContextFill.AcrossSplit, PromptHistory.AllBeforeTarget, 4, boundary, UserFeatures.Fit(TinyShop.Train(), TinyShop.Train().PretrainLengths!, boundary, 2));
    }
}
