using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Systems;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Tests.Systems;

/// <summary>The simplest of untuned network, prompts that all users share, and personal prompts that none of the others beats clearly.</summary>
[TestClass]
public sealed class PromptChoiceTests
{
    private readonly List<string> _warnings = [];

    /// <summary>Better by themselves, it is said here, but network and channels together are what is used: steps of 1 leave nothing of the ranking.</summary>
    [TestMethod]
    [DataRow(PromptPlacement.Overwrite, SequenceMixer.Filter)]
    [DataRow(PromptPlacement.Modulate, SequenceMixer.CausalFilter)]
    public void PromptsThatRankWorseBesideTheChannelsAreNotKept(PromptPlacement placement, SequenceMixer mixer)
    {
        void Steps(DpcplTrainer.Options o) => (o.SimplestPrompts, o.Placement, o.Mixer, o.NeighborItems, o.PretrainingEpochs, o.PromptLearningRate, o.TuningEpochs) =
            (true, placement, mixer, 6, 1, 1, 1);
        double[] figures = placement == PromptPlacement.Modulate ? [0.2, 0.2, 0.9, 0.8] : [0.2, 0.2, 0.9];
        using NeuralModelParameters model = TinyShop.Model(TinyShop.Options(Steps), warn: _warnings.Add, figures: new GivenFigures(figures));
        using NeuralModelParameters untuned = TinyShop.Model(TinyShop.Options(o =>
        {
            Steps(o);
            o.Tuning = TuningMode.None;
        }));
        Assert.IsNull(model.Network.Prompts);
        Assert.AreEqual((0, 0L, 0), (model.Summary.BestTuningEpoch, model.Summary.TunedParameters, model.Recipe.PromptTokens));
        CollectionAssert.AreEqual(TinyShop.Weights(untuned), TinyShop.Weights(model));
        Assert.AreEqual(TinyShop.Mix(untuned), TinyShop.Mix(model));
        StringAssert.Contains(_warnings.Single(), "standard error");
    }

    [TestMethod]
    public void PromptsThatChangeNothingAreNotKept()
    {
        using PromptChoice.Choice choice = Choose(_ => true);
        Assert.IsNull(choice.Network.Prompts);
        Assert.IsFalse(choice.IsTuned);
        StringAssert.Contains(choice.Note!, "pre-trained network");
    }

    [TestMethod]
    public void WhatIsPersonalIsLeftOutWhereItBringsNothing()
    {
        using PromptChoice.Choice choice = Choose(IsPersonal);
        Assert.IsTrue(choice.IsTuned);
        StringAssert.Contains(choice.Note!, "one prompt for all users");
        Assert.IsNull(choice.Network.Prompts!.Shape.Shared, "nothing personal is left");
    }

    [TestMethod]
    public void WhatIsPersonalIsKeptWhereItHelpsClearly()
    {
        using PromptChoice.Choice choice = Choose(name => name is "_free" or "_freeTop", 60);
        Assert.IsTrue(choice.IsTuned);
        Assert.IsNull(choice.Note);
        Assert.IsNotNull(choice.Network.Prompts!.Shape.Shared);
    }

    /// <summary>Where what is personal is zero, the shared part alone gives the same user vectors.</summary>
    [TestMethod]
    public void TheSharedPartIsThePromptsWithoutWhatIsPersonal()
    {
        using var scope = NewDisposeScope();
        using NeuralModelParameters model = TinyShop.Model(TinyShop.Options(o => (o.Placement, o.Mixer) = (PromptPlacement.Modulate, SequenceMixer.CausalFilter)), validate: false);
        using SequenceNetwork shared = model.Network.WithSharedPrompts()!;
        using var other = new NeuralModelParameters(model.Model with { Network = shared.CopyPrompts() });
        Tensor whole = model.Encode(TinyShop.Validation()), sharedVectors = other.Encode(TinyShop.Validation());
        Assert.IsGreaterThan(1e-4, (whole - sharedVectors).abs().max().ToDouble());
        SetZero(model.Network, IsPersonal);
        Assert.AreEqual(0, (model.Encode(TinyShop.Validation()) - sharedVectors).abs().max().ToDouble());
        Assert.IsNull(shared.WithSharedPrompts());
    }

    /// <summary>The choice among prompts that were tuned beside a network that knows nothing yet; those of some names are set to zero afterwards.</summary>
    private static PromptChoice.Choice Choose(Func<string, bool> zero, int epochs = 20)
    {
        DpcplTrainer.Options options = TinyShop.Options(o =>
            (o.Placement, o.Mixer, o.PretrainingEpochs, o.TuningEpochs, o.PromptLearningRate) = (PromptPlacement.Modulate, SequenceMixer.CausalFilter, 1, epochs, 0.05f));
        var training = new NeuralTraining(TinyShop.Train(), TinyShop.Validation(), options, TinyShop.Buy, 3, _ => { });
        SequenceNetwork backbone = training.Pretrain(CPU).Network, tuned = training.Tune(backbone, backbone, inPlace: false).Network;
        SetZero(tuned, zero);
        return PromptChoice.Make(training, backbone, tuned, null);
    }

    /// <summary>The map from a user's vectors to what modulates.</summary>
    private static bool IsPersonal(string name) => name.StartsWith("_map._up", StringComparison.Ordinal) || name.StartsWith("_map._top", StringComparison.Ordinal);

    private static void SetZero(SequenceNetwork network, Func<string, bool> zero)
    {
        using var noGrad = no_grad();
        foreach ((string name, Tensor values) in network.PromptTensors())
        {
            if (zero(name) && name != "_share")
                values.zero_();
        }
    }
}
