using System.Globalization;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Scoring;
using Microsoft.ML.Dpcpl.Systems;
using Microsoft.ML.Dpcpl.Tests.ModelIO;
using Microsoft.ML.Dpcpl.Tests.Systems;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Tests.Baselines.Sequence;

/// <summary>The neural systems as trainers: what they learn, save and refuse.</summary>
[TestClass]
public sealed class NeuralBaselineTests
{
    private readonly MLContext _ml = new(seed: 1);

    public static IEnumerable<object[]> Names => NeuralBaseline.Names;

    /// <summary>
    /// Every user walks along a ring of items, each as popular as the other: of the items that a user did not have, popularity finds the
    /// next one once in twenty times.
    /// </summary>
    [TestMethod]
    [DataRow("SasRec", RankingLoss.SampledSoftmax, 0.95)]
    [DataRow("SasRec", RankingLoss.Bce, 0.5)]
    [DataRow("ESasRec", RankingLoss.SampledSoftmax, 0.95)]
    [DataRow("Gru4Rec", RankingLoss.SampledSoftmax, 0.95)]
    [DataRow("Gru4Rec", RankingLoss.Bpr, 0.5)]
    [DataRow("FmlpRec", RankingLoss.SampledSoftmax, 0.95)]
    [DataRow("FmlpRec", RankingLoss.Bce, 0.5)]
    [DataRow("Bert4Rec", RankingLoss.SampledSoftmax, 0.5)]
    [DataRow("Cl4SRec", RankingLoss.SampledSoftmax, 0.5)]
    [DataRow("FeaRec", RankingLoss.SampledSoftmax, 0.95)]
    [DataRow("Mbht", RankingLoss.SampledSoftmax, 0.5)]
    public void LearnsTheOrderOfItems(string name, RankingLoss loss, double least)
    {
        using NeuralModelParameters model = NeuralBaseline.Model(NeuralBaseline.Options(name, o =>
        {
            (o.Loss, o.RepeatPolicy, o.Dropout, o.LearningRate, o.ItemLearningRate) = (loss, RepeatPolicy.TargetPairRemoved, 0, 0.01f, 0.01f);
            (o.Patience, o.PretrainingEpochs, o.TuningEpochs) = (60, 60, 3);
        }));
        Assert.IsGreaterThanOrEqualTo(least, HitRatioAt1(model));
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void TheSameSeedGivesTheSameModel(string name)
    {
        List<float> Weights(int seed)
        {
            using NeuralModelParameters model = NeuralBaseline.Model(NeuralBaseline.Options(name, o => (o.Seed, o.BehaviorEmbedding) = (seed, true)));
            return TinyShop.Weights(model.Network);
        }

        List<float> first = Weights(3);
        CollectionAssert.AreEqual(first, Weights(3));
        CollectionAssert.AreNotEqual(first, Weights(4));
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void WhatComesAfterTheTrainingEventsIsNotSeen(string name)
    {
        using NeuralModelParameters model = NeuralBaseline.Model(NeuralBaseline.Options(name));
        using var scope = NewDisposeScope();
        Tensor before = model.Encode(TinyShop.Validation());
        SequenceData other = TinyShop.Validation();
        other.Labels.AsSpan().Fill(7);
        Assert.AreEqual(0, (model.Encode(other) - before).abs().max().ToDouble());
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void TuningGoesOnFromAPretrainedModel(string name)
    {
        using NeuralModelParameters pretrained = NeuralBaseline.Model(NeuralBaseline.Options(name, o => o.Tuning = TuningMode.None));
        List<float> before = TinyShop.Weights(pretrained.Network);
        using NeuralModelParameters tuned = NeuralBaseline.Model(NeuralBaseline.Options(name), pretrained);
        Assert.AreEqual(0, tuned.Summary.PretrainingEpochs);
        Assert.AreEqual(3, tuned.Summary.TuningEpochs);
        CollectionAssert.AreEqual(before, TinyShop.Weights(pretrained.Network), "the model that was given");
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void KeepsTheContractOfEstimators(string name)
    {
        SequenceSplit split = Split();
        NeuralBaselineOptions options = NeuralBaseline.Options(name, o => (o.PretrainingEpochs, o.TuningEpochs, o.NeighborItems) = (1, 1, 4));
        new EstimatorContract(_ml, () => NeuralBaseline.Trainer(_ml, options), split.TestSet)
        {
            Required = ["Item", "Behavior", "Timestamp"],
            PassedThrough = ["User", "Item", "Behavior", "Timestamp", "Label", "Negatives", "ColdStart", "TargetInHistory"],
            MistypedWith = "User",
        }.Check();
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public async Task AnotherProcessScoresWithTheSavedModel(string name)
    {
        SequenceSplit split = Split();
        NeuralBaselineOptions options = NeuralBaseline.Options(name, o => (o.PretrainingEpochs, o.TuningEpochs, o.BehaviorEmbedding) = (1, 1, true));
        using SequenceTransformer transformer = NeuralBaseline.Trainer(_ml, options).Fit(split.TrainSet);
        using var zip = new MemoryStream();
        _ml.Model.Save(transformer, split.TestSet.Schema, zip);
        Assert.AreEqual(LoadHostProcess.AsText(transformer.Transform(split.TestSet)), await LoadHostProcess.TransformAsync(zip.ToArray(), split.TestSet));
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void PresetsAndOptionsAreChecked(string name)
    {
        foreach (BaselinePreset preset in Enum.GetValues<BaselinePreset>())
        {
            NeuralBaselineOptions options = name switch
            {
                "SasRec" => SasRecTrainer.Options.FromPreset(preset),
                "ESasRec" => new ESasRecTrainer.Options(),
                "Gru4Rec" => Gru4RecTrainer.Options.FromPreset(preset),
                "Bert4Rec" => Bert4RecTrainer.Options.FromPreset(preset),
                "Cl4SRec" => Cl4SRecTrainer.Options.FromPreset(preset),
                "Ppr" => PprTrainer.Options.FromPreset(preset),
                "FeaRec" => FeaRecTrainer.Options.FromPreset(preset),
                "S3Rec" => S3RecTrainer.Options.FromPreset(preset),
                "Mbht" => MbhtTrainer.Options.FromPreset(preset),
                _ => FmlpRecTrainer.Options.FromPreset(preset),
            };
            options.Validate();
            if (options.HasPrompts)
                continue;
            options.Tuning = TuningMode.Prompts;
            StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => NeuralBaseline.Trainer(_ml, options)).Message, "Tuning is Prompts");
        }
    }

    [TestMethod]
    [DataRow("AttentionHeads", 0)]
    [DataRow("AttentionHeads", 3)]
    [DataRow("AttentionHeads", 65)]
    [DataRow("FeedForwardMultiplier", 0)]
    [DataRow("FeedForwardMultiplier", 17)]
    [DataRow("HiddenShare", -1)]
    [DataRow("HiddenShare", 1)]
    [DataRow("CropShare", 0)]
    [DataRow("CropShare", 2)]
    [DataRow("ReorderShare", -1)]
    [DataRow("ReorderShare", 2)]
    [DataRow("HiddenNewestShare", -1)]
    [DataRow("HiddenNewestShare", 2)]
    [DataRow("SegmentWeight", -1)]
    [DataRow("SegmentWeight", 101)]
    [DataRow("LowRank", 0)]
    [DataRow("LowRank", 1025)]
    [DataRow("FineScale", 0)]
    [DataRow("CoarseScale", 1025)]
    [DataRow("SimilarItems", 0)]
    [DataRow("SimilarItems", 101)]
    [DataRow("SlotsBefore", 0)]
    [DataRow("SlotsAfter", -1)]
    [DataRow("StateSize", -1)]
    [DataRow("StateSize", 8193)]
    [DataRow("HiddenSize", 3)]
    [DataRow("NeighborItems", -1)]
    public void NumbersOutsideTheirRangeAreRefused(string option, int value)
    {
        bool refused = false;
        foreach (object[] name in Names)
        {
            NeuralBaselineOptions options = NeuralBaseline.Options((string)name[0]);
            if (options.GetType().GetProperty(option) is not { } property)
                continue;
            property.SetValue(options, Convert.ChangeType(value, property.PropertyType, CultureInfo.InvariantCulture));
            string message = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => NeuralBaseline.Trainer(_ml, options)).Message;
            StringAssert.Contains(message, option);
            StringAssert.Contains(message, "must be");
            refused = true;
        }

        Assert.IsTrue(refused);
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void AttributesOfAUserReachTheUsersVector(string name)
    {
        // Those of a system that has prompts reach these.
        NeuralBaselineOptions options = NeuralBaseline.Options(name, o => o.Tuning = o.HasPrompts ? TuningMode.Prompts : TuningMode.None);
        using var model = new NeuralModelParameters(NeuralFit.Train(TinyShop.WithCities("a"), null, options, TinyShop.Buy, 3, null, _ => { }, _ => { }));
        CollectionAssert.AreEqual(new[] { "city" }, model.AttributeNames.ToArray());
        using var scope = NewDisposeScope();
        Tensor moved = (model.Encode(TinyShop.WithCities("b")) - model.Encode(TinyShop.WithCities("a"))).abs().amax([1]);
        for (int user = 0; user < 9; user++)
            Assert.AreEqual(user % 3 == 1, moved[user].ToDouble() > 1e-6, $"user {user}");

        // Going on from it without the attributes would leave them out.
        if (options.HasPrompts)
            return;
        StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentException>(() => NeuralFit.Train(TinyShop.Train(), null, options, TinyShop.Buy, 3, model.Model, _ => { }, _ => { })).Message,
            "attributes");
    }

    [TestMethod]
    public void ModelsOfAnotherSystemAreRefused()
    {
        SequenceSplit split = Split();
        using NeuralModelParameters gru = NeuralBaseline.Model(NeuralBaseline.Options("Gru4Rec", o => (o.PretrainingEpochs, o.TuningEpochs) = (1, 1)));
        SasRecTrainer trainer = _ml.Recommendation().Trainers.SasRec((SasRecTrainer.Options)NeuralBaseline.Options("SasRec"));
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => trainer.Fit(split.TrainSet, null, gru)).Message, "another system");
    }

    private SequenceSplit Split()
    {
        var random = new Random(8);
        BehaviorEvent[] events =
        [
            .. from user in Enumerable.Range(0, 30)
            from time in Enumerable.Range(0, 10)
            select new BehaviorEvent
            {
                User = $"u{user}",
                Item = $"i{random.Next(30)}",
                Behavior = time % 3 == 2 ? "buy" : "click",
                Timestamp = 1_000_000 + (time * 100) + user,
            },
        ];
        IDataView view = _ml.Data.LoadFromEnumerable(events);
        return _ml.Data.LeaveOneOutSplit(_ml.Transforms.BehaviorSequences().Fit(view).Transform(view), negativeCount: 5);
    }

    private static double HitRatioAt1(NeuralModelParameters model)
    {
        using var scope = NewDisposeScope();
        SequenceData tests = TinyShop.Validation();
        Tensor scores = model.Encode(tests).mm(((IVectorModel)model).ItemTable.t());
        for (int user = 0; user < tests.Store.UserCount; user++)
        {
            foreach (int item in tests.Store.ItemsOf(user))
                scores[user, item] = double.NegativeInfinity;
        }

        long[] given = scores.argmax(1).data<long>().ToArray();
        return given.Zip(tests.Labels!, (item, label) => item == label ? 1.0 : 0).Average();
    }
}
