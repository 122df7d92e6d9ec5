using Microsoft.ML.Dpcpl.Paper.Networks;
using Microsoft.ML.Dpcpl.Tests.Baselines.Sequence;

namespace Microsoft.ML.Dpcpl.Tests.Systems;

/// <summary>All trainers on a log without behaviors, no target named.</summary>
[TestClass]
public sealed class OneBehaviorTrainingTests
{
    private readonly MLContext _ml = new(seed: 1);

    public static IEnumerable<object[]> Trainers => [["Dpcpl"], ["Dpcpl paper"], ["SasRec"], ["ESasRec"], ["Gru4Rec"], ["FmlpRec"], ["FeaRec"], ["Bert4Rec"], ["Cl4SRec"], ["Ppr"], ["Mbht"], ["S3Rec"], ["Ease"], ["ItemKnn"]];

    [TestMethod]
    [DynamicData(nameof(Trainers))]
    public void EveryTrainerKeepsTheContract(string name)
    {
        SequenceSplit split = Split(0);
        Assert.AreEqual(BehaviorEvent.OnlyBehavior, split.TargetBehavior);
        Assert.IsGreaterThan(20, split.TestCount);
        new EstimatorContract(_ml, () => Trainer(name), split.TestSet)
        {
            Required = ["Item", "Behavior", "Timestamp"],
            PassedThrough = ["User", "Item", "Label"],
            MistypedWith = "User",
        }.Check();
    }

    /// <summary>Two logs that differ in the held-out items alone give the same recommendations.</summary>
    [TestMethod]
    [DynamicData(nameof(Trainers))]
    public void TheHeldOutItemIsNotLearned(string name)
    {
        List<string> Recommended(int shift)
        {
            SequenceSplit split = Split(shift);
            IEstimator<ITransformer> trainer = Trainer(name);
            ITransformer fitted = trainer is NeuralTrainer neural ? neural.Fit(split.TrainSet, split.ValidationSet) : trainer.Fit(split.TrainSet);
            List<string> texts = ViewText.Of(fitted.Transform(split.TestSet), "RecommendedItems");
            texts.AddRange(ViewText.Of(fitted.Transform(split.TestSet), "RecommendedScores"));
            (fitted as IDisposable)?.Dispose();
            return texts;
        }

        CollectionAssert.AreNotEqual(ViewText.Of(Split(0).TestSet, "Label"), ViewText.Of(Split(3).TestSet, "Label"));
        CollectionAssert.AreEqual(Recommended(0), Recommended(3));
    }

    [TestMethod]
    [DataRow(StreamMode.Mask)]
    [DataRow(StreamMode.Compact)]
    public void TheOnlyBehaviorHasNoStreamOfItsOwn(StreamMode streams)
    {
        SequenceSplit split = Split(0);
        DpcplTrainer.Options options = Paper();
        (options.Streams, options.Tuning, options.PretrainingEpochs, options.HeldOutUsers) = (streams, TuningMode.Prompts, 3, 0);
        var losses = new List<double>();
        options.Progress = new NeuralFitTests.Collect(progress => losses.Add(progress.Loss));
        using NeuralTransformer fitted = _ml.Recommendation().Trainers.Dpcpl(options).Fit(split.TrainSet);
        Assert.AreEqual(1, ((EfficientBehaviorMinerShape)fitted.Model.Network.Backbone.Shape).StreamCount);
        Assert.AreEqual(BehaviorEvent.OnlyBehavior, fitted.Model.TargetBehavior);
        Assert.IsNotNull(fitted.Model.Network.Prompts);
        Assert.IsNotEmpty(losses);
        Assert.IsTrue(losses.TrueForAll(double.IsFinite));
        Assert.IsTrue(TinyShop.Weights(fitted.Model).TrueForAll(float.IsFinite));
    }

    /// <summary>Which behavior comes next is no question where there is one, so its term adds nothing.</summary>
    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void TheBehaviorTermAddsNothing(bool softmax)
    {
        List<float> Weights(float weight)
        {
            DpcplTrainer.Options options = Paper();
            (options.BehaviorSoftmax, options.BehaviorLossWeight) = (softmax, weight);
            double loss = 0;
            options.Progress = new NeuralFitTests.Collect(progress => loss = progress.Loss);
            using NeuralTransformer fitted = _ml.Recommendation().Trainers.Dpcpl(options).Fit(Split(0).TrainSet);
            return [.. TinyShop.Weights(fitted.Model), (float)loss];
        }

        CollectionAssert.AreEqual(Weights(0), Weights(10));
    }

    [TestMethod]
    public void ATargetThatIsSetMustBeKnown()
    {
        SequenceSplit split = Split(0);
        foreach (Action use in (Action[])
            [
                () => _ml.Recommendation().Trainers.Dpcpl("buy").Fit(split.TrainSet), () => _ml.Recommendation().Trainers.Ease("buy").Fit(split.TrainSet),
                () => _ml.Data.LeaveOneOutSplit(split.TrainSet, "buy"),
                () => _ml.Recommendation().EvaluateFloors(split.TrainSet, split.TestSet, new FloorOptions { TargetBehavior = "buy" }),
            ])
        {
            StringAssert.StartsWith(Assert.ThrowsExactly<ArgumentOutOfRangeException>(use).Message, "TargetBehavior is 'buy'; column 'Behavior' knows 'interact'.");
        }
        Assert.HasCount(4, _ml.Recommendation().EvaluateFloors(split.TrainSet, split.TestSet));
    }

    [TestMethod]
    public void ARunGoesOnWhetherItsTargetIsNamedOrNot()
    {
        SequenceSplit split = Split(0);
        string folder = Directory.CreateTempSubdirectory("one-behavior-").FullName;
        List<float> Weights(string? target)
        {
            DpcplTrainer.Options options = Paper();
            (options.TargetBehavior, options.CheckpointFolder) = (target, folder);
            DpcplTrainer trainer = _ml.Recommendation().Trainers.Dpcpl(options);
            trainer.CheckCheckpoints(pretrains: true);
            trainer.CheckCheckpoints(pretrains: true, split.TrainSet, split.ValidationSet);
            using NeuralTransformer fitted = trainer.Fit(split.TrainSet, split.ValidationSet);
            return TinyShop.Weights(fitted.Model);
        }

        CollectionAssert.AreEqual(Weights(null), Weights(BehaviorEvent.OnlyBehavior));
        Assert.IsTrue(File.Exists(Path.Combine(folder, "tuning-interact.checkpoint")), string.Join(' ', Directory.GetFiles(folder)));
        DpcplTrainer.Options other = Paper();
        (other.CheckpointFolder, other.Layers) = (folder, 2);
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => _ml.Recommendation().Trainers.Dpcpl(other).CheckCheckpoints(pretrains: true));
        StringAssert.Contains(error.Message, "Layers is 2 here and 1 there");
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Users walk along a ring of items; the last item of each is moved on by <paramref name="shift"/>.</summary>
    private SequenceSplit Split(int shift)
    {
        const int users = 30, items = 20, steps = 8;
        IEnumerable<Event> log = from step in Enumerable.Range(0, steps)
                                 from user in Enumerable.Range(0, users)
                                 select new Event { User = $"u{user}", Item = $"i{(user + step + (step == steps - 1 ? shift : 0)) % items}", Timestamp = 86_400L * (1 + step) };
        IDataView events = _ml.Data.LoadFromEnumerable(log.ToArray());
        IDataView sequences = _ml.Transforms.BehaviorSequences().Fit(events).Transform(events);
        return _ml.Data.LeaveOneOutSplit(sequences, new LeaveOneOutOptions { RepeatPolicy = RepeatPolicy.AsIs, NegativeCount = 0 });
    }

    private IEstimator<ITransformer> Trainer(string name)
    {
        return name switch
        {
            "Ease" => _ml.Recommendation().Trainers.Ease(new EaseTrainer.Options { RepeatPolicy = RepeatPolicy.AsIs }),
            "ItemKnn" => _ml.Recommendation().Trainers.ItemKnn(new ItemKnnTrainer.Options { RepeatPolicy = RepeatPolicy.AsIs }),
            "Dpcpl" => _ml.Recommendation().Trainers.Dpcpl(Small(new DpcplTrainer.Options())),
            "Dpcpl paper" => _ml.Recommendation().Trainers.Dpcpl(Paper()),
            _ => NeuralBaseline.Trainer(_ml, NeuralBaseline.Options(name, options => (options.PretrainingEpochs, options.TuningEpochs) = (1, 1))),
        };
    }

    private static DpcplTrainer.Options Paper()
    {
        DpcplTrainer.Options options = Small(DpcplTrainer.Options.FromPreset(DpcplPreset.Paper));
        options.Streams = StreamMode.Mask;
        return options;
    }

    private static DpcplTrainer.Options Small(DpcplTrainer.Options options)
    {
        (options.MaxSequenceLength, options.HiddenSize, options.Layers, options.Blocks, options.PromptTokens, options.PromptFactors) = (12, 8, 1, 2, 2, 2);
        (options.Negatives, options.BatchSize, options.PretrainingEpochs, options.TuningEpochs, options.RepeatPolicy) = (8, 16, 1, 1, RepeatPolicy.AsIs);
        (options.Seed, options.Device) = (5, "cpu");
        return options;
    }

    private sealed class Event
    {
        public string User { get; set; } = "";

        public string Item { get; set; } = "";

        public long Timestamp { get; set; }
    }
}
