using Microsoft.ML.Dpcpl.Data.Items;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Evaluation;
using Microsoft.ML.Dpcpl.Scoring;
using Microsoft.ML.Dpcpl.Scoring.Channels;
using Microsoft.ML.Dpcpl.Scoring.Kernels;
using Microsoft.ML.Dpcpl.Systems;
using Microsoft.ML.Dpcpl.Training.Batches;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Tests.Systems;

[TestClass]
public sealed class NeuralFitTests
{
    internal static Action<DpcplTrainer.Options>[] Ablations =>
    [
        o => o.Mixer = SequenceMixer.Attention,
        o => o.Personalized = false,
        o => o.Progressive = false,
        o => o.CompactnessWeight = 0,
        o => o.TokenProjection = TokenProjection.Full,
        o => o.Streams = StreamMode.OverallOnly,
        o => o.Streams = StreamMode.Compact,
        o => o.PerBehaviorFilter = true,
        o => o.FilterActivation = FilterActivation.Gelu,
        o => o.Placement = PromptPlacement.Prepend,
        o => o.Placement = PromptPlacement.Modulate,
        o => (o.Placement, o.Mixer) = (PromptPlacement.Modulate, SequenceMixer.Attention),
        o => (o.Placement, o.Mixer) = (PromptPlacement.Modulate, SequenceMixer.CausalFilter),
        o => (o.Placement, o.Mixer, o.Personalized) = (PromptPlacement.Modulate, SequenceMixer.CausalFilter, false),
        o => (o.Placement, o.Mixer, o.Progressive) = (PromptPlacement.Modulate, SequenceMixer.CausalFilter, false),
        o => o.FactorValueProjection = true,
        o => o.IntraLayerCompactness = 1,
        o => o.WeightByLength = true,
        o => o.PromptHistory = PromptHistory.AllBeforeTarget,
        o => o.ContextFill = ContextFill.TuningSegmentOnly,
        o => o.CompactnessSign = CompactnessSign.Literal,
        o => o.PretrainingScope = PretrainingScope.PretrainingSegment,
    ];

    public static IEnumerable<object[]> Losses => Enum.GetValues<RankingLoss>().Select(loss => new object[] { loss });

    [TestMethod]
    [DynamicData(nameof(Losses))]
    public void LearnsATinyShopByHeart(RankingLoss loss)
    {
        using NeuralModelParameters model = TinyShop.Model(TinyShop.Options(o =>
        {
            o.Loss = loss;
            o.Dropout = 0;
            // At 0.01 one of a hundred seeds loses its way with gBCE.
            o.LearningRate = loss == RankingLoss.GBce ? 0.005f : 0.01f;
            o.ItemInitialization = ItemInitialization.Random;
            (o.BatchSize, o.CutsPerUser) = (64, 19);
            o.PretrainingEpochs = o.Patience = 40;
            o.TuningEpochs = 5;
            o.PretrainingScope = PretrainingScope.AllTrainingEvents;
        }));
        // Pairwise losses never see the user's own items as negatives, and take far longer to tell the last neighbors apart.
        bool softmax = loss is RankingLoss.SampledSoftmax or RankingLoss.FullSoftmax;
        Assert.IsGreaterThanOrEqualTo(softmax ? 1 : 0.75, HitRatioAt1(model));
    }

    [TestMethod]
    [DataRow(TuningMode.Prompts)]
    [DataRow(TuningMode.FullFineTuning)]
    [DataRow(TuningMode.None)]
    public void EveryWayOfTuningLearns(TuningMode mode)
    {
        using NeuralModelParameters model = TinyShop.Model(TinyShop.Options(o =>
        {
            o.Tuning = mode;
            o.Dropout = 0;
            o.LearningRate = 0.01f;
            (o.BatchSize, o.CutsPerUser) = (64, 19);
            o.PretrainingEpochs = o.Patience = 40;
            o.TuningEpochs = 5;
            o.PretrainingScope = PretrainingScope.AllTrainingEvents;
        }), validate: false);
        Assert.IsGreaterThan(0.9, HitRatioAt1(model));
        Assert.AreEqual(mode == TuningMode.Prompts, model.Network.Prompts is not null);
    }

    [TestMethod]
    public void AblationsTrain()
    {
        foreach (Action<DpcplTrainer.Options> change in Ablations)
        {
            var losses = new List<double>();
            using NeuralModelParameters model = TinyShop.Model(TinyShop.Options(o =>
            {
                o.Dropout = 0;
                o.LearningRate = 0.01f;
                o.PretrainingEpochs = o.Patience = 4;
                change(o);
                o.Progress = new Collect(p => { if (p.Step == p.Steps && p.Stage == TrainingStage.Pretraining) losses.Add(p.Loss); });
            }), validate: false);
            Assert.IsLessThan(losses[0], losses[^1]);
            Assert.IsGreaterThan(0, model.Summary.TunedParameters);
        }
    }

    [TestMethod]
    [DataRow(PromptPlacement.Overwrite)]
    [DataRow(PromptPlacement.Modulate)]
    public void TheShareThatDiffersBetweenUsersIsReportedAfterEveryEpoch(PromptPlacement placement)
    {
        double[] Shares(bool personalized)
        {
            var shares = new List<double>();
            using NeuralModelParameters model = TinyShop.Model(TinyShop.Options(o =>
            {
                (o.Placement, o.Personalized, o.PretrainingEpochs, o.TuningEpochs) = (placement, personalized, 1, 2);
                o.Progress = new Collect(p =>
                {
                    if (p is { Stage: TrainingStage.Tuning, Epoch: > 0 } && p.Step == p.Steps)
                        shares.Add(p.Figures!["personal share of the prompts"]);
                });
            }), validate: false);
            return [.. shares];
        }

        CollectionAssert.AreEqual(new double[] { 0, 0 }, Shares(false));
        double[] personal = Shares(true);
        Assert.HasCount(2, personal);
        Assert.IsTrue(personal.All(share => share is > 0 and < 1), string.Join(", ", personal));
    }

    /// <summary>Half of the shop's purchases are before the split: tuning on all of them takes twice the steps, and older ones weigh less.</summary>
    [TestMethod]
    public void TuningMayLearnFromPurchasesBeforeTheSplit()
    {
        int Steps(float halfLife)
        {
            int steps = 0;
            using NeuralModelParameters model = TinyShop.Model(TinyShop.Options(o =>
            {
                (o.PastTargetHalfLife, o.PretrainingEpochs, o.TuningEpochs) = (halfLife, 1, 1);
                o.Progress = new Collect(p => steps = p.Stage == TrainingStage.Tuning && p.Epoch == 1 ? p.Steps : steps);
            }), validate: false);
            return steps;
        }

        Assert.AreEqual((19, 38), (Steps(0), Steps(2)));
        DpcplTrainer.Options options = TinyShop.Options(o => (o.PastTargetHalfLife, o.TimeSplit) = (2, TimeSplit.PerUser));
        var training = new NeuralTraining(TinyShop.Train(), null, options, TinyShop.Buy, 1, _ => { });
        // Events 2 n and 2 n + 1 happen on day n; the segment ends with event 9 on day 4.
        Assert.AreEqual(Math.Pow(2, -4 / 2.0), training.WeightOfAge(new Example(0, 1)), 1e-6);
        Assert.AreEqual(Math.Pow(2, -1 / 2.0), training.WeightOfAge(new Example(0, 7)), 1e-6);
        Assert.AreEqual((1f, 1f), (training.WeightOfAge(new Example(0, 9)), training.WeightOfAge(new Example(0, 17))));
        StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => TinyShop.Options(o => (o.PastTargetHalfLife, o.PretrainingScope) = (1, PretrainingScope.PretrainingSegment))).Message,
            "PastTargetHalfLife is 1");
    }

    /// <summary>Beside a network that hardly learns, neighbors alone know the chain of items, and are given weight.</summary>
    [TestMethod]
    public void NeighborsRaiseTheScoresOfWhatOthersTookNext()
    {
        (double Figure, IReadOnlyList<ChannelWeight> Mix) Fit(int neighbors)
        {
            using NeuralModelParameters model = TinyShop.Model(TinyShop.Options(o =>
            {
                (o.NeighborItems, o.Tuning, o.PretrainingEpochs) = (neighbors, TuningMode.None, 1);
                (o.ItemInitialization, o.LearningRate, o.ItemLearningRate) = (ItemInitialization.Random, 1e-6f, 1e-6f);
            }));
            SequenceData tests = TinyShop.Validation();
            ItemLift[]? lifts = model.Lifts(tests);
            Assert.AreEqual(neighbors > 0, lifts is not null);
            using Tensor users = model.Encode(tests);
            Rank[] ranks = CatalogRanks.Of(users, model.Network.ItemTable, tests.Labels!, _ => default, lifts);
            return (ranks.Average(rank => RankMetric.Ndcg(rank, 10)), model.Model.Channels.Weights);
        }

        var (with, mix) = Fit(6);
        var (without, none) = Fit(0);
        Assert.IsGreaterThan(without + 0.3, with);
        Assert.Contains(weight => weight.Gain > 0, mix);
        Assert.IsEmpty(none);
    }

    /// <summary>Two tasks on one backbone each have a mix of their own.</summary>
    [TestMethod]
    public void ATaskKeepsItsOwnMix()
    {
        using NeuralModelParameters pretrained = TinyShop.Model(TinyShop.Options(o => (o.NeighborItems, o.Tuning) = (6, TuningMode.None)));
        pretrained.Model.Channels.Weights = [new(0.25f, 7), new(1, 2), new(0, 3), new(4, 5), new(0.5f, 6)];
        string mix = TinyShop.Mix(pretrained);
        using NeuralModelParameters kept = TinyShop.Model(TinyShop.Options(o => o.NeighborItems = 6), pretrained, validate: false);
        Assert.AreEqual(mix, TinyShop.Mix(kept));
        Assert.AreEqual(mix, TinyShop.Mix(pretrained));
        CollectionAssert.AreEqual(TinyShop.Neighbors(pretrained)!.Rows.Values.ToArray(), TinyShop.Neighbors(kept)!.Rows.Values.ToArray());
        kept.Model.Channels.Weights = [new(3, 5), new(1, 2), new(0, 3), new(4, 5), new(0.5f, 6)];
        Assert.AreEqual(mix, TinyShop.Mix(pretrained));
    }

    /// <summary>Counts follow the sequences they are made from; weights and mix stay, and the first model stays what it was.</summary>
    [TestMethod]
    public void RefittingWithoutEpochsCountsAgain()
    {
        NeuralModel model = TinyShop.Fit(TinyShop.Options(o => o.NeighborItems = 6), validate: false);
        SequenceData more = TinyShop.Train(users: 40, steps: 14);
        int[] before = [.. TinyShop.Neighbors(model)!.Events];
        List<float> weights = TinyShop.Weights(model.Network);
        NeuralModel recounted = TinyShop.Refit(model, more, TinyShop.Options(o => (o.NeighborItems, o.RefitEpochs) = (6, 0)));
        CollectionAssert.AreEqual(before, TinyShop.Neighbors(model)!.Events);
        Assert.AreEqual(TinyShop.Mix(model), TinyShop.Mix(recounted));
        model.Network.Dispose();

        CollectionAssert.AreEqual(weights, TinyShop.Weights(recounted.Network));
        ItemNeighbors expected = NeighborCounts.Build(more, [.. Enumerable.Repeat(28, 40)], 6);
        CollectionAssert.AreEqual(expected.Rows.Columns.ToArray(), TinyShop.Neighbors(recounted)!.Rows.Columns.ToArray());
        CollectionAssert.AreEqual(expected.Rows.Values.ToArray(), TinyShop.Neighbors(recounted)!.Rows.Values.ToArray());
        Assert.AreEqual(40f * 14, recounted.Popularity.Sum(p => MathF.Floor(p)), "buys");
        using var scored = new NeuralModelParameters(recounted);
        Assert.IsNotNull(scored.Lifts(TinyShop.Validation()));
    }

    /// <summary>With epochs, the stage that the model comes from goes on; the model that was given stays as it was.</summary>
    [TestMethod]
    [DataRow(TuningMode.None)]
    [DataRow(TuningMode.Prompts)]
    [DataRow(TuningMode.FullFineTuning)]
    public void RefittingTrainsTheLastStageOn(TuningMode tuning)
    {
        var reports = new List<TrainingProgress>();
        DpcplTrainer.Options options = TinyShop.Options(o => (o.Tuning, o.NeighborItems, o.RefitEpochs) = (tuning, 6, 2));
        using NeuralModelParameters model = TinyShop.Model(options, validate: false);
        List<float> backbone = Values(model.Network.BackboneTensors()), prompts = Values(model.Network.PromptTensors());
        options.Progress = new Collect(reports.Add);
        using NeuralModelParameters refitted = new(TinyShop.Refit(model.Model, TinyShop.Train(steps: 14), options));

        CollectionAssert.AreEqual(backbone, Values(model.Network.BackboneTensors()), "given");
        CollectionAssert.AreEqual(prompts, Values(model.Network.PromptTensors()), "given");
        Assert.AreEqual(tuning == TuningMode.Prompts, backbone.SequenceEqual(Values(refitted.Network.BackboneTensors())), "a frozen backbone stays frozen");
        Assert.AreEqual(tuning != TuningMode.Prompts, prompts.SequenceEqual(Values(refitted.Network.PromptTensors())));
        Assert.AreEqual(tuning == TuningMode.Prompts, ReferenceEquals(model.Network.ItemTable, refitted.Network.ItemTable));
        TrainingProgress[] ends = [.. reports.Where(p => p.Step == p.Steps)];
        Assert.HasCount(2, ends);
        Assert.IsTrue(ends.All(p => p.Stage == TrainingStage.Refit && double.IsFinite(p.Loss)));
        Assert.AreEqual(TinyShop.Mix(model), TinyShop.Mix(refitted));

        static List<float> Values(List<(string Name, Tensor Values)> tensors) => [.. tensors.SelectMany(t => t.Values.detach().contiguous().data<float>().ToArray())];
    }

    /// <summary>Held-out events of another target are among those that the backbone has learned from, unless it is one of the past; the model that is tuned on it says so, too.</summary>
    [TestMethod]
    [DataRow(PretrainingScope.AllTrainingEvents, TinyShop.Click, true, true)]
    [DataRow(PretrainingScope.AllTrainingEvents, TinyShop.Click, false, false)]
    [DataRow(PretrainingScope.AllTrainingEvents, TinyShop.Buy, true, false)]
    [DataRow(PretrainingScope.PretrainingSegment, TinyShop.Click, true, false)]
    public void ABackboneThatHasSeenTheHeldOutEventsIsReported(PretrainingScope scope, byte target, bool validate, bool expected)
    {
        using NeuralModelParameters pretrained = TinyShop.Model(TinyShop.Options(o => (o.Tuning, o.PretrainingScope) = (TuningMode.None, scope)));
        List<string> warnings = [];
        using var tuned = new NeuralModelParameters(NeuralFit.Train(
            TinyShop.Train(), validate ? TinyShop.Validation() : null, TinyShop.Options(o => o.TuningEpochs = 1), target, 3, pretrained.Model, _ => { }, warnings.Add));
        Assert.AreEqual(expected, warnings.Any(warning => warning.Contains("pre-trained for 'buy'", StringComparison.Ordinal) && warning.Contains("'click'", StringComparison.Ordinal)));
        Assert.AreEqual(scope, tuned.Summary.PretrainingScope);
    }

    /// <summary>What a given model has counted may include the events that tuning is validated on.</summary>
    [TestMethod]
    public void TuningAGivenModelCountsItsOwnTrainingSet()
    {
        using NeuralModelParameters pretrained = TinyShop.Model(TinyShop.Options(o => (o.NeighborItems, o.Tuning) = (6, TuningMode.None)), validate: false);
        using NeuralModelParameters recounted = new(TinyShop.Refit(pretrained.Model, TinyShop.Train(steps: 14), TinyShop.Options(o => (o.NeighborItems, o.RefitEpochs) = (6, 0))));
        using NeuralModelParameters tuned = TinyShop.Model(TinyShop.Options(o => o.NeighborItems = 6), recounted, validate: false);
        Assert.AreNotEqual(TinyShop.Neighbors(pretrained)!.Events.Sum(), TinyShop.Neighbors(recounted)!.Events.Sum());
        CollectionAssert.AreEqual(TinyShop.Neighbors(pretrained)!.Events, TinyShop.Neighbors(tuned)!.Events);
        CollectionAssert.AreEqual(TinyShop.Neighbors(pretrained)!.Rows.Values.ToArray(), TinyShop.Neighbors(tuned)!.Rows.Values.ToArray());
    }

    [TestMethod]
    public void PresetPaperTrains()
    {
        DpcplTrainer.Options paper = DpcplTrainer.Options.FromPreset(DpcplPreset.Paper);
        (paper.MaxSequenceLength, paper.HiddenSize, paper.Blocks, paper.PretrainingEpochs, paper.TuningEpochs, paper.Seed, paper.Device) = (32, 16, 2, 2, 2, 1, "cpu");
        paper.Validate();
        using NeuralModelParameters model = TinyShop.Model(paper);
        Assert.AreEqual(2, model.Summary.PretrainingEpochs);
        Assert.AreEqual(2, model.Summary.TuningEpochs);
    }

    [TestMethod]
    public void SameSeedSameModelOtherSeedOtherModel()
    {
        using NeuralModelParameters one = TinyShop.Model(TinyShop.Options(), validate: false), two = TinyShop.Model(TinyShop.Options(), validate: false);
        CollectionAssert.AreEqual(TinyShop.Weights(one), TinyShop.Weights(two));
        using NeuralModelParameters other = TinyShop.Model(TinyShop.Options(o => o.Seed = 4), validate: false);
        CollectionAssert.AreNotEqual(TinyShop.Weights(one), TinyShop.Weights(other));
    }

    [TestMethod]
    public void PromptTuningLeavesTheBackboneAloneBitForBit()
    {
        using NeuralModelParameters pretrained = TinyShop.Model(TinyShop.Options(o => o.Tuning = TuningMode.None));
        List<float> before = TinyShop.Weights(pretrained);
        using NeuralModelParameters tuned = TinyShop.Model(TinyShop.Options(), pretrained, validate: false);
        using NeuralModelParameters full = TinyShop.Model(TinyShop.Options(o => o.Tuning = TuningMode.FullFineTuning), pretrained, validate: false);
        CollectionAssert.AreEqual(before, TinyShop.Weights(pretrained));
        CollectionAssert.AreEqual(before, TinyShop.Weights(tuned).GetRange(0, before.Count));
        CollectionAssert.AreNotEqual(before, TinyShop.Weights(full));
        Assert.AreEqual(0, tuned.Summary.PretrainingEpochs);
        Assert.AreEqual(TinyShop.Weights(tuned).Count - before.Count, tuned.Summary.TunedParameters);
        Assert.AreEqual(before.Count, full.Summary.TunedParameters);
    }

    [TestMethod]
    public void OneBackboneServesTasksThatOutliveEachOther()
    {
        NeuralModelParameters pretrained = TinyShop.Model(TinyShop.Options(o => o.Tuning = TuningMode.None));
        using NeuralModelParameters tuned = TinyShop.Model(TinyShop.Options(), pretrained, validate: false);
        pretrained.Dispose();
        pretrained.Dispose();
        using Tensor users = tuned.Encode(TinyShop.Validation());
        Assert.IsTrue(users.isfinite().all().ToBoolean());
    }

    [TestMethod]
    public void EventsAfterTheSplitDoNotReachAPretrainingOfThePast()
    {
        Action<DpcplTrainer.Options> past = o =>
        {
            o.PretrainingScope = PretrainingScope.PretrainingSegment;
            o.Tuning = TuningMode.None;
        };
        SequenceData data = TinyShop.Train();
        int[] items = data.Store.Items.ToArray();
        for (int user = 0; user < data.Store.UserCount; user++)
        {
            for (int i = data.Store.Start(user) + data.PretrainLengths![user]; i < data.Store.End(user); i++)
                items[i] = 1 + ((items[i] + 5) % TinyShop.Items);
        }

        var changed = new SequenceData
        {
            Store = new SequenceStore(
                [.. Enumerable.Range(0, data.Store.UserCount + 1).Select(u => u == 0 ? 0 : data.Store.End(u - 1))], items, data.Store.Behaviors.ToArray(), data.Store.Times.ToArray()),
            PretrainLengths = data.PretrainLengths,
            BehaviorNames = data.BehaviorNames,
            ItemCount = data.ItemCount,
        };
        using var one = TinyShop.Fit(TinyShop.Options(past)).Network;
        using var two = TinyShop.Fit(TinyShop.Options(past), null, changed).Network;
        CollectionAssert.AreEqual(TinyShop.Weights(one), TinyShop.Weights(two));
    }

    [TestMethod]
    public void CanceledTrainingGivesTheBestModelSoFar()
    {
        using var cancel = new CancellationTokenSource();
        int epochs = 0;
        using NeuralModelParameters model = TinyShop.Model(TinyShop.Options(o =>
        {
            o.PretrainingEpochs = 1000;
            o.Patience = 1000;
            o.CancellationToken = cancel.Token;
            o.Progress = new Collect(p => { if (p.ValidationNdcg is not null && ++epochs == 4) cancel.Cancel(); });
        }));
        Assert.AreEqual(4, model.Summary.PretrainingEpochs);
        Assert.AreEqual(0, model.Summary.TuningEpochs);
        Assert.IsNull(model.Network.Prompts);
    }

    [TestMethod]
    public void CanceledBeforeTheFirstEpochThereIsNoModel()
    {
        Assert.ThrowsExactly<OperationCanceledException>(() => TinyShop.Fit(TinyShop.Options(o => o.CancellationToken = new CancellationToken(true))));
    }

    [TestMethod]
    public void NothingIsLeftToFinalizers()
    {
        SequenceData rows = TinyShop.Validation();
        long Growth(int epochs, int calls)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            long before = Tensor.TotalCount;
            using (NeuralModelParameters model = TinyShop.Model(TinyShop.Options(o => (o.PretrainingEpochs, o.TuningEpochs, o.Patience) = (epochs, epochs, 100))))
            {
                for (int i = 0; i < calls; i++)
                    model.Encode(rows).Dispose();
            }

            return Tensor.TotalCount - before;
        }

        Growth(1, 1);
        long parameters = Growth(1, 1);
        // TorchSharp's counter keeps one for every Parameter ever made; steps and calls must add nothing.
        Assert.IsLessThan(100, parameters);
        Assert.AreEqual(parameters, Growth(6, 1));
        Assert.AreEqual(parameters, Growth(1, 20));
    }

    private static double HitRatioAt1(NeuralModelParameters model)
    {
        using var scope = NewDisposeScope();
        SequenceData data = TinyShop.Validation();
        Tensor scores = model.Encode(data).mm(((IVectorModel)model).ItemTable.t());
        var seen = new SeenItems();
        double hits = 0;
        for (int user = 0; user < data.Store.UserCount; user++)
        {
            float[] row = scores[user].contiguous().data<float>().ToArray();
            hits += RankMetric.HitRatio(ScoreScan.Rank<float>(row, data.Labels![user], seen.Fill(data.Store, user, null, data.ItemCount)), 1);
        }

        return hits / data.Store.UserCount;
    }

    internal sealed class Collect(Action<TrainingProgress> report) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => report(value);
    }
}
