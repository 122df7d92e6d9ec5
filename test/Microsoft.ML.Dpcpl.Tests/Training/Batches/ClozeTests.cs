using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Data.Splitting;
using Microsoft.ML.Dpcpl.Data.Windows;
using Microsoft.ML.Dpcpl.Tests.Systems;
using Microsoft.ML.Dpcpl.Training.Batches;

namespace Microsoft.ML.Dpcpl.Tests.Training.Batches;

/// <summary>Windows with gaps: what is hidden, what is shown, and that nothing else says it.</summary>
[TestClass]
public sealed class ClozeTests
{
    private const int Length = 6, Draws = 200;

    private static readonly int[] s_items = [1, 2, 3, 1, 4, 5, 2, 6];

    private static readonly byte[] s_behaviors = [1, 2, 1, 2, 1, 2, 1, 2];

    [TestMethod]
    public void HiddenEventsAreTheTargetsAndAllOthersAreShown()
    {
        foreach (TrainingBatch batch in Batches(Data(s_items), RepeatPolicy.AsIs, share: 0.3, newestShare: 0))
        {
            int[] hidden = [.. batch.TargetSlots.Select(slot => (int)slot).Order()];
            Assert.IsNotEmpty(hidden);
            CollectionAssert.AreEqual(batch.TargetSlots.Select(slot => (long)s_items[2 + slot]).ToArray(), batch.Targets);
            CollectionAssert.AreEqual(batch.TargetSlots.Select(slot => s_behaviors[2 + slot] - 1L).ToArray(), batch.TargetBehaviors);
            for (int slot = 0; slot < Length; slot++)
            {
                bool isHidden = hidden.Contains(slot);
                Assert.AreEqual(1, batch.Windows.Valid[slot]);
                Assert.AreEqual(isHidden ? 0 : s_items[2 + slot], batch.Windows.Items[slot]);
                Assert.AreEqual(isHidden ? 0 : s_behaviors[2 + slot], batch.Windows.Behaviors[slot]);
            }
        }
    }

    /// <summary>Of six events with probability 0.3, and one of a window in which none is drawn: 1.8 + 0.7^6 on the mean, 1.92.</summary>
    [TestMethod]
    public void AboutTheShareIsHidden()
    {
        double mean = Batches(Data(s_items), RepeatPolicy.AsIs, share: 0.3, newestShare: 0, draws: 2000).Average(batch => batch.Targets.Length);
        Assert.AreEqual(1.8 + Math.Pow(0.7, 6), mean, 0.1);
    }

    /// <summary>The newest of six events, and each of the other five with probability 0.3: 2.5 on the mean.</summary>
    [TestMethod]
    public void TheNewestEventIsAlwaysHiddenWhereAsked()
    {
        TrainingBatch[] batches = [.. Batches(Data(s_items), RepeatPolicy.AsIs, share: 0.3, newestShare: 0, draws: 2000, alwaysNewest: true).Select(batch =>
        {
            CollectionAssert.Contains(batch.TargetSlots, Length - 1L);
            Assert.AreEqual(0, batch.Windows.Items[Length - 1]);
            return batch;
        })];
        Assert.AreEqual(2.5, batches.Average(batch => batch.Targets.Length), 0.1);
    }

    [TestMethod]
    public void UnderTheStrictProtocolNoOtherEventShowsAHiddenItem()
    {
        int repeats = 0;
        foreach (TrainingBatch batch in Batches(Data([1, 1, 2, 3, 2, 2]), RepeatPolicy.TargetPairRemoved, share: 0.3, newestShare: 0.3))
        {
            foreach (long target in batch.Targets)
                CollectionAssert.DoesNotContain(batch.Windows.Items, target);
            repeats += batch.Windows.Valid.Zip(batch.Windows.Items).Count(slot => slot is { First: 1, Second: 0 }) > batch.Targets.Length ? 1 : 0;
        }

        Assert.IsGreaterThan(0, repeats, "some windows hide more than their targets");
    }

    /// <summary>What the newest slot sees is what <see cref="NewestSlot"/> shows a network that is to predict the same event.</summary>
    [TestMethod]
    [DataRow(RepeatPolicy.AsIs)]
    [DataRow(RepeatPolicy.TargetPairRemoved)]
    public void ANewestEventIsPredictedFromTheWindowOfScoring(RepeatPolicy policy)
    {
        SequenceData data = Data(s_items);
        var cuts = new HashSet<int>();
        foreach (TrainingBatch batch in Batches(data, policy, share: 0.3, newestShare: 1))
        {
            CollectionAssert.AreEqual(new long[] { Length - 1 }, batch.TargetSlots);
            // The item before a target, and the behavior of it, say which event it was.
            int cut = Enumerable.Range(2, 6).First(cut =>
            {
                TrainingBatch scoring = Newest(data, policy, cut);
                return scoring.Targets[0] == batch.Targets[0] && scoring.TargetBehaviors[0] == batch.TargetBehaviors[0] &&
                    scoring.Windows.Items.AsSpan(1).SequenceEqual(batch.Windows.Items.AsSpan(0, Length - 1));
            });
            TrainingBatch expected = Newest(data, policy, cut);
            CollectionAssert.AreEqual(expected.Windows.Behaviors[1..], batch.Windows.Behaviors[..^1]);
            CollectionAssert.AreEqual(expected.Windows.Valid[1..], batch.Windows.Valid[..^1]);
            CollectionAssert.AreEqual(new long[] { 0 }, batch.Windows.Items[^1..]);
            CollectionAssert.AreEqual(new float[] { 1 }, batch.Windows.Valid[^1..]);
            cuts.Add(cut);
        }

        CollectionAssert.AreEquivalent(Enumerable.Range(2, 6).ToArray(), cuts.ToArray(), "every event of the example is a target of some draw");
    }

    [TestMethod]
    public void WhatComesAfterTheExampleChangesNothing()
    {
        foreach (double newestShare in new[] { 0, 0.5, 1 })
        {
            foreach ((TrainingBatch before, TrainingBatch after) in Batches(Data([1, 2, 3, 4, 5, 6]), RepeatPolicy.AsIs, 0.3, newestShare, cut: 4)
                .Zip(Batches(Data([1, 2, 3, 4, 5, 9]), RepeatPolicy.AsIs, 0.3, newestShare, cut: 4)))
            {
                CollectionAssert.AreEqual(before.Windows.Items, after.Windows.Items);
                CollectionAssert.AreEqual(before.Targets, after.Targets);
            }
        }
    }

    /// <summary>A history of five events has room for five, though the cut stands at four.</summary>
    [TestMethod]
    public void TrimmedWindowsKeepTheEventAtTheCut()
    {
        StageData stage = Stage(Data([1, 2, 3, 4, 5]), RepeatPolicy.AsIs);
        stage = stage with { Recipe = stage.Recipe with { Length = 16 } };
        var batch = new TrainingBatch();
        new BatchMaker(stage.Recipe, new Cloze(stage, 0.01, 0), new SharedNegatives(stage, 4), 0, trims: true).Fill(batch, [new Example(0, 4)], 1);
        Assert.AreEqual(8, batch.Windows.Length);
        Assert.AreEqual(5, batch.Windows.Valid.Sum());
    }

    [TestMethod]
    public void AnOnlyEventIsNotHidden()
    {
        foreach (TrainingBatch batch in Batches(Data([0, 1]), RepeatPolicy.AsIs, 0.9, 0))
            Assert.IsEmpty(batch.Targets);
    }

    private static IEnumerable<TrainingBatch> Batches(SequenceData data, RepeatPolicy policy, double share, double newestShare, int? cut = null, int draws = Draws,
        bool alwaysNewest = false)
    {
        StageData stage = Stage(data, policy);
        var task = new Cloze(stage, share, newestShare, alwaysNewest);
        for (int draw = 0; draw < draws; draw++)
            yield return Filled(stage, task, cut ?? data.Store.Length(0) - 1, (ulong)draw);
    }

    private static TrainingBatch Newest(SequenceData data, RepeatPolicy policy, int cut)
    {
        StageData stage = Stage(data, policy);
        return Filled(stage, new NewestSlot(stage, 1), cut, 1);
    }

    private static TrainingBatch Filled(StageData stage, IBatchTask task, int cut, ulong seed)
    {
        var batch = new TrainingBatch();
        var random = new SeededRandom(seed);
        stage.Recipe.Reset(batch.Windows, 1);
        task.Fill(batch, [new Example(0, cut)], ref random);
        return batch;
    }

    private static SequenceData Data(int[] items) => new()
    {
        Store = new SequenceStore([0, items.Length], items, s_behaviors[..items.Length], [.. Enumerable.Range(0, items.Length).Select(i => i * 86_400L)]),
        BehaviorNames = TinyShop.Behaviors,
        ItemCount = 9,
    };

    private static StageData Stage(SequenceData data, RepeatPolicy policy)
    {
        var boundary = new PretrainBoundary(TimeSplit.Global, 2 * 86_400, 0.6);
        UserFeatures features = UserFeatures.Fit(data, [data.Store.Length(0)], boundary, 2);
        return new StageData(data, new WindowRecipe(Length, 0, ContextFill.AcrossSplit, default, 4, boundary, features), [data.Store.Length(0)], [0], policy);
    }
}
