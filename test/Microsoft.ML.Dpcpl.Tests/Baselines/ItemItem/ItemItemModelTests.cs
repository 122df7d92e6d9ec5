using Microsoft.ML.Dpcpl.Baselines.ItemItem;
using Microsoft.ML.Dpcpl.Baselines.ItemItem.Ease;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Sequences;

namespace Microsoft.ML.Dpcpl.Tests.Baselines.ItemItem;

[TestClass]
public sealed class ItemItemModelTests
{
    private const int Items = 12;

    [TestMethod]
    [DataRow(1.0, 0.0)]
    [DataRow(0.8, 0.0)]
    [DataRow(0.9, 1.5)]
    public void ScoresAreSumsOverTheDistinctItemsOfTheHistory(double recency, double dayDecay)
    {
        using ItemItemModel model = Model(recency, dayDecay);
        double[,] weights = SmallShop.Dense(model.Weights);
        // Item 3 twice, an unknown item between.
        SequenceData rows = SmallShop.Data(Items, [7, 3, 5, 0, 3, 9]);
        // Steps skip the unknown item, days do not.
        (int Item, int Steps, int Days)[] counted = [(9, 0, 0), (3, 1, 1), (5, 2, 3), (7, 4, 5)];
        var scores = new float[Items + 1];

        model.Score(rows, 0, scores);

        Assert.AreEqual(0, scores[0]);
        for (int item = 1; item <= Items; item++)
        {
            double expected = counted.Sum(e => weights[e.Item, item] * Math.Pow(recency, e.Steps) * Math.Pow(1 + e.Days, -dayDecay));
            Assert.AreEqual(expected, scores[item], 1e-5, $"item {item}");
        }
    }

    [TestMethod]
    public void PopularityOrdersWhatIsLeftEqual()
    {
        float[] popularity = [0, 3, 1, 2];
        using var model = new ItemItemModel(
            new ItemWeights([([], []), ([2], [-0.5f]), ([], []), ([], [])]), new HistoryWeight(1, 0), popularity, SmallShop.Behaviors, 2, "", Summary());
        var scores = new float[4];

        model.Score(SmallShop.Data(3, [1]), 0, scores);

        CollectionAssert.AreEqual(new[] { 1, 3, 2 }, Enumerable.Range(1, 3).OrderByDescending(i => scores[i]).ToArray());
        Assert.AreEqual(-0.5, scores[2], 1e-5);
    }

    [TestMethod]
    public void ReadItIsWhatWasSaved()
    {
        using ItemItemModel model = Model(0.9, 0.5);
        using var stream = new MemoryStream();
        model.Save(stream);
        stream.Position = 0;
        using ItemItemModel loaded = ItemItemModel.Load(stream);

        Assert.AreEqual(stream.Length, stream.Position);
        Assert.AreEqual(model.Summary, loaded.Summary);
        Assert.AreEqual(model.ItemVocabulary, loaded.ItemVocabulary);
        Assert.AreEqual(model.TargetBehavior, loaded.TargetBehavior);
        CollectionAssert.AreEqual(model.BehaviorNames.ToArray(), loaded.BehaviorNames.ToArray());
        CollectionAssert.AreEqual(model.Popularity.ToArray(), loaded.Popularity.ToArray());
        SequenceData rows = SmallShop.Random(20, Items, seed: 9);
        for (int row = 0; row < 20; row++)
        {
            float[] one = new float[Items + 1], two = new float[Items + 1];
            model.Score(rows, row, one);
            loaded.Score(rows, row, two);
            CollectionAssert.AreEqual(one, two);
        }
    }

    [TestMethod]
    public void WeightsOfNoItemAreRefused()
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        new ItemWeights([([], []), ([2], [1f]), ([7], [1f])]).Write(writer);
        stream.Position = 0;
        using var reader = new BoundedReader(stream);

        Assert.ThrowsExactly<InvalidDataException>(() => ItemWeights.Read(reader));
    }

    private static ItemItemSummary Summary() => new(5, TimeSpan.FromSeconds(2), RepeatPolicy.AsIs, 0.25, 0.125);

    private static ItemItemModel Model(double recency, double dayDecay)
    {
        SequenceData data = SmallShop.Random(50, Items);
        ItemWeights weights = EaseWeights.Learn(new TouchedItems(data), new() { Lambda = 3 });
        return new ItemItemModel(weights, new HistoryWeight(recency, dayDecay), new float[Items + 1], SmallShop.Behaviors, 2, "items", Summary());
    }
}
