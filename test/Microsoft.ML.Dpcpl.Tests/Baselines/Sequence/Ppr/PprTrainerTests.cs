using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Scoring;
using Microsoft.ML.Dpcpl.Systems;
using Microsoft.ML.Dpcpl.Tests.Systems;
using Microsoft.ML.Dpcpl.Tests.Tool;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Tests.Baselines.Sequence.Ppr;

/// <summary>What prompts of a profile learn, and what stays as it is meanwhile.</summary>
[TestClass]
public sealed class PprTrainerTests
{
    private const int Users = 80, Items = 12;

    /// <summary>After clicks that say nothing, those of one city buy item 1, those of the other item 2: the profile alone says which.</summary>
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void WhatTheProfileAloneSaysIsLearned(bool tunesBackbone)
    {
        static double HitRatio(PprTrainer.Options options)
        {
            using NeuralModelParameters model = Model(options);
            return HitRatioAt1(model);
        }

        Assert.IsGreaterThanOrEqualTo(0.8, HitRatio(Options(tunesBackbone, epochs: 40)));
        PprTrainer.Options untuned = Options(tunesBackbone);
        untuned.Tuning = TuningMode.None;
        Assert.IsLessThanOrEqualTo(0.5, HitRatio(untuned));
    }

    [TestMethod]
    public void LightLeavesTheBackboneAndFullTrainsACopyOfIt()
    {
        PprTrainer.Options pretraining = Options(false);
        pretraining.Tuning = TuningMode.None;
        using NeuralModelParameters pretrained = Model(pretraining);
        string before = pretrained.Network.BackboneChecksum();
        using NeuralModelParameters light = Model(Options(false), pretrained), full = Model(Options(true), pretrained);
        Assert.AreEqual(before, light.Network.BackboneChecksum());
        Assert.AreNotEqual(before, full.Network.BackboneChecksum());
        Assert.AreEqual(before, pretrained.Network.BackboneChecksum(), "the model that was given");
        using var folder = new TemporaryFolder();
        light.SavePrompts(folder.File("prompts"));
        using NeuralModelParameters again = pretrained.WithPrompts(folder.File("prompts"));
        CollectionAssert.AreEqual(TinyShop.Weights(light), TinyShop.Weights(again), "prompts in a file of their own");
        long Count(List<(string Name, Tensor Values)> tensors) => tensors.Sum(t => t.Values.NumberOfElements);
        Assert.AreEqual(Count(light.Network.PromptTensors()), light.Summary.TunedParameters);
        Assert.AreEqual(Count(full.Network.PromptTensors()) + Count(full.Network.BackboneTensors()), full.Summary.TunedParameters);
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void RefitTrainsWhatTuningDidAndLeavesTheModelAlone(bool tunesBackbone)
    {
        PprTrainer.Options options = Options(tunesBackbone);
        using NeuralModelParameters model = Model(options);
        List<float> before = TinyShop.Weights(model);
        options.RefitEpochs = 1;
        using var refitted = new NeuralModelParameters(NeuralFit.Refit(model.Model, Data(labels: false), RefitEvents.All, options, 7, _ => { }, _ => { }));
        CollectionAssert.AreEqual(before, TinyShop.Weights(model));
        Assert.AreEqual(tunesBackbone, model.Network.BackboneChecksum() != refitted.Network.BackboneChecksum());
        CollectionAssert.AreNotEqual(before, TinyShop.Weights(refitted));
    }

    private static PprTrainer.Options Options(bool tunesBackbone, int epochs = 10) => (PprTrainer.Options)NeuralBaseline.Options("Ppr", o =>
    {
        (o.AttributeColumnNames, o.RepeatPolicy, o.Dropout, o.Patience, o.PretrainingEpochs, o.TuningEpochs, o.PatienceSteps) = (["city"], RepeatPolicy.AsIs, 0, epochs, 3, epochs, 0);
        ((PprTrainer.Options)o).TunesBackbone = tunesBackbone;
        ((PprTrainer.Options)o).PromptLearningRate = 0.02f;
    });

    private static NeuralModelParameters Model(PprTrainer.Options options, NeuralModelParameters? pretrained = null) =>
        new(NeuralFit.Train(Data(labels: false), Data(labels: true), options, TinyShop.Buy, 3, pretrained?.Model, _ => { }, _ => { }));

    private static double HitRatioAt1(NeuralModelParameters model)
    {
        using var scope = NewDisposeScope();
        SequenceData tests = Data(labels: true);
        long[] given = model.Encode(tests).mm(((IVectorModel)model).ItemTable.narrow(0, 1, Items).t()).argmax(1).data<long>().ToArray();
        return given.Zip(tests.Labels!, (item, label) => item + 1 == label ? 1.0 : 0).Average();
    }

    /// <summary>Two clicks and a buy of each user; with labels two clicks of other users, and what they will buy.</summary>
    private static SequenceData Data(bool labels)
    {
        var random = new Random(labels ? 6 : 5);
        int events = labels ? 2 : 3;
        int[] bought = [.. Enumerable.Range(0, Users).Select(user => 1 + (user % 2))];
        int[] items = [.. Enumerable.Range(0, events * Users).Select(i => i % events == 2 ? bought[i / events] : random.Next(3, Items + 1))];
        return new SequenceData
        {
            Store = new SequenceStore(
                [.. Enumerable.Range(0, Users + 1).Select(user => events * user)], items, [.. items.Select((_, i) => i % events == 2 ? TinyShop.Buy : TinyShop.Click)],
                [.. items.Select((_, i) => 86_400L * (i % events))]),
            PretrainLengths = [.. Enumerable.Repeat(2, Users)],
            BehaviorNames = TinyShop.Behaviors,
            ItemCount = Items,
            Labels = labels ? bought : null,
            Attributes = [new UserAttribute("city", [.. bought.Select(item => item == 1 ? "a" : "b")], null)],
        };
    }
}
