using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Evaluation;
using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Scoring;
using Microsoft.ML.Dpcpl.Systems;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Tests.Systems;

/// <summary>Tuning is kept only when it ranks the validation events better than the pre-trained network does.</summary>
[TestClass]
public sealed class UntunedRivalTests
{
    private readonly List<string> _warnings = [];
    private readonly List<TrainingProgress> _reports = [];

    /// <summary>An epoch that is as good is not better.</summary>
    [TestMethod]
    [DataRow(TuningMode.Prompts, false)]
    [DataRow(TuningMode.Prompts, true)]
    [DataRow(TuningMode.FullFineTuning, false)]
    [DataRow(TuningMode.FullFineTuning, true)]
    public void TuningThatDoesNotHelpLeavesThePretrainedNetwork(TuningMode mode, bool given)
    {
        double[] pretraining = [0.2, 0.4, 0.3], tuning = [0.4, 0.1, 0.4];
        using NeuralModelParameters pretrained = TinyShop.Model(TinyShop.Options(o => o.Tuning = TuningMode.None), figures: new GivenFigures(pretraining));
        var figures = new GivenFigures(given ? tuning : [.. pretraining, .. tuning]);
        using NeuralModelParameters model = Fit(
            o => (o.Tuning, o.PromptLearningRate, o.TuningEpochs, o.Patience) = (mode, 0.03f, 5, 2), given ? pretrained : null, figures: figures);
        CollectionAssert.AreEqual(TinyShop.Weights(pretrained), TinyShop.Weights(model));
        CollectionAssert.AreEqual(Scores(pretrained), Scores(model));
        Assert.IsNull(model.Network.Prompts);
        Assert.AreEqual(0, model.Recipe.PromptTokens);
        Assert.AreEqual((0L, 0), (model.Summary.TunedParameters, model.Summary.BestTuningEpoch));
        Assert.AreEqual(2, model.Summary.TuningEpochs, "patience counts from the pre-trained network on");
        Assert.IsEmpty(figures.Left);
        Assert.AreEqual(pretrained.Summary.Parameters, model.Summary.Parameters);
        StringAssert.Contains(_warnings.Single(), "2 tuning epochs");
        Assert.AreEqual(0.4, Untuned().ValidationNdcg!.Value, 1e-9);
    }

    [TestMethod]
    [DataRow(TuningMode.Prompts)]
    [DataRow(TuningMode.FullFineTuning)]
    public void TuningThatHelpsIsKept(TuningMode mode)
    {
        void Tuned(DpcplTrainer.Options o, int epochs) => (o.Tuning, o.PretrainingEpochs, o.PromptLearningRate, o.TuningEpochs) = (mode, 1, 0.03f, epochs);
        using NeuralModelParameters model = Fit(o => Tuned(o, 4), figures: new GivenFigures(0.2, 0.2, 0.3, 0.5, 0.4, 0.5));
        using NeuralModelParameters two = TinyShop.Model(TinyShop.Options(o => Tuned(o, 2)), figures: new GivenFigures(0.2, 0.2, 0.3, 0.5));
        Assert.AreEqual(2, model.Summary.BestTuningEpoch);
        CollectionAssert.AreEqual(TinyShop.Weights(two), TinyShop.Weights(model), "the weights of the best epoch");
        Assert.AreEqual(0.2, Untuned().ValidationNdcg!.Value, 1e-9);
        CollectionAssert.AreEqual((int[])[1, 2, 2, 2], EpochsOf(TrainingStage.Tuning).Select(p => p.BestEpoch).ToArray());
        Assert.IsGreaterThan(0, model.Summary.TunedParameters);
        Assert.AreEqual(mode == TuningMode.Prompts, model.Network.Prompts is not null);
        Assert.IsEmpty(_warnings);
    }

    /// <summary>Modulating prompts are judged whole, then at half of what they do and so on while that is better; the best share of the best epoch is kept.</summary>
    [TestMethod]
    public void TheShareOfThePromptsIsChosenOnValidation()
    {
        var figures = new GivenFigures([0.2, 0.2, .. (double[])[0.3, 0.25], .. (double[])[0.3, 0.5, 0.6, 0.55], .. (double[])[0.4, 0.4]]);
        using NeuralModelParameters model = Fit(
            o => (o.Placement, o.Mixer, o.PretrainingEpochs, o.TuningEpochs) = (PromptPlacement.Modulate, SequenceMixer.CausalFilter, 1, 3), figures: figures);
        Assert.AreEqual(2, model.Summary.BestTuningEpoch);
        Assert.AreEqual(0.25f, model.Network.Prompts!.Share!.ToSingle());
        CollectionAssert.AreEqual((double[])[0.3, 0.6, 0.4], EpochsOf(TrainingStage.Tuning).Select(p => Math.Round(p.ValidationNdcg!.Value, 9)).ToArray());
        Assert.IsEmpty(figures.Left);
        using var stream = new MemoryStream();
        ((ISequenceModel)model).Save(stream);
        stream.Position = 0;
        using NeuralModelParameters loaded = NeuralModelParameters.Load(stream, device: "cpu");
        Assert.AreEqual(0.25f, loaded.Network.Prompts!.Share!.ToSingle());
        CollectionAssert.AreEqual(Scores(model), Scores(loaded));
    }

    /// <summary>A share of what the prompts do: between the user vectors of the network alone and those with all of it.</summary>
    [TestMethod]
    [DataRow(SequenceMixer.CausalFilter)]
    [DataRow(SequenceMixer.Filter)]
    public void AShareLiesBetweenTheNetworkAloneAndAllOfThePrompts(SequenceMixer mixer)
    {
        using var scope = NewDisposeScope();
        using NeuralModelParameters model = Fit(o => (o.Placement, o.Mixer, o.TuningEpochs) = (PromptPlacement.Modulate, mixer, 1), validate: false);
        using NeuralModelParameters bare = TinyShop.Model(TinyShop.Options(o => (o.Tuning, o.Mixer) = (TuningMode.None, mixer)), validate: false);
        Tensor At(float share)
        {
            model.Network.Prompts!.Share!.fill_(share);
            return model.Encode(TinyShop.Validation());
        }

        Tensor with = At(1), without = bare.Encode(TinyShop.Validation());
        Assert.IsGreaterThan(1e-3, (with - without).abs().max().ToDouble());
        Assert.IsLessThan(1e-5, (At(0) - without).abs().max().ToDouble());
        Assert.IsLessThan(1e-5, (At(0.25f) - ((without * 0.75) + (with * 0.25))).abs().max().ToDouble());
    }

    /// <summary>What prompts do not change is computed once for all validations of a tuning: the figures are those of windows computed anew.</summary>
    [TestMethod]
    [DataRow(1f)]
    [DataRow(0.5f)]
    public void ASecondLookAtTheSameWindowsRanksThemAlike(float share)
    {
        using NeuralModelParameters model = Fit(o => (o.Placement, o.Mixer, o.PretrainingEpochs) = (PromptPlacement.Modulate, SequenceMixer.CausalFilter, 1), validate: false);
        SequenceData validation = TinyShop.Validation();
        List<(int, int, int, int)> tests = [.. Enumerable.Range(0, validation.Store.UserCount).Select(user => (user, validation.Store.Length(user), 10, validation.Labels![user]))];
        ValidationRanker Ranker() => new(validation, tests, model.Recipe, RepeatPolicy.AsIs, TinyShop.Buy, 0);
        ValidationRanker twice = Ranker();
        _ = twice.Evaluate(model.Network);
        model.Network.Prompts!.Share!.fill_(share);
        foreach ((string name, Tensor values) in model.Network.PromptTensors().Where(tensor => tensor.Name == "_freeTop"))
            values.fill_(0.3);
        ValidationFigures again = twice.Evaluate(model.Network);
        Assert.AreEqual(Ranker().Evaluate(model.Network), again);
        using SequenceNetwork bare = model.Network.WithoutPrompts();
        Assert.AreNotEqual(again, Ranker().Evaluate(bare), "prompts matter");
    }

    /// <summary>Without given figures: what tuning has to beat is what the best epoch of pre-training reached on the same events.</summary>
    [TestMethod]
    public void TheUntunedNetworkIsRankedAsPretrainingRankedIt()
    {
        using NeuralModelParameters model = Fit(o => o.PretrainingScope = PretrainingScope.AllTrainingEvents);
        TrainingProgress last = EpochsOf(TrainingStage.Pretraining).Last();
        TrainingProgress best = EpochsOf(TrainingStage.Pretraining).Single(p => p.Epoch == last.BestEpoch);
        Assert.AreEqual((best.ValidationNdcg, best.ValidationSampledNdcg), (Untuned().ValidationNdcg, Untuned().ValidationSampledNdcg));
    }

    /// <summary>Where prompts see the tuning segment alone, so does the network that they have to beat: the order of what was before says nothing to it.</summary>
    [TestMethod]
    [DataRow(TuningMode.Prompts)]
    [DataRow(TuningMode.FullFineTuning)]
    public void TheUntunedNetworkSeesNoMoreThanTheTunedOne(TuningMode mode)
    {
        // A step large enough for the order of events to move a rank after one epoch.
        using NeuralModelParameters pretrained = TinyShop.Model(TinyShop.Options(o => (o.Tuning, o.PretrainingEpochs, o.ItemLearningRate) = (TuningMode.None, 1, 0.01f)));
        SequenceData rows = WithShortTuningSegments(TinyShop.Validation(), reversed: false), other = WithShortTuningSegments(TinyShop.Validation(), reversed: true);
        double Rival(ContextFill fill, SequenceData validation)
        {
            _reports.Clear();
            DpcplTrainer.Options options = TinyShop.Options(o => (o.Tuning, o.ContextFill, o.TuningEpochs) = (mode, fill, 1));
            NeuralModel model = NeuralFit.Train(TinyShop.Train(), validation, options, TinyShop.Buy, 3, pretrained.Model, _reports.Add, _ => { });
            new NeuralModelParameters(model).Dispose();
            return Untuned().ValidationSampledNdcg!.Value;
        }

        Assert.AreEqual(Rival(ContextFill.TuningSegmentOnly, rows), Rival(ContextFill.TuningSegmentOnly, other));
        Assert.AreNotEqual(Rival(ContextFill.AcrossSplit, rows), Rival(ContextFill.AcrossSplit, other));
        using NeuralModelParameters untuned = TinyShop.Model(TinyShop.Options(o => (o.Tuning, o.ContextFill) = (TuningMode.None, ContextFill.TuningSegmentOnly)), pretrained);
        using var scope = NewDisposeScope();
        Assert.AreEqual(0, (untuned.Encode(rows) - untuned.Encode(other)).abs().max().ToDouble());
        Assert.IsGreaterThan(1e-3, (pretrained.Encode(rows) - pretrained.Encode(other)).abs().max().ToDouble());
    }

    [TestMethod]
    public void WithoutValidationTheLastEpochIsKept()
    {
        using NeuralModelParameters model = Fit(o => o.PromptLearningRate = 1, validate: false);
        Assert.AreEqual((3, 3), (model.Summary.TuningEpochs, model.Summary.BestTuningEpoch));
        Assert.IsNotNull(model.Network.Prompts);
        Assert.DoesNotContain(p => p.Epoch == 0, _reports);
        Assert.IsEmpty(_warnings);
    }

    [TestMethod]
    public void CanceledAfterTheFirstLookThePretrainedNetworkIsKept()
    {
        using var cancel = new CancellationTokenSource();
        using NeuralModelParameters pretrained = TinyShop.Model(TinyShop.Options(o => o.Tuning = TuningMode.None));
        using NeuralModelParameters model = TinyShop.Model(TinyShop.Options(o =>
        {
            o.CancellationToken = cancel.Token;
            o.Progress = new NeuralFitTests.Collect(p =>
            {
                if (p.Epoch == 0)
                    cancel.Cancel();
            });
        }));
        CollectionAssert.AreEqual(TinyShop.Weights(pretrained), TinyShop.Weights(model));
        Assert.AreEqual(0, model.Summary.TuningEpochs);
    }

    /// <summary>Rows of which the last event alone came after the split, the items before it in their order or in reverse, with other labels.</summary>
    private static SequenceData WithShortTuningSegments(SequenceData data, bool reversed)
    {
        int[] items = data.Store.Items.ToArray();
        for (int user = 0; reversed && user < data.Store.UserCount; user++)
            items.AsSpan(data.Store.Start(user), data.Store.Length(user) - 1).Reverse();
        return new SequenceData
        {
            Store = new SequenceStore(
                [.. Enumerable.Range(0, data.Store.UserCount).Select(data.Store.Start), items.Length], items, data.Store.Behaviors.ToArray(), data.Store.Times.ToArray()),
            PretrainLengths = [.. Enumerable.Range(0, data.Store.UserCount).Select(user => data.Store.Length(user) - 1)],
            // Any item ahead on the ring: where it stands hangs on every digit of the user vector.
            Labels = [.. Enumerable.Range(0, data.Store.UserCount).Select(user => 1 + ((user + 10 + (user * 7 % 20)) % TinyShop.Items))],
            BehaviorNames = data.BehaviorNames,
            ItemCount = data.ItemCount,
        };
    }

    private NeuralModelParameters Fit(Action<DpcplTrainer.Options> change, NeuralModelParameters? pretrained = null, bool validate = true, GivenFigures? figures = null) => TinyShop.Model(
        TinyShop.Options(o =>
        {
            change(o);
            o.Progress = new NeuralFitTests.Collect(_reports.Add);
        }),
        pretrained,
        validate,
        _warnings.Add,
        figures);

    private TrainingProgress Untuned() => _reports.Single(p => p is { Stage: TrainingStage.Tuning, Epoch: 0 });

    private IEnumerable<TrainingProgress> EpochsOf(TrainingStage stage) => _reports.Where(p => p.Stage == stage && p.Epoch > 0 && p.ValidationNdcg is not null);

    private static float[] Scores(NeuralModelParameters model)
    {
        using var scope = NewDisposeScope();
        return model.Encode(TinyShop.Validation()).mm(((IVectorModel)model).ItemTable.t()).contiguous().data<float>().ToArray();
    }
}
