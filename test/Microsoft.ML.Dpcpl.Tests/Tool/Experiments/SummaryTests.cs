using Microsoft.ML.Dpcpl.Tool.Experiments;

namespace Microsoft.ML.Dpcpl.Tests.Tool.Experiments;

[TestClass]
public sealed class SummaryTests
{
    [TestMethod]
    public void ErrorIsOverTheSeedsAndOfOneSeedOverTheTests()
    {
        Figure over = Summary.Over([new Figure(0.2, 0.5), new Figure(0.4, 0.5), new Figure(0.9, 0.5)]);
        Assert.AreEqual(0.5, over.Mean, 1e-12);
        // Squared deviations 0.09, 0.01, 0.16: variance 0.13, over three.
        Assert.AreEqual(Math.Sqrt(0.13 / 3), over.Error, 1e-12);
        Assert.AreEqual(new Figure(0.2, 0.05), Summary.Over([new Figure(0.2, 0.05)]));
    }

    [TestMethod]
    public void GainIsOfTheFirstOverTheBestOther()
    {
        MethodSummary[] methods = [Method("A", 0.3), Method("B", 0.1), Method("C", 0.25), Method("D", null)];
        Assert.AreEqual(0.2, MethodCells.Gain(methods, RankingFigures.Full, "HR@10")!.Value, 1e-12);
        Assert.AreEqual(-2.0 / 3, MethodCells.Gain([.. methods.Skip(1).Append(methods[0])], RankingFigures.Full, "HR@10")!.Value, 1e-12);
        Assert.IsNull(MethodCells.Gain([methods[0]], RankingFigures.Full, "HR@10"));
        Assert.IsNull(MethodCells.Gain([methods[3], methods[0]], RankingFigures.Full, "HR@10"), "what failed gains nothing");
    }

    [TestMethod]
    [DataRow("", "Second")]
    [DataRow("Third", "Third")]
    [DataRow("Floors", "Popularity")]
    public void TheRowOfComparisonIsThatOfTheSystemAskedFor(string compare, string expected)
    {
        string ask = compare.Length == 0 ? "" : $"\"compare\": \"{compare}\",";
        Experiment experiment = ExperimentReader.Read(
            $$"""
            { "title": "t", "data": { "generator": { "users": 10 } }, {{ask}} "protocol": { "test-negatives": 20 }, "systems": [
              { "name": "Floors", "trainer": "floors" }, { "name": "Second", "trainer": "ease" }, { "name": "Third", "trainer": "item-knn" } ] }
            """,
            "");
        RunResult[] runs =
        [
            Run("Floors", "Popularity", 0.4), Run("Second", "Second", 0.3), Run("Third", "Third", 0.2),
        ];
        using var text = new StringWriter { NewLine = "\n" };
        ResultsMarkdown.Write(Summary.Of(experiment, "dpcpl", runs, []), text, []);
        string[] rows = [.. text.ToString().Split('\n').Where(line => line.Contains("against the best other", StringComparison.Ordinal))];
        Assert.HasCount(2, rows);
        Assert.IsTrue(rows.All(row => row.StartsWith($"| {expected} against the best other |", StringComparison.Ordinal)), rows[0]);
        StringAssert.Contains(text.ToString(), "## One held-out item against 20 sampled negatives\n");
        Assert.DoesNotContain("100", text.ToString());

        RunResult Run(string system, string method, double value) => new()
        {
            Id = system,
            System = system,
            Trainer = "t",
            Target = "buy",
            Seed = 1,
            Fingerprint = "f",
            Methods = [new MethodFigures(method, new Dictionary<string, RankingFigures>
            {
                [RankingFigures.Full] = new(10, RankingFigures.Names.ToDictionary(name => name, _ => new Figure(value, 0))),
                [RankingFigures.Sampled] = new(10, RankingFigures.Names.ToDictionary(name => name, _ => new Figure(value, 0)), 20),
            })],
        };
    }

    [TestMethod]
    public void FloorsAloneAreComparedWithNothing()
    {
        Experiment experiment = ExperimentReader.Read("""{ "title": "t", "data": { "generator": { "users": 10 } }, "systems": [ { "name": "Floors", "trainer": "floors" } ] }""", "");
        Assert.IsEmpty(Summary.Of(experiment, "dpcpl", [], []).Compared);
    }

    private static MethodSummary Method(string name, double? value) => new()
    {
        Name = name,
        System = name,
        Target = "buy",
        Seeds = value is null ? [] : [1],
        Rankings = value is null
            ? new Dictionary<string, RankingFigures>()
            : new Dictionary<string, RankingFigures> { [RankingFigures.Full] = new(10, new Dictionary<string, Figure> { ["HR@10"] = new(value.Value, 0) }) },
    };
}
