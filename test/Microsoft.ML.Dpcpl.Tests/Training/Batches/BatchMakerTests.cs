using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Data.Splitting;
using Microsoft.ML.Dpcpl.Data.Windows;
using Microsoft.ML.Dpcpl.Systems;
using Microsoft.ML.Dpcpl.Tests.Systems;
using Microsoft.ML.Dpcpl.Training.Batches;

namespace Microsoft.ML.Dpcpl.Tests.Training.Batches;

[TestClass]
public sealed class BatchMakerTests
{
    private const int Length = 6;

    /// <summary>No event at or after the cut, and no later user event, may change a window, a prompt's inputs or a negative.</summary>
    [TestMethod]
    [DataRow(RankingLoss.SampledSoftmax)]
    [DataRow(RankingLoss.Bpr)]
    public void EventsFromTheCutOnChangeNothingInTheWindow(RankingLoss loss)
    {
        int[] items = [1, 2, 3, 4, 5, 6, 7, 8];
        byte[] behaviors = [1, 2, 1, 2, 1, 2, 1, 2];
        TrainingBatch before = Fill(Data(items, behaviors), PlanFor(loss), new Example(0, 5));
        for (int changed = 5; changed < 8; changed++)
        {
            int[] other = [.. items];
            byte[] otherBehaviors = [.. behaviors];
            other[changed] = 9;
            otherBehaviors[changed] = 1;
            TrainingBatch after = Fill(Data(other, otherBehaviors), PlanFor(loss), new Example(0, 5));
            CollectionAssert.AreEqual(before.Windows.Items, after.Windows.Items);
            CollectionAssert.AreEqual(before.Windows.Behaviors, after.Windows.Behaviors);
            CollectionAssert.AreEqual(before.Windows.Statistics, after.Windows.Statistics);
            CollectionAssert.AreEqual(before.Windows.HistoryItems, after.Windows.HistoryItems);
        }

        for (int changed = 1; changed < 5; changed++)
        {
            int[] other = [.. items];
            other[changed] = 9;
            CollectionAssert.AreNotEqual(before.Windows.Items, Fill(Data(other, behaviors), PlanFor(loss), new Example(0, 5)).Windows.Items, $"event {changed}");
        }
    }

    [TestMethod]
    public void NewestEventStandsInTheLastSlotAndPromptsKeepTheFirst()
    {
        TrainingBatch batch = Fill(Data([1, 2, 3, 4, 5, 6, 7], [1, 2, 1, 2, 1, 2, 1]), PlanFor(RankingLoss.SampledSoftmax, tokens: 2), new Example(0, 6));
        CollectionAssert.AreEqual(new long[] { 0, 0, 3, 4, 5, 6 }, batch.Windows.Items);
        CollectionAssert.AreEqual(new long[] { 0, 0, 1, 2, 1, 2 }, batch.Windows.Behaviors);
        CollectionAssert.AreEqual(new float[] { 0, 0, 1, 1, 1, 1 }, batch.Windows.Valid);
        CollectionAssert.AreEqual(new long[] { 7 }, batch.Targets);
    }

    [TestMethod]
    public void TheStrictPolicyForgetsEarlierEventsOnTheTarget()
    {
        SequenceData data = Data([4, 1, 4, 2, 4, 3, 4], [1, 1, 2, 1, 1, 2, 2]);
        var example = new Example(0, 6);
        Plan plan = PlanFor(RankingLoss.SampledSoftmax, tokens: 1);
        CollectionAssert.AreEqual(new long[] { 0, 1, 4, 2, 4, 3 }, Fill(data, plan with { RepeatPolicy = RepeatPolicy.AsIs }, example).Windows.Items);
        TrainingBatch strict = Fill(data, plan with { RepeatPolicy = RepeatPolicy.TargetPairRemoved }, example);
        CollectionAssert.AreEqual(new long[] { 0, 0, 0, 1, 2, 3 }, strict.Windows.Items);
        Assert.IsFalse(strict.Windows.HistoryItems.Contains(4), "the prompts' histories must forget them, too");
        CollectionAssert.AreEqual(new long[] { 4 }, strict.Targets);
    }

    [TestMethod]
    public void TheFutureWindowTakesNewDistinctItemsWithHalfTheWeight()
    {
        SequenceData data = Data([1, 2, 3, 5, 5, 1, 6], [1, 1, 1, 1, 2, 1, 1]);
        Plan plan = PlanFor(RankingLoss.SampledSoftmax) with { FutureWindow = 4 };
        TrainingBatch strict = Fill(data, plan with { RepeatPolicy = RepeatPolicy.TargetPairRemoved }, new Example(0, 3));
        // 5, then 5 again, then 1 (in the history), then 6.
        CollectionAssert.AreEqual(new long[] { 5, 6, 0, 0 }, strict.Targets);
        TrainingBatch asIs = Fill(data, plan with { RepeatPolicy = RepeatPolicy.AsIs }, new Example(0, 3));
        CollectionAssert.AreEqual(new long[] { 5, 1, 6, 0 }, asIs.Targets);
        CollectionAssert.AreEqual(new float[] { 1, 0.5f, 0.5f, 0 }, asIs.Weights);
    }

    [TestMethod]
    public void NegativesOfPairwiseLossesAreItemsTheUserNeverTouched()
    {
        var data = new SequenceData
        {
            Store = new SequenceStore([0, 6, 9], [1, 2, 3, 4, 5, 6, 4, 7, 8], [1, 1, 1, 1, 1, 1, 1, 1, 1], [0, 1, 2, 3, 4, 5, 0, 1, 2]),
            BehaviorNames = TinyShop.Behaviors,
            ItemCount = 9,
        };
        Plan plan = PlanFor(RankingLoss.Bce) with { Negatives = 200, Lengths = [5, 3], PretrainLengths = [3, 1] };
        var batch = new TrainingBatch();
        plan.Maker(data).Fill(batch, [new Example(0, 3)], 5);
        // Item 6 comes after what this stage may know of anybody, item 9 has no event at all; 7 and 8 are another user's.
        CollectionAssert.AreEquivalent(new long[] { 7, 8 }, batch.Negatives.Distinct().ToArray());
    }

    [TestMethod]
    public void SharedNegativesThatAWindowMustPredictAreFound()
    {
        int[] items = [1, 2, 3, 4, 5, 6, 7, 8];
        SequenceData data = Data(items, [1, 2, 1, 2, 1, 2, 1, 2]);
        foreach (bool gathers in new[] { false, true })
        {
            var batch = new TrainingBatch();
            var maker = (PlanFor(RankingLoss.SampledSoftmax) with { Negatives = 40, FutureWindow = 2, TrainsBackbone = gathers }).Maker(data);
            Example[] examples = [new(0, 5), new(0, 2)];
            for (ulong seed = 1; seed <= 3; seed++)
            {
                maker.Fill(batch, examples, seed);
                long[] ids = [.. batch.Negatives.Select(place => gathers ? batch.Rows![place] : place)];
                long[] expected = [.. Enumerable.Range(0, 2).SelectMany(window => Enumerable.Range(0, 40)
                    .Where(j => ids[j] == items[examples[window].Cut] || ids[j] == items[examples[window].Cut + 1])
                    .Select(j => (window * 40L) + j))];
                Assert.IsNotEmpty(expected);
                CollectionAssert.AreEquivalent(expected, batch.TargetNegatives);
            }
        }
    }

    [TestMethod]
    public void GatheredRowsNameTheSameItems()
    {
        SequenceData data = Data([1, 2, 3, 4, 5, 6, 7, 8], [1, 2, 1, 2, 1, 2, 1, 2]);
        Plan plan = PlanFor(RankingLoss.SampledSoftmax);
        TrainingBatch ids = Fill(data, plan with { TrainsBackbone = false }, new Example(0, 5));
        TrainingBatch rows = Fill(data, plan with { TrainsBackbone = true }, new Example(0, 5));
        Assert.IsNull(ids.Rows);
        Assert.AreEqual(0, rows.Rows![0]);
        CollectionAssert.AllItemsAreUnique(rows.Rows);
        CollectionAssert.AreEqual(ids.Windows.Items, rows.Windows.Items.Select(place => rows.Rows[place]).ToArray());
        CollectionAssert.AreEqual(ids.Targets, rows.Targets.Select(place => rows.Rows[place]).ToArray());
        CollectionAssert.AreEqual(ids.Negatives, rows.Negatives.Select(place => rows.Rows[place]).ToArray());
    }

    [TestMethod]
    [DataRow(RepeatPolicy.AsIs)]
    [DataRow(RepeatPolicy.TargetPairRemoved)]
    public void AtAllPositionsTheNextEventIsTheTarget(RepeatPolicy policy)
    {
        // Unknown items are passed over; windows have 4 slots; two users side by side.
        int[] items = [1, 2, 0, 1, 3, 3, 4, 2, /**/ 5, 6, 5];
        byte[] behaviors = [1, 1, 2, 1, 1, 2, 1, 2, /**/ 1, 2, 1];
        var data = new SequenceData
        {
            Store = new SequenceStore([0, 8, 11], items, behaviors, [.. Enumerable.Range(0, 11).Select(i => i * 86_400L)]),
            BehaviorNames = TinyShop.Behaviors,
            ItemCount = 9,
        };
        Plan plan = PlanFor(RankingLoss.SampledSoftmax, tokens: 0) with
        {
            AllPositions = true,
            RepeatPolicy = policy,
            Lengths = [8, 3],
            PretrainLengths = [3, 1],
            Negatives = 50,
            TrainsBackbone = false,
        };
        plan = plan with { Recipe = plan.Recipe with { Length = 4 } };
        var batch = new TrainingBatch();
        plan.Maker(data).Fill(batch, [new Example(0, 7), new Example(1, 2)], 5);
        // (slot, window, target and its behavior): the events before the cuts are 1 3 3 4 and 5 6.
        (int Slot, int Window, int Target, int Behavior)[] all = [(3, 0, 2, 2), (2, 0, 4, 1), (1, 0, 3, 2), (0, 0, 3, 1), (3, 1, 5, 1), (2, 1, 6, 2)];
        // 2, the second 3 and the second 5 had been there before.
        (int Slot, int Window, int Target, int Behavior)[] expected =
            policy == RepeatPolicy.AsIs ? all : [(2, 0, 4, 1), (0, 0, 3, 1), (2, 1, 6, 2)];
        CollectionAssert.AreEqual(expected.Select(e => (e.Slot * 2L) + e.Window).ToArray(), batch.TargetSlots);
        CollectionAssert.AreEqual(expected.Select(e => (long)e.Target).ToArray(), batch.Targets);
        CollectionAssert.AreEqual(expected.Select(e => e.Behavior - 1L).ToArray(), batch.TargetBehaviors);
        CollectionAssert.AreEqual(expected.Select(e => 2L - e.Behavior).ToArray(), batch.OtherBehaviors);
        CollectionAssert.AreEqual(expected.Select(_ => 1f).ToArray(), batch.Weights);
        CollectionAssert.AreEqual(new long[] { 1, 0, 3, 0, 3, 5, 4, 6 }, batch.Windows.Items);
        long[] hits = [.. expected.SelectMany((e, row) => Enumerable.Range(0, 50).Where(j => batch.Negatives[j] == e.Target).Select(j => (row * 50L) + j))];
        CollectionAssert.AreEquivalent(hits, batch.TargetNegatives);
    }

    [TestMethod]
    public void AtAllPositionsEveryTargetHasItsOwnUnseenNegatives()
    {
        SequenceData data = Data([1, 2, 3, 4, 5, 6, 7, 8], [1, 2, 1, 2, 1, 2, 1, 2]);
        Plan plan = PlanFor(RankingLoss.Bce) with { AllPositions = true, Negatives = 3, Lengths = [5] };
        TrainingBatch batch = Fill(data, plan, new Example(0, 4));
        Assert.HasCount(4, batch.Targets);
        Assert.HasCount(12, batch.Negatives);
    }

    /// <summary>Trimmed: what is left out is empty in all windows, and targets stand at the slots that they had, counted from the newest.</summary>
    [TestMethod]
    [DataRow(0, false)]
    [DataRow(0, true)]
    [DataRow(3, false)]
    public void TrimmedWindowsLoseEmptySlotsAlone(int tokens, bool allPositions)
    {
        SequenceData data = Data([1, 2, 3, 4, 5, 6, 7, 8], [1, 2, 1, 2, 1, 2, 1, 2]);
        Plan plan = PlanFor(RankingLoss.SampledSoftmax, tokens) with { AllPositions = allPositions };
        plan = plan with { Recipe = plan.Recipe with { Length = 16 } };
        Example[] examples = [new(0, 2), new(0, 6)];
        TrainingBatch whole = new(), trimmed = new();
        plan.Maker(data).Fill(whole, examples, 5);
        (plan with { Trims = true }).Maker(data).Fill(trimmed, examples, 5);
        // Six events, room for a multiple of four.
        int left = 16 - (tokens + 8);
        Assert.AreEqual(tokens + 8, trimmed.Windows.Length);
        Assert.IsTrue(whole.Windows.Items.Take(left * 2).All(item => item == 0));
        CollectionAssert.AreEqual(whole.Windows.Items[(left * 2)..], trimmed.Windows.Items);
        CollectionAssert.AreEqual(whole.Windows.Valid[(left * 2)..], trimmed.Windows.Valid);
        CollectionAssert.AreEqual(whole.Windows.Days[(left * 2)..], trimmed.Windows.Days);
        CollectionAssert.AreEqual(whole.TargetSlots.Select(slot => slot - (left * 2)).ToArray(), trimmed.TargetSlots);
        CollectionAssert.AreEqual(whole.Targets, trimmed.Targets);
        CollectionAssert.AreEqual(whole.Negatives, trimmed.Negatives);
        plan.Maker(data).Fill(trimmed, examples, 5);
        Assert.AreEqual(16, trimmed.Windows.Length, "a batch is used again");
    }

    /// <summary>An example's weight is that of its targets, beside what their place in the future window weighs.</summary>
    [TestMethod]
    public void AnExampleWeighsWhatTheStageSays()
    {
        SequenceData data = Data([1, 2, 3, 4, 5], [1, 1, 1, 1, 1]);
        var stage = new StageData(data, PlanFor(RankingLoss.Bce).Recipe, [5], [3], RepeatPolicy.AsIs) { Weight = example => example.Cut };
        var batch = new TrainingBatch();
        var random = new Microsoft.ML.Dpcpl.Common.SeededRandom(1);
        stage.Recipe.Reset(batch.Windows, 2);
        new NewestSlot(stage, 2).Fill(batch, [new Example(0, 2), new Example(0, 3)], ref random);
        CollectionAssert.AreEqual(new float[] { 2, 1, 3, 1.5f }, batch.Weights);
    }

    private static TrainingBatch Fill(SequenceData data, Plan plan, Example example)
    {
        var batch = new TrainingBatch();
        plan = plan with { Lengths = [Math.Min(plan.Lengths[0], data.Store.Length(0))] };
        plan.Maker(data).Fill(batch, [example], 5);
        return batch;
    }

    private static SequenceData Data(int[] items, byte[] behaviors) => new()
    {
        Store = new SequenceStore([0, items.Length], items, behaviors, [.. Enumerable.Range(0, items.Length).Select(i => i * 86_400L)]),
        BehaviorNames = TinyShop.Behaviors,
        ItemCount = 9,
    };

    private static Plan PlanFor(RankingLoss loss, int tokens = 1)
    {
        SequenceData some = TinyShop.Train();
        var boundary = new PretrainBoundary(TimeSplit.Global, 2 * 86_400, 0.6);
        UserFeatures features = UserFeatures.Fit(some, some.PretrainLengths!, boundary, 2);
        return new Plan(loss, new WindowRecipe(Length, tokens, ContextFill.AcrossSplit, PromptHistory.AllBeforeTarget, 4, boundary, features));
    }

    private sealed record Plan(RankingLoss Loss, WindowRecipe Recipe)
    {
        public int[] Lengths { get; init; } = [8];

        public int[] PretrainLengths { get; init; } = [3];

        public int Negatives { get; init; } = 5;

        public RepeatPolicy RepeatPolicy { get; init; } = RepeatPolicy.AsIs;

        public int FutureWindow { get; init; } = 1;

        public bool AllPositions { get; init; }

        public bool TrainsBackbone { get; init; }

        public bool Trims { get; init; }

        /// <summary>The task and the sampler that a system would choose.</summary>
        public BatchMaker Maker(SequenceData sequences)
        {
            var data = new StageData(sequences, Recipe, Lengths, PretrainLengths, RepeatPolicy);
            IBatchTask task = AllPositions ? new AllSlots(data) : new NewestSlot(data, FutureWindow);
            INegativeSampler negatives = new NeuralSystem(new SasRecTrainer.Options { Loss = Loss, Negatives = Negatives }).Negatives(data);
            return new BatchMaker(Recipe, task, negatives, TrainsBackbone && !negatives.TakesAll ? data.Items : 0, Trims);
        }
    }
}
