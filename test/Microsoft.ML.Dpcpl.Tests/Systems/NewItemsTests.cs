using Microsoft.ML.Dpcpl.Data.Items;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Scoring.Channels;
using Microsoft.ML.Dpcpl.Systems;
using Microsoft.ML.Dpcpl.Tests.Networks;
using Microsoft.ML.Dpcpl.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Tests.Systems;

/// <summary>Refit on events with items that the model has no row for.</summary>
[TestClass]
public sealed class NewItemsTests
{
    private const int Known = 24;

    /// <summary>Known items keep their rows, new ones lie where the items near them say, and all other weights are the model's.</summary>
    [TestMethod]
    [DataRow(TuningMode.Prompts, RefitEvents.All)]
    [DataRow(TuningMode.None, RefitEvents.All)]
    [DataRow(TuningMode.Prompts, RefitEvents.New)]
    public void TheTableGrows(TuningMode mode, RefitEvents scope)
    {
        DpcplTrainer.Options options = TinyShop.Options(o => (o.Tuning, o.FoldInEvents, o.NeighborItems) = (mode, 1, 6));
        SequenceData old = Old(), all = TinyShop.Train();
        using var model = new NeuralModelParameters(TinyShop.Fit(options, train: old, validate: false));
        Assert.AreEqual(Known, model.ItemCount);
        List<float> before = TinyShop.Weights(model);
        using var grown = new NeuralModelParameters(TinyShop.Refit(model.Model, all, options, scope));

        Assert.AreEqual(TinyShop.Items, grown.ItemCount);
        CollectionAssert.AreEqual(before, TinyShop.Weights(model), "the given model stays as it is");
        using var disposal = NewDisposeScope();
        Tensor table = grown.Network.ItemTable;
        Assert.AreEqual(0, (table[..(Known + 1)] - model.Network.ItemTable).abs().max().ToDouble());
        Tensor expected = zeros(TinyShop.Items + 1, options.HiddenSize);
        expected[..(Known + 1)].copy_(model.Network.ItemTable);
        int[] events = ItemPopularity.Events(scope == RefitEvents.All ? all.Store : old.Store, TinyShop.Items);
        events.AsSpan(Known + 1).Clear();
        Assert.AreEqual(TinyShop.Items - Known, ItemFoldIn.Apply(expected, all, events, 0));
        Assert.AreEqual(0, (table - expected).abs().max().ToDouble());
        CollectionAssert.AreEqual(before[(int)model.Network.ItemTable.numel()..], TinyShop.Weights(grown)[(int)table.numel()..], "encoder and prompts");
        Assert.AreEqual(TinyShop.Mix(model), TinyShop.Mix(grown));
        Assert.HasCount(TinyShop.Items + 1, grown.Model.Popularity);
    }

    /// <summary>An item that nothing known stands near gets the row of a rare one, not a row of zeros; without fold-in all new ones do.</summary>
    [TestMethod]
    public void ItemsWithoutKnownOnesNearThemAreDrawn()
    {
        DpcplTrainer.Options options = TinyShop.Options(o => o.Tuning = TuningMode.None);
        using var model = new NeuralModelParameters(TinyShop.Fit(options, train: Old(), validate: false));
        using var grown = new NeuralModelParameters(TinyShop.Refit(model.Model, TinyShop.Train(), options));
        double[][] rows = Rows(grown.Network.ItemTable);
        for (int item = Known + 1; item <= TinyShop.Items; item++)
            Assert.IsTrue(rows[1..(Known + 1)].Any(row => row.SequenceEqual(rows[item])), $"{item}");
    }

    /// <summary>With epochs training goes on, new items among what is learned; the given model stays as it is.</summary>
    [TestMethod]
    [DataRow(TuningMode.Prompts)]
    [DataRow(TuningMode.None)]
    public void TrainingGoesOnWithThem(TuningMode mode)
    {
        DpcplTrainer.Options options = TinyShop.Options(o => (o.Tuning, o.FoldInEvents, o.RefitEpochs) = (mode, 1, 2));
        using var model = new NeuralModelParameters(TinyShop.Fit(options, train: Old(), validate: false));
        List<float> before = TinyShop.Weights(model);
        using var still = new NeuralModelParameters(TinyShop.Refit(model.Model, TinyShop.Train(), TinyShop.Options(o => (o.Tuning, o.FoldInEvents) = (mode, 1))));
        using var trained = new NeuralModelParameters(TinyShop.Refit(model.Model, TinyShop.Train(), options));
        CollectionAssert.AreEqual(before, TinyShop.Weights(model));
        bool sameTable = Rows(still.Network.ItemTable).Zip(Rows(trained.Network.ItemTable)).All(pair => pair.First.SequenceEqual(pair.Second));
        Assert.AreEqual(mode == TuningMode.Prompts, sameTable);
        Assert.IsFalse(TinyShop.Weights(still).SequenceEqual(TinyShop.Weights(trained)));
    }

    /// <summary>New events alone are counted beside those of before: here, of other users, exactly as both together.</summary>
    [TestMethod]
    public void NewEventsAreCountedBesideTheOldOnes()
    {
        DpcplTrainer.Options options = TinyShop.Options(o => (o.Tuning, o.NeighborItems) = (TuningMode.None, TinyShop.Items));
        using var model = new NeuralModelParameters(TinyShop.Fit(options, validate: false));
        SequenceData more = TinyShop.Train();
        List<string> warnings = [];
        using var updated = new NeuralModelParameters(TinyShop.Refit(model.Model, more, options, RefitEvents.New, warnings.Add));
        CollectionAssert.AreEqual(TinyShop.Neighbors(model)!.Events.Select(n => 2 * n).ToArray(), TinyShop.Neighbors(updated)!.Events);
        CollectionAssert.AreEqual(model.Model.Popularity.Select(p => 2 * p).ToArray(), updated.Model.Popularity);
        StringAssert.Contains(warnings.Single(), $"{more.Store.EventCount:N0} of {more.Store.EventCount:N0} events are not later");

        using var anew = new NeuralModelParameters(TinyShop.Refit(model.Model, more, options, RefitEvents.All, warnings.Add));
        CollectionAssert.AreEqual(TinyShop.Neighbors(model)!.Events, TinyShop.Neighbors(anew)!.Events);
        Assert.HasCount(1, warnings);
    }

    /// <summary>Channels that do not know how many events they have counted cannot add to them; all events they can count.</summary>
    [TestMethod]
    public void ChannelsThatCannotAddSaySo()
    {
        DpcplTrainer.Options options = TinyShop.Options(o => o.Tuning = TuningMode.None);
        using var model = new NeuralModelParameters(TinyShop.Fit(options, validate: false));
        SequenceData log = TinyShop.Train();
        using var channels = new ScoreChannels([new TasteChannel(3).Build(log, log.Store.Lengths(), TinyShop.Buy)]);
        NeuralModel odd = model.Model with { Channels = channels };
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => TinyShop.Refit(odd, log, options, RefitEvents.New));
        StringAssert.Contains(error.Message, "RefitEvents = All");
        using var anew = new NeuralModelParameters(TinyShop.Refit(odd, log, options));
        Assert.HasCount(1, anew.Model.Channels.Channels);
    }

    private static double[][] Rows(Tensor table) => [.. table.Doubles().Chunk((int)table.shape[1])];

    /// <summary>The training histories up to the last known item, of as many items.</summary>
    private static SequenceData Old()
    {
        SequenceData all = TinyShop.Train();
        int[] keep = [.. Enumerable.Range(0, all.Store.EventCount).Where(e => all.Store.Items[e] <= Known)];
        var offsets = new int[all.Store.UserCount + 1];
        for (int user = 0; user < all.Store.UserCount; user++)
            offsets[user + 1] = keep.Count(e => e < all.Store.End(user));
        return new SequenceData
        {
            Store = new SequenceStore(
                offsets, Array.ConvertAll(keep, e => all.Store.Items[e]), Array.ConvertAll(keep, e => all.Store.Behaviors[e]), Array.ConvertAll(keep, e => all.Store.Times[e])),
            PretrainLengths = [.. Enumerable.Range(0, all.Store.UserCount).Select(user => (offsets[user + 1] - offsets[user]) / 2)],
            BehaviorNames = all.BehaviorNames,
            ItemCount = Known,
        };
    }
}
