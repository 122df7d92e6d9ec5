using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Tests.Training;

/// <summary>Tuning is kept only when it ranks the validation events better than the pre-trained network does.</summary>
[TestClass]
public sealed class UntunedRivalTests
{
    /// <summary>Enough to learn the shop by heart.</summary>
    private const int Epochs = 12;

    private readonly List<string> _warnings = [];
    private readonly List<TrainingProgress> _reports = [];

    [TestMethod]
    [DataRow(TuningMode.Prompts, false)]
    [DataRow(TuningMode.Prompts, true)]
    [DataRow(TuningMode.FullFineTuning, false)]
    [DataRow(TuningMode.FullFineTuning, true)]
    public void TuningThatCannotHelpLeavesThePretrainedNetwork(TuningMode mode, bool given)
    {
        using DpcplModelParameters pretrained = TinyShop.Model(TinyShop.Options(o => (o.Tuning, o.PretrainingEpochs, o.Patience) = (TuningMode.None, Epochs, 2)));
        using DpcplModelParameters model = Fit(
            o => (o.Tuning, o.PretrainingEpochs, o.PromptLearningRate, o.TuningEpochs, o.Patience) = (mode, Epochs, 1, 10, 2), given ? pretrained : null);
        CollectionAssert.AreEqual(TinyShop.Weights(pretrained), TinyShop.Weights(model));
        CollectionAssert.AreEqual(Scores(pretrained), Scores(model));
        Assert.IsNull(model.Network.Prompts);
        Assert.AreEqual(0, model.Recipe.PromptTokens);
        Assert.AreEqual((0L, 0), (model.Summary.TunedParameters, model.Summary.BestTuningEpoch));
        Assert.AreEqual(2, model.Summary.TuningEpochs, "patience counts from the pre-trained network on");
        Assert.AreEqual(pretrained.Summary.Parameters, model.Summary.Parameters);
        StringAssert.Contains(_warnings.Single(), "2 tuning epochs");

        // The network learnt the shop by heart: no figure beats its own.
        Assert.AreEqual(1, Untuned().ValidationNdcg!.Value, 1e-9);
        if (!given)
            Assert.AreEqual(EpochsOf(TrainingStage.Pretraining).Max(p => p.ValidationNdcg), Untuned().ValidationNdcg);
    }

    [TestMethod]
    [DataRow(TuningMode.Prompts)]
    [DataRow(TuningMode.FullFineTuning)]
    public void TuningThatHelpsIsKept(TuningMode mode)
    {
        using DpcplModelParameters model = Fit(o => (o.Tuning, o.PretrainingEpochs, o.PromptLearningRate, o.TuningEpochs) = (mode, 1, 0.03f, 4));
        TrainingProgress best = EpochsOf(TrainingStage.Tuning).MaxBy(p => p.ValidationNdcg)!;
        Assert.IsGreaterThan(Untuned().ValidationNdcg!.Value, best.ValidationNdcg!.Value);
        Assert.AreEqual(best.Epoch, model.Summary.BestTuningEpoch);
        Assert.IsGreaterThan(0, model.Summary.TunedParameters);
        Assert.AreEqual(mode == TuningMode.Prompts, model.Network.Prompts is not null);
        Assert.IsEmpty(_warnings);
    }

    [TestMethod]
    public void WithoutValidationTheLastEpochIsKept()
    {
        using DpcplModelParameters model = Fit(o => o.PromptLearningRate = 1, validate: false);
        Assert.AreEqual((3, 3), (model.Summary.TuningEpochs, model.Summary.BestTuningEpoch));
        Assert.IsNotNull(model.Network.Prompts);
        Assert.DoesNotContain(p => p.Epoch == 0, _reports);
        Assert.IsEmpty(_warnings);
    }

    [TestMethod]
    public void CancelledAfterTheFirstLookThePretrainedNetworkIsKept()
    {
        using var cancel = new CancellationTokenSource();
        using DpcplModelParameters pretrained = TinyShop.Model(TinyShop.Options(o => o.Tuning = TuningMode.None));
        using DpcplModelParameters model = TinyShop.Model(TinyShop.Options(o =>
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

    private DpcplModelParameters Fit(Action<DpcplTrainer.Options> change, DpcplModelParameters? pretrained = null, bool validate = true) => TinyShop.Model(
        TinyShop.Options(o =>
        {
            change(o);
            o.Progress = new NeuralFitTests.Collect(_reports.Add);
        }),
        pretrained,
        validate,
        _warnings.Add);

    private TrainingProgress Untuned() => _reports.Single(p => p is { Stage: TrainingStage.Tuning, Epoch: 0 });

    private IEnumerable<TrainingProgress> EpochsOf(TrainingStage stage) => _reports.Where(p => p.Stage == stage && p.Epoch > 0 && p.ValidationNdcg is not null);

    private static float[] Scores(DpcplModelParameters model)
    {
        using var scope = NewDisposeScope();
        return model.Encode(TinyShop.Validation()).mm(((IVectorModel)model).ItemTable.t()).contiguous().data<float>().ToArray();
    }
}
