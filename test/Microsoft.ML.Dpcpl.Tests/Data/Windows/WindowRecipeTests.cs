using CsCheck;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Data.Splitting;
using Microsoft.ML.Dpcpl.Data.Windows;

namespace Microsoft.ML.Dpcpl.Tests.Data.Windows;

[TestClass]
public sealed class WindowRecipeTests
{
    private const int Length = 5;

    [TestMethod]
    [DataRow(ContextFill.AcrossSplit)]
    [DataRow(ContextFill.TuningSegmentOnly)]
    public void AWindowHoldsTheNewestEventsBeforeItsCut(ContextFill fill)
    {
        var history = new UserHistoryBuffer();
        var batch = new WindowBatch();
        Gen.Select(Gen.Int[0, 4].Array[0, 12], Gen.Int[0, 12], Gen.Int[0, 12], Gen.Int[0, 4]).Sample((items, length, pretrain, excluded) =>
        {
            length = Math.Min(length, items.Length);
            pretrain = Math.Min(pretrain, length);
            SequenceData rows = Rows([[3, 3], items]);
            WindowRecipe recipe = Recipe(rows, fill);
            recipe.Reset(batch, 2);
            bool any = recipe.FillWindow(batch, 1, rows, new HistoryCut(1, length, pretrain, excluded), history);
            int[] expected =
            [
                .. Enumerable.Range(0, length).Skip(fill == ContextFill.TuningSegmentOnly ? pretrain : 0)
                    .Where(i => items[i] != 0 && items[i] != excluded).Select(i => items[i]).TakeLast(Length),
            ];
            Assert.AreEqual(expected.Length > 0, any);
            int[] window = [.. Enumerable.Range(0, Length).Select(slot => (int)batch.Items[(slot * 2) + 1])];
            CollectionAssert.AreEqual(new int[Length - expected.Length].Concat(expected).ToArray(), window);
            Assert.AreEqual(Enumerable.Range(0, length).Count(i => excluded == 0 || items[i] != excluded), history.Count);
        }, threads: 1);
    }

    [TestMethod]
    public void AWholeRowEndsItsSegmentWhereItSaysOrAtTheBoundary()
    {
        SequenceData rows = Rows([[1, 2, 3], [], [4, 5, 6, 7]]);
        WindowRecipe recipe = Recipe(rows, ContextFill.AcrossSplit);
        Assert.AreEqual(new HistoryCut(0, 3, 2), recipe.Whole(rows, 0));
        Assert.AreEqual(new HistoryCut(1, 0, 0), recipe.Whole(rows, 1));
        Assert.AreEqual(new HistoryCut(2, 4, 2), recipe.Whole(rows, 2));

        SequenceData said = Rows([[1, 2, 3], [], [4, 5, 6, 7]], [1, 9, -1]);
        Assert.AreEqual(new HistoryCut(0, 3, 1), recipe.Whole(said, 0));
        Assert.AreEqual(new HistoryCut(1, 0, 0), recipe.Whole(said, 1));
        Assert.AreEqual(new HistoryCut(2, 4, 0), recipe.Whole(said, 2));
    }

    private static WindowRecipe Recipe(SequenceData rows, ContextFill fill)
    {
        var boundary = new PretrainBoundary(TimeSplit.Global, SplitTime: 1, Share: 0.5);
        var features = UserFeatures.Fit(rows, new int[rows.Store.UserCount], boundary, behaviors: 1);
        return new WindowRecipe(Length, PromptTokens: 0, fill, PromptHistory.PretrainingSegment, HistoryLength: 3, boundary, features);
    }

    /// <summary>Event i of a row happens at time i.</summary>
    private static SequenceData Rows(int[][] histories, int[]? pretrainLengths = null)
    {
        int[] items = [.. histories.SelectMany(h => h)], offsets = [0, .. histories.Select((_, i) => histories.Take(i + 1).Sum(h => h.Length))];
        byte[] behaviors = new byte[items.Length];
        Array.Fill(behaviors, (byte)1);
        return new SequenceData
        {
            Store = new SequenceStore(offsets, items, behaviors, [.. histories.SelectMany(h => h.Select((_, i) => (long)i))]),
            PretrainLengths = pretrainLengths,
            ItemCount = 9,
            BehaviorNames = ["buy"],
        };
    }
}
