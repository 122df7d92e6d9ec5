using System.Globalization;
using Microsoft.ML.Dpcpl.Tool.Experiments;

namespace Microsoft.ML.Dpcpl.Tests.Tool.Experiments;

[TestClass]
public sealed class SearchTests
{
    private const string Space = """{ "learning-rate": { "log": [1e-4, 1e-2] }, "dropout": { "uniform": [0, 0.5] }, "layers": [1, 2, 3], "prompt-factors": { "uniform": [2, 9] } }""";

    [TestMethod]
    public void DrawsStayInTheSpaceAndDependOnTheSeedAlone()
    {
        SearchSettings search = Settings("random", Space, trials: 200);
        IReadOnlyList<IReadOnlyDictionary<string, string>> drawn = Search.Draw(search);
        Assert.HasCount(200, drawn);
        double[] rates = [.. drawn.Select(d => Number(d["learning-rate"]))], dropouts = [.. drawn.Select(d => Number(d["dropout"]))];
        Assert.IsTrue(rates.All(r => r is >= 1e-4 and <= 1e-2));
        // Half of them on either side of the middle of the logarithms; six standard deviations of 200 fair coins are 42.
        Assert.AreEqual(100, rates.Count(r => r < 1e-3), 42.0);
        Assert.IsTrue(dropouts.All(d => d is >= 0 and <= 0.5));
        Assert.AreEqual(100, dropouts.Count(d => d < 0.25), 42.0);
        CollectionAssert.AreEquivalent((string[])["1", "2", "3"], drawn.Select(d => d["layers"]).Distinct().ToArray());
        Assert.IsTrue(drawn.All(d => int.Parse(d["prompt-factors"], CultureInfo.InvariantCulture) is >= 2 and <= 9));
        Assert.AreEqual(Text(drawn), Text(Search.Draw(search)));
        Assert.AreNotEqual(Text(drawn), Text(Search.Draw(search with { Seed = 2 })));
    }

    [TestMethod]
    public void SmallSpaceIsTriedOnce() => Assert.HasCount(3, Search.Draw(Settings("random", """{ "layers": [1, 2, 3] }""", trials: 20)));

    [TestMethod]
    public void RandomSearchTrainsEveryTrialToItsEndAndTakesTheBest()
    {
        var epochs = new List<int?>();
        IReadOnlyList<Trial> trials = Search.Run(Settings("random", Space, trials: 12), 40, (options, number, round, limit) =>
        {
            epochs.Add(limit);
            return Tried(options, number, round, limit, Number(options["dropout"]));
        });
        Assert.HasCount(12, trials);
        Assert.IsTrue(epochs.All(e => e is null));
        Assert.AreEqual(trials.Max(t => t.ValidationNdcg), trials.Single(t => t.Chosen).ValidationNdcg);
    }

    [TestMethod]
    public void HalvingFindsThePlantedBestWithFewerEpochs()
    {
        // Learning curves that come closer to their ends the longer they are trained: the best end belongs to dropout 0.3.
        int spent = 0;
        double End(IReadOnlyDictionary<string, string> options) => 1 - Math.Abs(Number(options["dropout"]) - 0.3);
        SearchSettings search = Settings("successive-halving", Space, trials: 27);
        IReadOnlyList<Trial> trials = Search.Run(search, 54, (options, number, round, limit) =>
        {
            spent += limit!.Value;
            return Tried(options, number, round, limit, End(options) * (1 - Math.Pow(0.7, limit.Value)));
        });
        CollectionAssert.AreEqual((int[])[27, 9, 3], trials.GroupBy(t => t.Round).Select(g => g.Count()).ToArray());
        CollectionAssert.AreEqual((int?[])[2, 6, 18], trials.Select(t => t.Epochs).Distinct().ToArray());
        Assert.AreEqual(27 * 2 + 9 * 6 + 3 * 18, spent);
        Trial chosen = trials.Single(t => t.Chosen);
        Assert.AreEqual(Search.Draw(search).Max(End), End(chosen.Options));
        Assert.AreEqual(3, chosen.Round);
    }

    [TestMethod]
    public void HalvingNeverGivesMoreEpochsThanTheOptionsAllow()
    {
        IReadOnlyList<Trial> trials = Search.Run(Settings("successive-halving", Space, trials: 27), 5, (options, number, round, limit) => Tried(options, number, round, limit, number));
        CollectionAssert.AreEqual((int?[])[2, 5], trials.Select(t => t.Epochs).Distinct().ToArray());
        Assert.AreEqual(27, trials.Single(t => t.Chosen).Number);
    }

    [TestMethod]
    public void FailedTrialsAreNeverChosen()
    {
        Trial Half(IReadOnlyDictionary<string, string> options, int number, int round, int? limit) =>
            number % 2 == 0 ? Tried(options, number, round, limit, 1.0 / number) : Tried(options, number, round, limit, null);
        Assert.AreEqual(2, Search.Run(Settings("successive-halving", Space, trials: 9), 40, Half).Single(t => t.Chosen).Number);
        Assert.IsFalse(Search.Run(Settings("random", Space, trials: 3), 40, (o, n, r, l) => Tried(o, n, r, l, null)).Any(t => t.Chosen));
    }

    private static Trial Tried(IReadOnlyDictionary<string, string> options, int number, int round, int? epochs, double? ndcg) => new()
    {
        System = "A",
        Number = number,
        Round = round,
        Epochs = epochs,
        Options = options,
        ValidationNdcg = ndcg,
        Failed = ndcg is null ? "broken" : null,
    };

    private static SearchSettings Settings(string method, string space, int trials) => ExperimentReaderTests.Small(
        $$"""{ "name": "A", "trainer": "dpcpl", "search": { "method": "{{method}}", "trials": {{trials}}, "eta": 3, "first-epochs": 2, "space": {{space}} } }""").Systems[0].Search!;

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static string Text(IReadOnlyList<IReadOnlyDictionary<string, string>> drawn) => string.Join('\n', drawn.Select(d => string.Join(' ', d.Values)));
}
