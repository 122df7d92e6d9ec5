using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Tests.Systems;
using Microsoft.ML.Dpcpl.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Tests.Training;

[TestClass]
public sealed class UnseenItemsTests
{
    [TestMethod]
    public void AnItemWithoutEventsIsLikeARandomOneOfThoseWithFewest()
    {
        using var scope = NewDisposeScope();
        // Items 1 to 300 have no event, 301 to 303 two, 304 three.
        int[] learned = [.. Enumerable.Range(0, 305).Select(item => item <= 300 ? 0 : item <= 303 ? 2 : 3)];
        Tensor table = arange(305, ScalarType.Float32).unsqueeze(1).repeat(1, 2), again = table.clone(), other = table.clone();
        Assert.AreEqual(300, UnseenItems.Fill(table, learned, 7));
        Assert.AreEqual(300, UnseenItems.Fill(again, learned, 7));
        Assert.AreEqual(300, UnseenItems.Fill(other, learned, 8));
        float[] rows = [.. table.data<float>()];
        CollectionAssert.AreEqual(rows, again.data<float>().ToArray());
        CollectionAssert.AreNotEqual(rows, other.data<float>().ToArray());
        CollectionAssert.AreEqual(new float[] { 0, 0 }, rows[..2]);
        CollectionAssert.AreEqual(new float[] { 301, 301, 302, 302, 303, 303, 304, 304 }, rows[602..]);
        for (int item = 1; item <= 300; item++)
            Assert.AreEqual(rows[2 * item], rows[(2 * item) + 1], $"row {item} is a whole one");
        // A hundred each are expected, standard deviation 8.
        int[] counts = [.. new[] { 301, 302, 303 }.Select(rare => Enumerable.Range(1, 300).Count(item => rows[2 * item] == rare))];
        Assert.AreEqual(300, counts.Sum());
        Assert.IsTrue(counts.All(count => count is > 60 and < 140), string.Join(", ", counts));
    }

    /// <summary>Of items from some number on, those before it keep their rows, with or without events.</summary>
    [TestMethod]
    public void ItemsBeforeTheFirstKeepTheirRows()
    {
        using var scope = NewDisposeScope();
        Tensor table = arange(5, ScalarType.Float32).unsqueeze(1);
        Assert.AreEqual(2, UnseenItems.Fill(table, [0, 0, 4, 0, 0], 7, first: 3));
        CollectionAssert.AreEqual(new float[] { 0, 1, 2, 2, 2 }, table.data<float>().ToArray());
        Assert.AreEqual(0, UnseenItems.Fill(table, new int[5], 7, first: 3), "there is no row to give");
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void WhereAllItemsOrNoneHaveEventsNothingChanges(bool seen)
    {
        using var scope = NewDisposeScope();
        Tensor table = rand(4, 2), before = table.clone();
        Assert.AreEqual(0, UnseenItems.Fill(table, seen ? [0, 1, 1, 1] : [0, 0, 0, 0], 7));
        Assert.IsTrue(table.equal(before).all().ToBoolean());
    }

    /// <summary>An item of the vocabulary that has no event in training ranks among the rare ones, not behind all.</summary>
    [TestMethod]
    public void TrainingGivesUnseenItemsRowsOfRareOnes()
    {
        SequenceData shop = TinyShop.Train();
        var data = new SequenceData
        {
            Store = shop.Store,
            PretrainLengths = shop.PretrainLengths,
            BehaviorNames = shop.BehaviorNames,
            ItemCount = TinyShop.Items + 3,
        };
        using var model = new NeuralModelParameters(TinyShop.Fit(TinyShop.Options(o => (o.Tuning, o.PretrainingEpochs) = (TuningMode.None, 1)), train: data, validate: false));
        float[] rows = [.. model.Network.ItemTable.detach().cpu().contiguous().data<float>()];
        int width = model.Network.Backbone.Shape.Width;
        string[] all = [.. rows.Chunk(width).Select(row => string.Join(" ", row))];
        foreach (int unseen in new[] { TinyShop.Items + 1, TinyShop.Items + 2, TinyShop.Items + 3 })
            CollectionAssert.Contains(all[1..(TinyShop.Items + 1)], all[unseen]);
    }
}
