using Microsoft.ML.Data;
using Microsoft.ML.Dpcpl.Data.Generator;

namespace Microsoft.ML.Dpcpl.Tests.Data.Generator;

/// <summary>The built-in task is what it is meant to be: the process can be read off a history, and simple rules cannot do it.</summary>
[TestClass]
public sealed class ShopLogTaskTests
{
    private static readonly MLContext s_ml = new(1);

    private static readonly ShopLogGenerator s_shop = new();

    private static readonly SequenceSplit s_split = Split();

    [TestMethod]
    public void FloorsStayLow()
    {
        foreach (FloorMetrics floor in s_ml.Recommendation().EvaluateFloors(s_split))
            Assert.IsLessThan(0.4, floor.Metrics.HitRatio(10), floor.Name);
    }

    [TestMethod]
    public void WhoKnowsTheProcessFindsMostItems()
    {
        var items = s_shop.ItemNames.Select((name, item) => (name, item)).ToDictionary(p => p.name, p => p.item);
        ITransformer names = s_ml.Transforms.Conversion.MapKeyToValue("Item").Append(s_ml.Transforms.Conversion.MapKeyToValue("Behavior"))
            .Append(s_ml.Transforms.Conversion.MapKeyToValue("Label")).Fit(s_split.TestSet);
        Test[] tests = [.. s_ml.Data.CreateEnumerable<Test>(names.Transform(s_split.TestSet), reuseRowObject: false)];
        double hits = 0;
        foreach (Test test in tests)
        {
            double[] scores = Score(test, items);
            int label = items[test.Label];
            HashSet<int> seen = [.. test.Item.Select(name => items[name])];
            Assert.DoesNotContain(label, seen);
            int above = Enumerable.Range(0, scores.Length).Count(i => !seen.Contains(i) && scores[i] > scores[label]);
            int tied = Enumerable.Range(0, scores.Length).Count(i => i != label && !seen.Contains(i) && scores[i] == scores[label]);
            hits += Math.Clamp((10.0 - above) / (tied + 1), 0, 1);
        }
        Assert.IsGreaterThan(0.8, hits / tests.Length);
    }

    /// <summary>The next kind on the chain of the segment in each category, categories weighted by how recent and serious their events are.</summary>
    private static double[] Score(Test test, Dictionary<string, int> items)
    {
        ShopLogWorld world = s_shop.World;
        int segment = s_shop.ProfileOf(int.Parse(test.User[1..], System.Globalization.CultureInfo.InvariantCulture) - 1).Segment;
        var weights = new double[world.Categories];
        int[] lastKinds = [.. Enumerable.Repeat(-1, world.Categories)];
        double weight = 1;
        for (int i = test.Item.Length - 1; i >= 0; i--, weight *= 0.7)
        {
            int cell = world.CellOf[items[test.Item[i]]], category = cell / ShopLogWorld.CellsPerCategory;
            bool bought = test.Behavior[i] == "buy";
            weights[category] += weight * (bought ? 3 : 1);
            if (bought && lastKinds[category] < 0)
                lastKinds[category] = cell / ShopLogWorld.Segments % ShopLogWorld.Kinds;
        }
        var scores = new double[items.Count];
        for (int item = 0; item < scores.Length; item++)
        {
            int cell = world.CellOf[item], category = cell / ShopLogWorld.CellsPerCategory;
            if (cell % ShopLogWorld.Segments != segment)
                continue;
            if (lastKinds[category] < 0)
                scores[item] = 0.2 * weights[category];
            else if (world.NextKind(category, segment, lastKinds[category]) == cell / ShopLogWorld.Segments % ShopLogWorld.Kinds)
                scores[item] = weights[category];
        }
        return scores;
    }

    private static SequenceSplit Split()
    {
        IDataView events = s_ml.Data.GenerateShopLog().Events;
        return s_ml.Data.LeaveOneOutSplit(s_ml.Transforms.BehaviorSequences().Fit(events).Transform(events), targetBehavior: "buy");
    }

    private sealed class Test
    {
        public string User { get; set; } = "";

        [VectorType]
        public string[] Item { get; set; } = [];

        [VectorType]
        public string[] Behavior { get; set; } = [];

        public string Label { get; set; } = "";
    }
}
