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

    /// <summary>Items 4 and 5 are new; 5 stands only beside 4, and item 6 has no event.</summary>
    [TestMethod]
    public void ANewItemIsTheWeightedSumOfTheKnownOnesNearIt()
    {
        using var scope = NewDisposeScope();
        float[][] vectors = [[0, 0], [3, 4], [0, 2], [-1, 0], [9, 9], [7, -7], [1, 1]];
        Tensor table = tensor(vectors.SelectMany(v => v).ToArray(), [7, 2], ScalarType.Float32);
        // User 1: 1 and 2 around 4; user 2: 3 nine events before 4, and 1 two days after; an unknown item in between counts for nothing.
        SequenceData data = Rows(
            [([1, 4, 2], [0, Day, 4 * Day]), ([3, 0, 0, 0, 0, 0, 0, 0, 0, 4, 1], [.. Enumerable.Repeat(0L, 10), 2 * Day]), ([5, 4], [0, 0])], items: 6);
        bool[] folds = [false, false, false, false, true, true, false];
        Assert.AreEqual(1, ItemFoldIn.Apply(table, data, folds));

        double[] sum = [(3 * (1 / 2.0)) + (0 * (1 / 4.0)) + (3 * (1 / 3.0)), (4 * (1 / 2.0)) + (2 * (1 / 4.0)) + (4 * (1 / 3.0))];
        double length = (5 + 2 + 1 + Math.Sqrt(2)) / 4, own = Math.Sqrt((sum[0] * sum[0]) + (sum[1] * sum[1]));
        float[] actual = table.data<float>().ToArray();
        for (int item = 0; item < 7; item++)
        {
            for (int c = 0; c < 2; c++)
                Assert.AreEqual(item == 4 ? length * sum[c] / own : vectors[item][c], actual[(item * 2) + c], 1e-5, $"item {item}");
        }
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
        using var bare = new NeuralModelParameters(TinyShop.Fit(Options(0), train: train, validate: false));
        List<float> before = TinyShop.Weights(bare);
        using var folded = new NeuralModelParameters(TinyShop.Fit(Options(1), given ? bare : null, train, validate: false));
        using Tensor expected = bare.Network.ItemTable.clone();
        var folds = new bool[TinyShop.Items + 1];
        folds[TinyShop.Items] = true;
        Assert.AreEqual(1, ItemFoldIn.Apply(expected, train, folds));
        Assert.AreEqual(0, (expected - folded.Network.ItemTable).abs().max().ToDouble());
        Assert.IsGreaterThan(0, (bare.Network.ItemTable - folded.Network.ItemTable).abs().max().ToDouble());
        CollectionAssert.AreEqual(before, TinyShop.Weights(bare));
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
        var folds = new bool[TinyShop.Items + 1];
        folds[TinyShop.Items] = true;
        Assert.AreEqual(1, ItemFoldIn.Apply(expected, all, folds));
        Assert.AreEqual(0, (expected - again.Network.ItemTable).abs().max().ToDouble());
        Assert.AreEqual(0, (model.Network.ItemTable - off.Network.ItemTable).abs().max().ToDouble());
        CollectionAssert.AreEqual(before, TinyShop.Weights(model));
        Assert.AreEqual(mode == TuningMode.Prompts, again.Network.Prompts is not null);
        CollectionAssert.AreEqual(Prompts(model), Prompts(again));
    }

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
