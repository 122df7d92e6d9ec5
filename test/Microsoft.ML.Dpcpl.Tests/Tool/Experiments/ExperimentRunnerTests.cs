using Microsoft.ML.Dpcpl.Tool.Experiments;
using Microsoft.ML.Dpcpl.Tool.Output;

namespace Microsoft.ML.Dpcpl.Tests.Tool.Experiments;

/// <summary>Which runs are done, with runs that are made up.</summary>
[TestClass]
public sealed class ExperimentRunnerTests
{
    private const string TwoSystems = """{ "name": "A", "trainer": "dpcpl", "options": { "layers": 1 } }, { "name": "Floors", "trainer": "floors" }""";

    [TestMethod]
    public void FinishedRunsAreNotDoneAgainAndChangedOnesAre()
    {
        using var folder = new TemporaryFolder();
        CollectionAssert.AreEqual((string[])["A-seed1", "Floors", "A-seed2"], Run(folder, TwoSystems, "1, 2").Done);
        Assert.IsEmpty(Run(folder, TwoSystems, "1, 2").Done);
        CollectionAssert.AreEqual((string[])["A-seed3"], Run(folder, TwoSystems, "1, 2, 3").Done);
        CollectionAssert.AreEqual((string[])["A-seed1", "A-seed2"], Run(folder, TwoSystems.Replace("\"layers\": 1", "\"layers\": 2", StringComparison.Ordinal), "1, 2").Done);
        // A default that is written out is no change.
        Assert.IsEmpty(Run(folder, TwoSystems.Replace("\"layers\": 1", "\"layers\": 2, \"hidden-size\": 64", StringComparison.Ordinal), "1, 2").Done);
        CollectionAssert.AreEqual(
            (string[])["A-seed1", "A-seed2"],
            Run(folder, TwoSystems.Replace("\"dpcpl\",", "\"dpcpl\", \"target\": \"cart\",", StringComparison.Ordinal), "1, 2").Done);
    }

    [TestMethod]
    public void FailureCostsItsOwnRunAndIsTriedAgain()
    {
        using var folder = new TemporaryFolder();
        Outcome first = Run(folder, TwoSystems, "1, 2", fails: id => id == "A-seed1");
        Assert.IsFalse(first.Complete);
        CollectionAssert.AreEqual((string[])["A-seed1", "Floors", "A-seed2"], first.Done);
        MethodSummary a = first.Results.Methods.Single(m => m.Name == "A");
        CollectionAssert.AreEqual((int[])[2], a.Seeds);
        Assert.AreEqual(new FailedSeed(1, "broken"), a.Failed.Single());
        StringAssert.Contains(Markdown(first.Results), "| A | 1 | broken |");
        Assert.IsTrue(Directory.Exists(folder.File("out/work/A-seed1")), "checkpoints of what failed stay");
        Assert.IsFalse(Directory.Exists(folder.File("out/work/A-seed2")), "checkpoints of what is done go");

        Outcome second = Run(folder, TwoSystems, "1, 2");
        CollectionAssert.AreEqual((string[])["A-seed1"], second.Done);
        Assert.IsTrue(second.Complete);
        Assert.IsTrue(second.Results.Complete);
        Assert.IsFalse(Directory.Exists(folder.File("out/work/A-seed1")));
    }

    [TestMethod]
    public void WholeSystemThatFailedStandsInTheTableWithTheReason()
    {
        using var folder = new TemporaryFolder();
        Outcome outcome = Run(folder, TwoSystems, "1", fails: id => id == "A-seed1");
        StringAssert.Contains(Markdown(outcome.Results), "| A | failed: broken | – | – |");
    }

    [TestMethod]
    public void StoppedExperimentGoesOnWithItsCheckpoints()
    {
        using var folder = new TemporaryFolder();
        using var stop = new CancellationTokenSource();
        Assert.ThrowsExactly<OperationCanceledException>(() => Run(folder, TwoSystems, "1, 2", stop: stop, during: job =>
        {
            if (job.Id == "Floors")
                return;
            Json.Write(Path.Combine(job.WorkFolder, "job.json"), job);
            File.WriteAllText(Path.Combine(job.WorkFolder, "checkpoint"), "half");
            stop.Cancel();
            throw new OperationCanceledException();
        }));
        string? found = null;
        void Look(RunJob job) => found ??= File.Exists(Path.Combine(job.WorkFolder, "checkpoint")) ? job.Id : "nothing";
        CollectionAssert.AreEqual((string[])["A-seed1", "Floors", "A-seed2"], Run(folder, TwoSystems, "1, 2", during: Look).Done);
        Assert.AreEqual("A-seed1", found);
    }

    [TestMethod]
    public void CheckpointsOfOtherOptionsAreThrownAway()
    {
        using var folder = new TemporaryFolder();
        using var stop = new CancellationTokenSource();
        Assert.ThrowsExactly<OperationCanceledException>(() => Run(folder, TwoSystems, "1", stop: stop, during: job =>
        {
            Json.Write(Path.Combine(job.WorkFolder, "job.json"), job);
            File.WriteAllText(Path.Combine(job.WorkFolder, "checkpoint"), "half");
            throw new OperationCanceledException();
        }));
        bool found = false;
        Run(folder, TwoSystems.Replace("\"layers\": 1", "\"layers\": 2", StringComparison.Ordinal), "1", during: job => found |= File.Exists(Path.Combine(job.WorkFolder, "checkpoint")));
        Assert.IsFalse(found);
    }

    [TestMethod]
    public void SourceRunsFirstAndItsModelOfTheSameSeedIsTaken()
    {
        using var folder = new TemporaryFolder();
        const string systems = """{ "name": "cart", "trainer": "dpcpl", "from": "A", "target": "cart" }, { "name": "A", "trainer": "dpcpl", "options": { "layers": 1 } }""";
        Outcome outcome = Run(folder, systems, "1, 2");
        CollectionAssert.AreEqual((string[])["A-seed1", "cart-seed1", "A-seed2", "cart-seed2"], outcome.Done);
        RunJob source = outcome.Jobs.Single(j => j.Id == "A-seed2"), cart = outcome.Jobs.Single(j => j.Id == "cart-seed2");
        Assert.AreEqual(folder.File("out/models/A-seed2.zip"), cart.FromModel);
        Assert.AreEqual(cart.FromModel, source.ModelPath);
        Assert.IsNull(cart.ModelPath, "nobody takes it up");
        Assert.AreEqual("1", cart.Options["layers"]);
        Assert.AreEqual("cart", cart.Protocol.Target);

        // Another backbone is another result; a model that is gone is made again.
        CollectionAssert.AreEqual(
            (string[])["A-seed1", "cart-seed1"], Run(folder, systems.Replace("\"layers\": 1", "\"layers\": 2", StringComparison.Ordinal), "1").Done);
        File.Delete(folder.File("out/models/A-seed1.zip"));
        CollectionAssert.AreEqual((string[])["A-seed1"], Run(folder, systems.Replace("\"layers\": 1", "\"layers\": 2", StringComparison.Ordinal), "1").Done);
    }

    [TestMethod]
    public void SystemsRunOnTheirOwnSeeds()
    {
        using var folder = new TemporaryFolder();
        const string systems = """{ "name": "A", "trainer": "dpcpl" }, { "name": "B", "trainer": "sasrec", "seeds": [2] }, { "name": "C", "trainer": "sasrec", "seeds": [5] }, { "name": "Floors", "trainer": "floors" }""";
        Outcome outcome = Run(folder, systems, "1, 2");
        CollectionAssert.AreEqual((string[])["A-seed1", "Floors", "A-seed2", "B-seed2", "C-seed5"], outcome.Done);
        Assert.IsTrue(outcome.Results.Complete);
        Assert.IsEmpty(outcome.Results.Missing);
        CollectionAssert.AreEqual((int[])[2, 1, 1, 1], outcome.Results.Methods.Select(method => method.Seeds.Length).ToArray());
        // What was run on all seeds is there, and the experiment's seeds are no longer asked for.
        Assert.IsEmpty(Run(folder, systems.Replace("\"dpcpl\" }", "\"dpcpl\", \"seeds\": [2] }", StringComparison.Ordinal), "1, 2").Done);
    }

    [TestMethod]
    public void TrialsTakeTheBackboneOfTheFirstSeedThatTheirSystemRunsOn()
    {
        using var folder = new TemporaryFolder();
        Outcome outcome = Run(
            folder,
            """
            { "name": "A", "trainer": "dpcpl", "seeds": [1, 2] },
            { "name": "B", "trainer": "dpcpl", "from": "A", "seeds": [2], "search": { "method": "random", "trials": 1, "seed": 9, "space": { "tuning-epochs": [1] } } }
            """,
            "1");
        RunJob trial = outcome.Jobs.Single(job => job.Trial);
        Assert.AreEqual(folder.File("out/models/A-seed2.zip"), trial.FromModel);
        Assert.AreEqual(9, trial.Seed);
        CollectionAssert.AreEqual((string[])["A-seed1", "A-seed2", trial.Id, "B-seed2"], outcome.Done);
    }

    [TestMethod]
    public void WhatStandsOnAFailureFailsWithItsName()
    {
        using var folder = new TemporaryFolder();
        const string systems = """{ "name": "A", "trainer": "dpcpl" }, { "name": "B", "trainer": "dpcpl", "from": "A" }""";
        Outcome outcome = Run(folder, systems, "1", fails: id => id == "A-seed1");
        CollectionAssert.AreEqual((string[])["A-seed1"], outcome.Done);
        StringAssert.Contains(outcome.Results.Methods.Single(m => m.Name == "B").Failed.Single().Reason, "'A'");
    }

    [TestMethod]
    public void SearchGoesByValidationAloneAndItsBestIsRunOnEverySeed()
    {
        using var folder = new TemporaryFolder();
        const string systems = """
            { "name": "A", "trainer": "dpcpl", "options": { "pretraining-epochs": 6, "tuning-epochs": 3 },
              "search": { "method": "successive-halving", "trials": 3, "eta": 3, "first-epochs": 4, "seed": 9, "space": { "layers": [1, 2, 3] } } }
            """;
        // Two layers are best on validation, three on the tests.
        Outcome outcome = Run(folder, systems, "1, 2", validation: job => job.Options["layers"] == "2" ? 0.9 : 0.1, test: job => double.Parse(job.Options["layers"]) / 10);
        RunJob[] trials = [.. outcome.Jobs.Where(j => j.Trial)], runs = [.. outcome.Jobs.Where(j => !j.Trial)];
        Assert.HasCount(3, trials);
        Assert.IsTrue(trials.All(j => j.Seed == 9 && j.Options["pretraining-epochs"] == "4" && j.Options["tuning-epochs"] == "3"));
        Assert.HasCount(2, runs);
        Assert.IsTrue(runs.All(j => j.Options["layers"] == "2" && j.Options["pretraining-epochs"] == "6"));
        Assert.HasCount(3, outcome.Results.Trials);
        Assert.AreEqual("2", outcome.Results.Trials.Single(t => t.Chosen).Options["layers"]);
        Assert.HasCount(2, outcome.Results.Runs);
        Assert.IsEmpty(Run(folder, systems, "1, 2").Done, "trials that are done are not done again");
        StringAssert.Contains(Markdown(outcome.Results), "| **0.9000** |");
    }

    private static string Markdown(ExperimentResults results)
    {
        using var text = new StringWriter { NewLine = "\n" };
        ResultsMarkdown.Write(results, text, []);
        return text.ToString();
    }

    private static Outcome Run(
        TemporaryFolder folder, string systems, string seeds, Func<string, bool>? fails = null, CancellationTokenSource? stop = null,
        Action<RunJob>? during = null, Func<RunJob, double>? validation = null, Func<RunJob, double>? test = null)
    {
        Experiment experiment = ExperimentReaderTests.Small(systems, seeds);
        using var terminal = new Terminal(TextWriter.Null, null);
        var jobs = new List<RunJob>();
        ExperimentResults? results = null;
        var runner = new ExperimentRunner(
            experiment, new OutputFolder(folder.File("out")), terminal, Execute, (runs, trials) => results = Summary.Of(experiment, "dpcpl", runs, trials));
        bool complete = runner.Run(stop?.Token ?? CancellationToken.None);
        return new Outcome(complete, [.. jobs.Select(job => job.Id)], jobs, results!);

        RunResult Execute(RunJob job)
        {
            jobs.Add(job);
            during?.Invoke(job);
            if (fails?.Invoke(job.Id) == true)
                return RunResult.OfFailed(job, "broken");
            RunResult result = RunResult.OfFailed(job, "") with
            {
                Failed = null,
                Methods = job.Trial ? [] : [new MethodFigures(job.System, Rankings(test?.Invoke(job) ?? 0.5))],
                Validation = Rankings(validation?.Invoke(job) ?? 0.5),
            };
            Json.Write(job.ResultPath, result);
            if (job.ModelPath is not null)
                Json.Write(job.ModelPath, "a model");
            return result;
        }
    }

    private static Dictionary<string, RankingFigures> Rankings(double value) => new()
    {
        [RankingFigures.Full] = new RankingFigures(100, RankingFigures.Names.ToDictionary(name => name, _ => new Figure(value, 0.01))),
    };

    private sealed record Outcome(bool Complete, string[] Done, List<RunJob> Jobs, ExperimentResults Results);
}
