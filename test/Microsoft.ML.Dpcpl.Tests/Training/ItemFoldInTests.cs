using Microsoft.ML.Dpcpl.Data.Items;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Tests.Systems;
using Microsoft.ML.Dpcpl.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Tests.Training;

[TestClass]
public sealed class ItemFoldInTests
{
    private const long Day = 86_400;

    /// <summary>
    /// Item 4 is new, 5 stands only beside 4, item 6 has no event; 1, 2 and 3 are well known, with as many events each, so that vectors have no
    /// direction of popularity. User 1: 1 and 2 around 4; user 2: 3 nine events before 4, and 1 two days after; an unknown item in between
    /// counts for nothing.
    /// </summary>
    [TestMethod]
    [DataRow(0)]
    [DataRow(10)]
    public void AnItemIsMixedWithTheWeightedSumOfTheKnownOnesNearIt(int weight)
    {
        using var scope = NewDisposeScope();
        double[][] vectors = [[0, 0], [3, 4], [0, 2], [-1, 0], [9, 9], [7, -7], [1, 1]];
        Tensor table = Table(vectors);
        SequenceData data = Rows(
            [([1, 4, 2], [0, Day, 4 * Day]), ([3, 0, 0, 0, 0, 0, 0, 0, 0, 4, 1], [.. Enumerable.Repeat(0L, 10), 2 * Day]), ([5, 4], [0, 0])], items: 6);
        int[] learned = [0, 30, 30, 30, 0, 0, 0];
        Assert.AreEqual(weight == 0 ? 1 : 3, ItemFoldIn.Apply(table, data, learned, weight));

        double length = (5 + 2 + 1) / 3.0;
        Near([(1, 1 / 2.0), (2, 1 / 4.0), (1, 1 / 3.0)], 4, 0);
        // 3 has nobody within reach; 1 has 2 two places further, and 2 has 1.
        Near(weight == 0 ? [] : [(2, 1 / 5.0)], 1, 30.0 / (30 + weight));
        Near(weight == 0 ? [] : [(1, 1 / 5.0)], 2, 30.0 / (30 + weight));
        foreach (int item in new[] { 0, 3, 5, 6 })
            Near([], item, 1);

        void Near((int Item, double Weight)[] near, int item, double share)
        {
            double[] sum = [.. Enumerable.Range(0, 2).Select(c => near.Sum(n => n.Weight * vectors[n.Item][c]))];
            double own = Math.Sqrt((sum[0] * sum[0]) + (sum[1] * sum[1]));
            for (int c = 0; c < 2; c++)
            {
                double expected = near.Length == 0 ? vectors[item][c] : (share * vectors[item][c]) + ((1 - share) * length * sum[c] / own);
                Assert.AreEqual(expected, table[item, c].ToDouble(), 1e-5, $"item {item}");
            }
        }
    }

    /// <summary>
    /// Vectors of known items say nothing but log(1 + events): so does that of a new item, with its own events, whatever stands near it.
    /// </summary>
    [TestMethod]
    public void ANewItemIsAsPopularAsItsEventsSay()
    {
        using var scope = NewDisposeScope();
        int[] learned = [0, 10, 100, 1000, 0];
        Tensor table = Table([.. learned.Select(events => (double[])[0, Math.Log(1 + events)])]);
        SequenceData data = Rows([([3, 4, 3, 4], [0, 0, 0, 0])], items: 4);
        Assert.AreEqual(1, ItemFoldIn.Apply(table, data, learned, 0));
        Assert.AreEqual(0, table[4, 0].ToDouble(), 1e-5);
        Assert.AreEqual(Math.Log(1 + 2), table[4, 1].ToDouble(), 1e-4, "two events");
    }

    /// <summary>A backbone of the past, pre-trained or given: items of too few events before the split get vectors of their own before tuning; a given model stays as it is.</summary>
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void ABackboneOfThePastLearnsOfNewItems(bool given)
    {
        SequenceData train = WithNewItem(TinyShop.Train());
        DpcplTrainer.Options Options(int foldIn) => TinyShop.Options(o =>
            (o.PretrainingScope, o.Tuning, o.FoldInEvents) = (PretrainingScope.PretrainingSegment, TuningMode.None, foldIn));
        int[] learned = new int[TinyShop.Items + 1];
        for (int user = 0; user < train.Store.UserCount; user++)
        {
            foreach (int item in train.Store.ItemsOf(user)[..train.PretrainLengths![user]])
                learned[item]++;
        }

        using var bare = new NeuralModelParameters(TinyShop.Fit(Options(0), train: train, validate: false));
        List<float> before = TinyShop.Weights(bare);
        using var folded = new NeuralModelParameters(TinyShop.Fit(Options(1), given ? bare : null, train, validate: false));
        using Tensor expected = bare.Network.ItemTable.clone();
        Assert.AreEqual(TinyShop.Items, ItemFoldIn.Apply(expected, train, learned, 1));
        Assert.AreEqual(0, (expected - folded.Network.ItemTable).abs().max().ToDouble());
        Assert.IsGreaterThan(0, (bare.Network.ItemTable - folded.Network.ItemTable).abs().max().ToDouble());
        CollectionAssert.AreEqual(before, TinyShop.Weights(bare));
    }

    /// <summary>Whatever tuning trains, it begins with mixed vectors; the untuned network keeps its own, and vectors are never mixed twice.</summary>
    [TestMethod]
    [DataRow(TuningMode.Prompts)]
    [DataRow(TuningMode.FullFineTuning)]
    public void TuningBeginsWithMixedVectors(TuningMode mode)
    {
        DpcplTrainer.Options Options(TuningMode tuning, int foldIn) => TinyShop.Options(o => (o.Tuning, o.FoldInEvents, o.TuningEpochs) = (tuning, foldIn, 1));
        using NeuralModelParameters bare = TinyShop.Model(Options(TuningMode.None, 20), validate: false), plain = TinyShop.Model(Options(TuningMode.None, 0), validate: false);
        Assert.IsFalse(bare.Summary.FoldedIn);
        CollectionAssert.AreEqual(TinyShop.Weights(plain), TinyShop.Weights(bare));

        using NeuralModelParameters tuned = TinyShop.Model(Options(mode, 20), bare, validate: false), again = TinyShop.Model(Options(TuningMode.Prompts, 20), tuned, validate: false);
        Assert.IsTrue(tuned.Summary.FoldedIn && again.Summary.FoldedIn);
        CollectionAssert.AreEqual(TinyShop.Weights(plain), TinyShop.Weights(bare), "the given model stays as it is");
        using Tensor mixed = bare.Network.ItemTable.clone();
        ItemFoldIn.Apply(mixed, TinyShop.Train(), ItemPopularity.Events(TinyShop.Train().Store, TinyShop.Items), 20);
        Assert.AreEqual(mode == TuningMode.Prompts, (mixed - tuned.Network.ItemTable).abs().max().ToDouble() == 0);
        Assert.AreSame(tuned.Network.Backbone, again.Network.Backbone);
    }

    /// <summary>An item that comes after training is nothing to the model; Refit gives it a vector, and the model itself stays as it is.</summary>
    [TestMethod]
    [DataRow(TuningMode.Prompts)]
    [DataRow(TuningMode.None)]
    public void RefitLearnsOfItemsThatTrainingNeverSaw(TuningMode mode)
    {
        SequenceData old = Without(TinyShop.Train(), TinyShop.Items), all = TinyShop.Train();
        DpcplTrainer.Options options = TinyShop.Options(o => (o.Tuning, o.FoldInEvents) = (mode, 1));
        using var model = new NeuralModelParameters(TinyShop.Fit(options, train: old, validate: false));
        List<float> before = TinyShop.Weights(model);
        using var again = new NeuralModelParameters(TinyShop.Refit(model.Model, all, options));
        using var off = new NeuralModelParameters(TinyShop.Refit(model.Model, all, TinyShop.Options(o => (o.Tuning, o.FoldInEvents) = (mode, 0))));
        using Tensor expected = model.Network.ItemTable.clone();
        int[] learned = ItemPopularity.Events(all.Store, TinyShop.Items);
        learned[TinyShop.Items] = 0;
        Assert.AreEqual(1, ItemFoldIn.Apply(expected, all, learned, 0));
        Assert.IsGreaterThan(0, (model.Network.ItemTable - expected).abs().max().ToDouble());
        Assert.AreEqual(0, (expected - again.Network.ItemTable).abs().max().ToDouble());
        Assert.AreEqual(0, (model.Network.ItemTable - off.Network.ItemTable).abs().max().ToDouble());
        CollectionAssert.AreEqual(before, TinyShop.Weights(model));
        Assert.AreEqual(mode == TuningMode.Prompts, again.Network.Prompts is not null);
        CollectionAssert.AreEqual(Prompts(model), Prompts(again));
    }

    private static Tensor Table(double[][] vectors) => tensor(vectors.SelectMany(v => v).Select(v => (float)v).ToArray(), [vectors.Length, vectors[0].Length], ScalarType.Float32);

    private static float[] Prompts(NeuralModelParameters model) => [.. model.Network.PromptTensors().SelectMany(t => t.Values.detach().contiguous().data<float>().ToArray())];

    /// <summary>The histories with the last item taken out of every pre-training segment.</summary>
    private static SequenceData WithNewItem(SequenceData data) => Changed(data, (item, place, user) =>
        item == TinyShop.Items && place < data.PretrainLengths![user] ? 1 : item);

    private static SequenceData Without(SequenceData data, int unwanted) => Changed(data, (item, _, _) => item == unwanted ? 1 : item);

    private static SequenceData Changed(SequenceData data, Func<int, int, int, int> change)
    {
        int[] items = data.Store.Items.ToArray();
        for (int user = 0; user < data.Store.UserCount; user++)
        {
            for (int place = 0; place < data.Store.Length(user); place++)
                items[data.Store.Start(user) + place] = change(items[data.Store.Start(user) + place], place, user);
        }

        int[] offsets = [.. Enumerable.Range(0, data.Store.UserCount).Select(data.Store.Start), items.Length];
        return new SequenceData
        {
            Store = new SequenceStore(offsets, items, data.Store.Behaviors.ToArray(), data.Store.Times.ToArray()),
            PretrainLengths = data.PretrainLengths,
            BehaviorNames = data.BehaviorNames,
            ItemCount = data.ItemCount,
        };
    }

    private static SequenceData Rows((int[] Items, long[] Times)[] users, int items) => new()
    {
        Store = new SequenceStore(
            [0, .. users.Select((_, i) => users.Take(i + 1).Sum(u => u.Items.Length))], [.. users.SelectMany(u => u.Items)],
            [.. users.SelectMany(u => u.Items.Select(_ => (byte)1))], [.. users.SelectMany(u => u.Times)]),
        ItemCount = items,
        BehaviorNames = ["buy"],
    };
}
