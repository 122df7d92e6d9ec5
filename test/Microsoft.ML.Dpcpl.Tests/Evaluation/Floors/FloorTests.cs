using CsCheck;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Evaluation;
using Microsoft.ML.Dpcpl.Evaluation.Floors;

namespace Microsoft.ML.Dpcpl.Tests.Evaluation.Floors;

/// <summary>The baselines against dense matrices written down from their definitions.</summary>
[TestClass]
public sealed class FloorTests
{
    private const int Items = 12;
    private const byte Buy = 2;

    private static readonly Gen<(int Item, byte Behavior)[][]> s_logs =
        Gen.Select(Gen.Int[0, Items], Gen.Byte[1, 2]).Array[0, 15].Array[1, 8];

    private static readonly Gen<int[]> s_histories = Gen.Int[1, Items].Array[0, 30];

    private static SequenceData Data((int Item, byte Behavior)[][] log)
    {
        var offsets = new int[log.Length + 1];
        for (int u = 0; u < log.Length; u++)
            offsets[u + 1] = offsets[u] + log[u].Length;
        (int Item, byte Behavior)[] events = [.. log.SelectMany(e => e)];
        return new SequenceData
        {
            Store = new SequenceStore(offsets, Array.ConvertAll(events, e => e.Item), Array.ConvertAll(events, e => e.Behavior), new long[events.Length]),
            ItemCount = Items,
            BehaviorNames = ["click", "buy"],
        };
    }

    private static double[] Score(IFloor baseline, int[] history)
    {
        var scores = new double[Items + 1];
        baseline.Score(history, scores);
        return scores;
    }

    private static void AssertClose(double[] expected, double[] actual)
    {
        for (int item = 1; item <= Items; item++)
            Assert.AreEqual(expected[item], actual[item], 1e-12 * Math.Max(1, expected[item]), $"item {item}");
    }

    private static double[] Popular((int Item, byte Behavior)[][] log)
    {
        double Events(int item) => log.Sum(user => user.Count(e => e.Item == item));
        double most = Enumerable.Range(1, Items).Max(Events);
        return [0, .. Enumerable.Range(1, Items).Select(item => log.Sum(user => user.Count(e => e.Item == item && e.Behavior == Buy)) + (Events(item) / (most + 1)))];
    }

    private static double[] TieBreak((int Item, byte Behavior)[][] log)
    {
        double[] popular = Popular(log);
        return Array.ConvertAll(popular, p => p / (popular.Max() + 1) * 1e-6);
    }

    [TestMethod]
    public void PopularityAndLastTouched() => Gen.Select(s_logs, s_histories).Sample((log, history) =>
    {
        var popularity = new Popularity(Data(log), Buy);
        AssertClose(Popular(log), Score(popularity, history));
        double[] tie = TieBreak(log);
        AssertClose(
            [0, .. Enumerable.Range(1, Items).Select(item => Array.LastIndexOf(history, item) + 1 + (tie[item] * 1e3))],
            Score(new LastTouched(popularity), history));
    });

    [TestMethod]
    public void MarkovChain() => Gen.Select(s_logs, s_histories).Sample((log, history) =>
    {
        var forward = new double[Items + 1, Items + 1];
        foreach (var user in log)
        {
            int[] items = [.. user.Select(e => e.Item).Where(item => item > 0)];
            items = [.. items.Where((item, i) => i == 0 || items[i - 1] != item)];
            double[] weights = [1, 0.5, 0.33];
            for (int i = 0; i < items.Length; i++)
            {
                for (int w = 1; w <= 3 && i + w < items.Length; w++)
                {
                    if (items[i] != items[i + w])
                        forward[items[i], items[i + w]] += weights[w - 1];
                }
            }
        }

        double[] expected = TieBreak(log);
        double Both(int a, int b) => forward[a, b] + (0.5 * forward[b, a]);
        for (int i = 0; i < Math.Min(20, history.Length); i++)
        {
            int from = history[^(i + 1)];
            double sum = Enumerable.Range(1, Items).Sum(to => Both(from, to));
            for (int to = 1; sum > 0 && to <= Items; to++)
            {
                double events = log.Sum(user => user.Count(e => e.Item == to));
                expected[to] += Math.Pow(0.8, i) * Both(from, to) / sum / Math.Sqrt(Math.Max(events, 1));
            }
        }

        AssertClose(expected, Score(new Markov(Data(log), new Popularity(Data(log), Buy)), history));
    });

    [TestMethod]
    public void CosineOfItems() => Gen.Select(s_logs, s_histories).Sample((log, history) =>
    {
        bool Touched(int user, int item) => log[user].Any(e => e.Item == item);
        double Users(int item) => Math.Max(1, Enumerable.Range(0, log.Length).Count(user => Touched(user, item)));
        double[] expected = TieBreak(log);
        for (int i = 0; i < history.Length; i++)
        {
            int from = history[^(i + 1)];
            for (int to = 1; to <= Items; to++)
            {
                double common = Enumerable.Range(0, log.Length).Where(user => Touched(user, from) && Touched(user, to))
                    .Sum(user => 1 / Math.Sqrt(log[user].Select(e => e.Item).Where(item => item > 0).Distinct().Count()));
                expected[to] += Math.Pow(0.98, i) / Users(from) * common / Math.Sqrt(Users(to));
            }
        }

        AssertClose(expected, Score(new ItemCosine(Data(log), new Popularity(Data(log), Buy)), history));
    });

    [TestMethod]
    public void UnknownItemsAndLabelsAreCountedAsDocumented()
    {
        (int, byte)[][] log = [[(1, 1), (2, 2), (3, 1), (2, 2)], [(2, 1), (1, 1)]];
        SequenceData train = Data(log), rows = Data([[(0, 1), (1, 1)], [], [(0, 1)]]);
        var tests = new SequenceData
        {
            Store = rows.Store,
            ItemCount = Items,
            Labels = [2, 0, 2],
            Candidates = [[0, 3, 4], [1, 2, 0], [2, 5, 6]],
        };
        foreach (IFloor baseline in FloorEvaluator.Learn(train, Buy))
        {
            LabelRanks[] ranks = FloorEvaluator.Rank(baseline, tests, SeenItemPolicy.AllHistory, Buy);
            Assert.AreEqual(0, ranks[0].Items.Above, baseline.Name);
            Assert.AreEqual(Items - 2, ranks[0].Items.Ranked);
            Assert.AreEqual(2, ranks[0].Candidates!.Value.Ranked);
            Assert.AreEqual(Rank.Unranked(Items), ranks[1].Items);
            Assert.AreEqual(Rank.Unranked(2), ranks[1].Candidates);
            Assert.AreEqual(new Rank(0, 0, 2), ranks[2].Candidates);
        }
    }
}
