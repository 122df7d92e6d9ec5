using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.ML.Dpcpl.Tool.Experiments;

namespace Microsoft.ML.Dpcpl.Tests.Tool.Experiments;

/// <summary>The whole command on a small log, with real processes.</summary>
[TestClass]
[DoNotParallelize]
public sealed class ExperimentCommandTests
{
    private const string Tiny = """
        "max-sequence-length": 32, "hidden-size": 16, "layers": 1, "prompt-tokens": 4, "prompt-factors": 4, "negatives": 64,
        "pretraining-epochs": 2, "tuning-epochs": 1, "simplest-prompts": false, "device": "cpu", "threads": 1
        """;

    [TestMethod]
    public void SystemsAndSeedsRunInProcessesOfTheirOwn()
    {
        using var folder = new TemporaryFolder();
        string file = folder.Write("e.json", $$"""
            {
              "title": "Two systems", "prompt-plot": true, "seeds": [1, 2],
              "data": { "generator": { "users": 150, "items": 300, "events-per-user": 30 } },
              "systems": [
                { "name": "Prompts", "trainer": "dpcpl", "options": { {{Tiny}} } },
                { "name": "Cart", "trainer": "dpcpl", "from": "Prompts", "target": "cart", "corrupt": { "behavior": "click", "share": 0.5 } },
                { "name": "Broken", "trainer": "dpcpl", "target": "rent" },
                { "name": "Floors", "trainer": "floors" },
              ],
            }
            """);
        string output = folder.File("out");
        ProgramRun run = ProgramRun.Of("experiment", file, "--output", output);
        Assert.AreEqual(1, run.ExitCode, run.Error + run.Output);
        StringAssert.Contains(run.Output, "pre-training epoch 2/2");
        StringAssert.Contains(run.Output, "failed: ");
        ExperimentResults results = Json.Read<ExperimentResults>(Path.Combine(output, "results.json"))!;
        Assert.IsFalse(results.Complete);
        CollectionAssert.AreEqual(
            (string[])["Prompts", "Cart", "Broken", "Popularity", "LastTouched", "Markov", "ItemCosine"], results.Methods.Select(m => m.Name).ToArray());
        StringAssert.Contains(results.Methods[2].Failed[0].Reason, "rent");
        Assert.HasCount(2, results.Methods[2].Failed);
        Assert.HasCount(7, results.Runs);

        RunResult prompts = results.Runs.Single(r => r.Id == "Prompts-seed1"), cart = results.Runs.Single(r => r.Id == "Cart-seed2");
        Assert.AreEqual(2, prompts.PretrainingEpochs);
        Assert.HasCount(2, prompts.Curve.Where(p => p.Stage == TrainingStage.Pretraining).ToArray());
        Assert.IsTrue(prompts.Seconds["Pre-training"] > 0 && prompts.PeakMemoryBytes > 50 << 20 && prompts.Parameters > 1000);
        Assert.AreEqual("16", prompts.Options["hidden-size"]);
        foreach (string ranking in (string[])["full", "sampled", "expected-sampled", "full, ColdStart", "sampled, not ColdStart"])
            Assert.IsTrue(prompts.Methods[0].Tests[ranking].Tests > 0, ranking);
        Assert.AreEqual(0, cart.PretrainingEpochs, "the backbone is taken");
        Assert.AreEqual("cart", cart.Target);
        Assert.IsTrue(cart.CorruptedEvents > 0);
        Assert.IsEmpty(Directory.GetDirectories(Path.Combine(output, "work")).Where(path => !path.Contains("Broken", StringComparison.Ordinal)).ToArray());
        StringAssert.Contains(File.ReadAllText(Path.Combine(output, "logs", "Prompts-seed1.log")), "Target behavior");

        string markdown = File.ReadAllText(Path.Combine(output, "results.md"));
        if (prompts.BestTuningEpoch > 0)
        {
            Assert.IsTrue(prompts.Prompts!.Count > 20 && prompts.Prompts.All(p => p.Layer == 1 && double.IsFinite(p.X)));
            StringAssert.Contains(markdown, "](plots/prompt-vectors-by-layer-prompts-seed-1.png)");
        }
        else
        {
            Assert.IsNull(prompts.Prompts);
        }
        StringAssert.Contains(markdown, "](plots/ndcg-10-full-ranking-target-buy.png)");
        Assert.IsTrue(File.Exists(Path.Combine(output, "plots", "ndcg-10-full-ranking-target-buy.png")));

        string again = ProgramRun.Of("experiment", file, "--output", output).Output;
        Assert.DoesNotContain("pre-training epoch", again);
        StringAssert.Contains(again, "Prompts, seed 1 (Prompts-seed1): done before");
        AssertTablesAreTheResults(markdown, results);
    }

    [TestMethod]
    public void SomeUsersOfTheLogAreAnExperimentOfTheirOwn()
    {
        using var folder = new TemporaryFolder();
        SmallLog.Write(folder);
        string file = folder.Write("e.json", """{ "title": "Cut", "data": { "events": "events.csv.gz" }, "protocol": { "target": "buy", "test-negatives": 0 }, "systems": [ { "name": "Knn", "trainer": "item-knn" } ] }""");
        ProgramRun.Of("experiment", file, "--output", folder.File("out"), "--sample-users", "60").AssertDone();
        ExperimentResults results = Json.Read<ExperimentResults>(folder.File("out/results.json"))!;
        Assert.AreEqual("60", results.Data.Single(pair => pair.Name == "Users").Value);
        Assert.AreEqual("Cut: 60 users", results.Title);
        string[] rows = File.ReadAllLines(folder.File("out/results.csv"));
        Assert.HasCount(1 + results.Runs.Sum(run => run.Methods.Sum(method => method.Tests.Count)), rows);
        Assert.IsTrue(rows.Skip(1).All(row => row.StartsWith("Cut: 60 users,", StringComparison.Ordinal)));
        StringAssert.EndsWith(results.Command, "--sample-users 60");
        StringAssert.Contains(File.ReadAllText(folder.File("out/results.md")), "--sample-users 60\n```");
        StringAssert.Contains(ProgramRun.Of("experiment", file, "--output", folder.File("out"), "--sample-users", "60").AssertDone().Output, "done before");
    }

    [TestMethod]
    public void BuiltInDataAreNotCut()
    {
        using var folder = new TemporaryFolder();
        string file = folder.Write("e.json", """{ "title": "T", "data": { "generator": { "users": 150 } }, "systems": [ { "name": "Floors", "trainer": "floors" } ] }""");
        ProgramRun.Of("experiment", file, "--output", folder.File("out"), "--sample-users", "60").AssertRefused("the data of this experiment are built in");
        ProgramRun.Of("experiment", file, "--output", folder.File("out"), "--sample-users", "-1").AssertRefused("--sample-users is -1; it must be 0 or more");
        Assert.IsFalse(Directory.Exists(folder.File("out")));
    }

    /// <summary>The means and errors of the full ranking in the text are those of the file.</summary>
    private static void AssertTablesAreTheResults(string markdown, ExperimentResults results)
    {
        string[] lines = markdown.Split('\n');
        string section = string.Join('\n', lines.SkipWhile(line => line != "## Full ranking, target buy").Skip(1).TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal)));
        foreach (MethodSummary method in results.Methods.Where(m => m.Target == "buy" && m.Seeds.Length > 0))
        {
            string[] cells = [.. section.Split('\n').Single(line => line.StartsWith($"| {method.Name} |", StringComparison.Ordinal)).Trim('|').Split('|').Select(cell => cell.Trim(' ', '*'))];
            Assert.AreEqual(method.Seeds.Length.ToString(CultureInfo.InvariantCulture), cells[1]);
            RankingFigures full = method.Rankings[RankingFigures.Full];
            Assert.AreEqual(full.Tests.ToString(CultureInfo.InvariantCulture), cells[2]);
            for (int i = 0; i < RankingFigures.Names.Count; i++)
            {
                Figure figure = full.Figures[RankingFigures.Names[i]];
                Match match = Regex.Match(cells[3 + i], @"^(\d\.\d{4}) ± (\d\.\d{4})$");
                Assert.IsTrue(match.Success, cells[3 + i]);
                Assert.AreEqual(figure.Mean, double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture), 5.01e-5);
                Assert.AreEqual(figure.Error, double.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture), 5.01e-5);
            }
        }
        // The mean over the seeds, by hand.
        double[] seeds = [.. results.Runs.Where(r => r.System == "Prompts").Select(r => r.Methods[0].Tests[RankingFigures.Full].Figures["MRR"].Mean)];
        Assert.HasCount(2, seeds);
        Assert.AreEqual((seeds[0] + seeds[1]) / 2, results.Methods[0].Rankings[RankingFigures.Full].Figures["MRR"].Mean, 1e-12);
    }

    internal static RunJob Job(Corruption? corrupt) => new()
    {
        Id = "A-seed1",
        System = "A",
        Trainer = "dpcpl",
        Options = new Dictionary<string, string>(),
        Seed = 1,
        Data = new(),
        Protocol = new(),
        Corrupt = corrupt,
        WorkFolder = "",
        ResultPath = "",
        Fingerprint = "",
    };
}
