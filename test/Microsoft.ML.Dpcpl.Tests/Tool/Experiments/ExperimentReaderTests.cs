using Microsoft.ML.Dpcpl.Tool;
using Microsoft.ML.Dpcpl.Tool.Experiments;

namespace Microsoft.ML.Dpcpl.Tests.Tool.Experiments;

[TestClass]
public sealed class ExperimentReaderTests
{
    [TestMethod]
    public void NoNegativesAndASystemToCompareAreRead()
    {
        static Experiment Read(string rest) => ExperimentReader.Read(
            $$"""{ "title": "t", "data": { "generator": { "users": 10 } }, "systems": [ { "name": "A", "trainer": "ease" } ], {{rest}} }""", "");
        Assert.AreEqual(0, Read("""  "protocol": { "test-negatives": 0 }  """).Protocol.TestNegatives);
        Assert.AreEqual("A", Read("""  "compare": "A"  """).Compare);
        StringAssert.Contains(Assert.ThrowsExactly<UserError>(() => Read("""  "compare": "B"  """)).Message, "'B', which is no system of the experiment; it has 'A'");
        StringAssert.Contains(Assert.ThrowsExactly<UserError>(() => Read("""  "protocol": { "test-negatives": -1 }  """)).Message, "\"test-negatives\"");
    }

    [TestMethod]
    public void EverythingThatIsGivenIsRead()
    {
        using var folder = new TemporaryFolder();
        SmallLog.Write(folder);
        SmallLog.WriteUsers(folder);
        string file = folder.Write("experiment.json", """
            // A comment.
            {
              "title": "All of it",
              "data": { "events": "events.csv.gz", "users": "users.csv", "columns": ["user", "item", "behavior", "time"], "min-interactions": 2, "behavior-order": ["click", "buy"] },
              "protocol": { "target": "cart", "repeat": "as-is", "time-split": "per-user", "pretraining-share": 0.7, "test-negatives": 50 },
              "seeds": [3, 1],
              "corrupt": { "behavior": "click", "share": 0.25 },
              "systems": [
                { "name": "B", "trainer": "dpcpl", "from": "A", "target": "buy", "options": { "tuning-epochs": 2 }, "corrupt": { "behavior": "fav", "share": 1 } },
                { "name": "A", "trainer": "dpcpl", "preset": "paper", "options": { "hidden-size": 32, "loss": "gbce", "personalized": false, "dropout": 0.1 } },
                { "name": "Floors", "trainer": "floors" }, /* and another */
              ],
            }
            """);
        Experiment experiment = ExperimentReader.ReadFile(file, null);
        Assert.AreEqual("All of it", experiment.Title);
        Assert.AreEqual(folder.File("events.csv.gz"), experiment.Data.Events);
        Assert.AreEqual(folder.File("users.csv"), experiment.Data.Users);
        Assert.AreEqual(2, experiment.Data.MinInteractions);
        CollectionAssert.AreEqual((string[])["click", "buy"], experiment.Data.BehaviorOrder);
        var protocol = new ProtocolSettings { Target = "cart", Repeat = RepeatPolicy.AsIs, TimeSplit = TimeSplit.PerUser, PretrainingShare = 0.7, TestNegatives = 50 };
        Assert.AreEqual(protocol, experiment.Protocol);
        CollectionAssert.AreEqual((int[])[3, 1], experiment.Seeds);
        CollectionAssert.AreEqual((string[])["A", "B", "Floors"], experiment.Systems.Select(s => s.Name).ToArray(), "a system stands behind its source");
        ExperimentSystem a = experiment.Systems[0], b = experiment.Systems[1];
        Assert.AreEqual(protocol with { Target = "buy" }, b.Protocol);
        Assert.AreEqual(new Corruption("click", 0.25), a.Corrupt);
        Assert.AreEqual(new Corruption("fav", 1), b.Corrupt);
        (string? preset, IReadOnlyDictionary<string, string> options) = SystemOrder.Inherited(experiment.Systems, b, s => s.Options);
        Assert.AreEqual("paper", preset);
        var created = (DpcplTrainer.Options)b.Trainer.Create(preset, options, "B");
        Assert.AreEqual(32, created.HiddenSize);
        Assert.AreEqual(RankingLoss.GBce, created.Loss);
        Assert.IsFalse(created.Personalized);
        Assert.AreEqual(0.1f, created.Dropout);
        Assert.AreEqual(2, created.TuningEpochs);
        Assert.AreEqual(4, created.Layers, "what the preset says");
    }

    [TestMethod]
    public void SystemsHaveSeedsOfTheirOwnOrThoseOfTheExperiment()
    {
        Experiment experiment = Small(
            """
            { "name": "A", "trainer": "dpcpl" }, { "name": "B", "trainer": "sasrec", "seeds": [7], "grid": { "layers": [1, 2] } }, { "name": "C", "trainer": "dpcpl", "from": "A", "seeds": [3] },
            { "name": "Floors", "trainer": "floors" }
            """,
            "3, 1");
        CollectionAssert.AreEqual((string[])["3 1", "7", "7", "3", "3"], experiment.Systems.Select(system => string.Join(' ', system.Seeds)).ToArray());
        CollectionAssert.AreEqual((int[])[3, 1, 7], experiment.Seeds);
    }

    [TestMethod]
    public void GridIsEveryCombination()
    {
        Experiment experiment = Small("""{ "name": "N", "trainer": "dpcpl", "options": { "layers": 1 }, "grid": { "prompt-factors": [1, 2, 4], "compactness-weight": [0, 0.1] } }""");
        CollectionAssert.AreEqual(
            (string[])["1 0", "1 0.1", "2 0", "2 0.1", "4 0", "4 0.1"],
            experiment.Systems.Select(s => $"{s.Options["prompt-factors"]} {s.Options["compactness-weight"]}").ToArray());
        Assert.AreEqual("N, prompt-factors 2, compactness-weight 0.1", experiment.Systems[3].Name);
        Assert.AreEqual("N", experiment.Systems[3].Grid!.Name);
        CollectionAssert.AreEqual((string[])["2", "0.1"], experiment.Systems[3].Grid!.Values.Values.ToArray());
        Assert.IsTrue(experiment.Systems.All(s => s.Options["layers"] == "1"));
        Assert.HasCount(6, experiment.Systems.Select(s => RunId.Of(s.Name, 1)).Distinct().ToArray());
    }

    [TestMethod]
    [DataRow("unknown member \"color\"", """{ "name": "A", "trainer": "dpcpl", "color": 1 }""")]
    [DataRow("no trainer 'magic'; there are dpcpl", """{ "name": "A", "trainer": "magic" }""")]
    [DataRow("has no option 'hiden-size'", """{ "name": "A", "trainer": "dpcpl", "options": { "hiden-size": 8 } }""")]
    [DataRow("A: hidden-size cannot be 'wide'; it takes a whole number", """{ "name": "A", "trainer": "dpcpl", "options": { "hidden-size": "wide" } }""")]
    [DataRow("A: hidden-size is 3; it must be between 4 and 4096.", """{ "name": "A", "trainer": "dpcpl", "options": { "hidden-size": 3 } }""")]
    [DataRow("A, dropout 2: dropout is 2; it must be between 0 and 0.9.", """{ "name": "A", "trainer": "sasrec", "grid": { "dropout": [0.1, 2] } }""")]
    [DataRow("A: lambda is 0; it must be between 0.1 and 10000000.", """{ "name": "A", "trainer": "ease", "search": { "method": "random", "space": { "lambda": [0, 10] } } }""")]
    [DataRow("'repeat-policy' is no option of a system", """{ "name": "A", "trainer": "dpcpl", "options": { "repeat-policy": "as-is" } }""")]
    [DataRow("no preset 'worst'", """{ "name": "A", "trainer": "dpcpl", "preset": "worst" }""")]
    [DataRow("needs \"trainer\"", """{ "name": "A" }""")]
    [DataRow("starts from 'B', which is no system", """{ "name": "A", "trainer": "dpcpl", "from": "B" }""")]
    [DataRow("starts from itself", """{ "name": "A", "trainer": "dpcpl", "from": "A" }""")]
    [DataRow("two systems are called", """{ "name": "A b", "trainer": "dpcpl" }, { "name": "A-b", "trainer": "floors" }""")]
    [DataRow("cannot start from another", """{ "name": "A", "trainer": "dpcpl" }, { "name": "B", "trainer": "floors", "from": "A" }""")]
    [DataRow("\"share\" of corrupt of system 1 must be 0 to 1", """{ "name": "A", "trainer": "dpcpl", "corrupt": { "behavior": "click", "share": 2 } }""")]
    [DataRow("must be a list of values", """{ "name": "A", "trainer": "dpcpl", "grid": { "layers": 2 } }""")]
    [DataRow("A, layers 99: layers is 99", """{ "name": "A", "trainer": "dpcpl", "grid": { "layers": [1, 99] } }""")]
    [DataRow("no search method 'guess'", """{ "name": "A", "trainer": "dpcpl", "search": { "method": "guess", "space": { "layers": [1] } } }""")]
    [DataRow("A: dropout is 2", """{ "name": "A", "trainer": "dpcpl", "search": { "method": "random", "space": { "dropout": { "uniform": [0, 2] } } } }""")]
    [DataRow("low below high", """{ "name": "A", "trainer": "dpcpl", "search": { "method": "random", "space": { "dropout": { "log": [0, 0.5] } } } }""")]
    [DataRow("\"seeds\" of system 1 must name at least one seed, and none twice", """{ "name": "A", "trainer": "dpcpl", "seeds": [] }""")]
    [DataRow("\"seeds\" of system 1 must name at least one seed, and none twice", """{ "name": "A", "trainer": "dpcpl", "seeds": [2, 2] }""")]
    [DataRow("\"seeds\" of system 1 must be whole numbers, not 0.5", """{ "name": "A", "trainer": "dpcpl", "seeds": [0.5] }""")]
    [DataRow("'B' cannot start from 'A' on seed 1, 4: that one is run on seed 2, 3", """{ "name": "A", "trainer": "dpcpl", "seeds": [2, 3] }, { "name": "B", "trainer": "dpcpl", "from": "A", "seeds": [1, 2, 4] }""")]
    [DataRow("nothing to search for", """{ "name": "A", "trainer": "floors", "search": { "method": "random", "space": { "layers": [1] } } }""")]
    public void WhatCannotBeIsRefusedByName(string part, string systems) =>
        StringAssert.Contains(Assert.ThrowsExactly<UserError>(() => Small(systems)).Message, part);

    [TestMethod]
    [DataRow("no JSON", """{ "title": """)]
    [DataRow("needs \"title\"", """{ "data": { "generator": {} }, "systems": [] }""")]
    [DataRow("either \"events\"", """{ "title": "T", "data": { }, "systems": [] }""")]
    [DataRow("there is no file", """{ "title": "T", "data": { "events": "nowhere.csv" }, "systems": [] }""")]
    [DataRow("generator of data of the experiment has an unknown member \"shops\"; it takes users, items", """{ "title": "T", "data": { "generator": { "shops": 3 } }, "systems": [] }""")]
    [DataRow("at least one", """{ "title": "T", "data": { "generator": {} }, "systems": [] }""")]
    [DataRow("\"repeat\" of protocol of the experiment cannot be 'never'", """{ "title": "T", "data": { "generator": {} }, "protocol": { "repeat": "never" } }""")]
    [DataRow("protocol: pretraining-share is 0.99; it must be between 0.05 and 0.95.", """{ "title": "T", "data": { "generator": {} }, "protocol": { "pretraining-share": 0.99 } }""")]
    [DataRow("data: \"tests\" goes with \"events\"", """{ "title": "T", "data": { "generator": {}, "tests": "t.csv" }, "systems": [] }""")]
    [DataRow("items is 99; it must be between 100 and 10000000.", """{ "title": "T", "data": { "generator": { "items": 99 } }, "systems": [] }""")]
    [DataRow("line 2 of the experiment file: \"title\" holds half a character", "{\n \"title\": \"\\ud800\" }")]
    [DataRow("line 3 of the experiment file: the key after \"title\" holds half a character", "{ \"title\": \"T\",\n\n \"\\udc00x\": 1 }")]
    [DataRow("line 2 of the experiment file: \"name\" holds half a character", "{ \"systems\": [ {\n \"name\": \"a\\ud800b\" } ] }")]
    [DataRow("no JSON: 'N' is an invalid start of a value. (line 2, byte 11 of it)", "{\n \"title\": NaN }")]
    [DataRow("Duplicate property 'title'", """{ "title": "T", "title": "U" }""")]
    [DataRow("users cannot be '1e999'; it takes a whole number", """{ "title": "T", "data": { "generator": { "users": 1e999 } }, "systems": [] }""")]
    [DataRow("\"pretraining-share\" of protocol of the experiment must be a number, not 1e999", """{ "title": "T", "data": { "generator": {} }, "protocol": { "pretraining-share": 1e999 } }""")]
    [DataRow("\"test-negatives\" of protocol of the experiment must be a whole number, not 99999999999", """{ "title": "T", "data": { "generator": {} }, "protocol": { "test-negatives": 99999999999 } }""")]
    [DataRow("\"title\"", """{ "title": ["T"] }""")]
    [DataRow("must be an object", "[1, 2]")]
    [DataRow("none twice", """{ "title": "T", "data": { "generator": {} }, "seeds": [1, 1] }""")]
    public void TheRestOfTheFileIsCheckedToo(string part, string text) =>
        StringAssert.Contains(Assert.ThrowsExactly<UserError>(() => ExperimentReader.Read(text, ".")).Message, part);

    [TestMethod]
    public void DeepNestingAndHugeGridsAndLongNamesAreRefused()
    {
        StringAssert.Contains(Assert.ThrowsExactly<UserError>(() => ExperimentReader.Read(new string('[', 100_000), ".")).Message, "depth");
        string many = string.Join(", ", Enumerable.Range(1, 200));
        StringAssert.Contains(
            Assert.ThrowsExactly<UserError>(() => Small($$"""{ "name": "A", "trainer": "dpcpl", "grid": { "layers": [{{many}}], "blocks": [{{many}}], "patience": [{{many}}] } }""")).Message, "combinations");
        StringAssert.Contains(Assert.ThrowsExactly<UserError>(() => Small($$"""{ "name": "{{new string('x', 101)}}", "trainer": "dpcpl" }""")).Message, "101 characters");
    }

    [TestMethod]
    public void BytesThatAreNoTextAreRefused()
    {
        using var folder = new TemporaryFolder();
        string file = folder.File("e.json");
        File.WriteAllBytes(file, [.. "{ \"title\": \""u8, 0xff, .. "\" }"u8]);
        ProgramRun.Of("experiment", file, "--output", folder.File("out")).AssertRefused("no UTF-8 text");
        ProgramRun.Of("experiment", folder.File("."), "--output", folder.File("out")).AssertRefused("is a folder");
    }

    [TestMethod]
    public void BadFileEndsTheProgramInOneLineBeforeAnythingRuns()
    {
        using var folder = new TemporaryFolder();
        string file = folder.Write("e.json", """{ "title": "T", "data": { "generator": {} }, "systems": [{ "name": "A", "trainer": "dpcpl", "options": { "layers": 0 } }] }""");
        ProgramRun.Of("experiment", file, "--output", folder.File("out")).AssertRefused("layers is 0");
        Assert.IsFalse(Directory.Exists(folder.File("out")));
    }

    [TestMethod]
    public void CommittedExamplesAreSound()
    {
        string examples = Path.Combine(LibrarySource.RepositoryRoot, "src", "Microsoft.ML.Dpcpl.Tool", "Experiments");
        string[] files = Directory.GetFiles(examples, "*.json");
        Assert.IsNotEmpty(files);
        foreach (string file in files)
            Assert.IsNotEmpty(ExperimentReader.ReadFile(file, null).Systems);
    }

    [TestMethod]
    public void ExampleOfTheGuideIsSound()
    {
        using var folder = new TemporaryFolder();
        folder.Write("events.csv.gz", "");
        folder.Write("users.csv.gz", "");
        const string fence = "```json\n";
        string guide = File.ReadAllText(RepositoryFiles.Absolute("docs/experiments.md"));
        string text = guide[(guide.IndexOf(fence, StringComparison.Ordinal) + fence.Length)..];
        Experiment experiment = ExperimentReader.ReadFile(folder.Write("e.json", text[..text.IndexOf("```", StringComparison.Ordinal)]), null);
        Assert.HasCount(10, experiment.Systems);
        Assert.HasCount(3, experiment.Systems.Single(s => s.Name == "Searched").Search!.Space);
    }

    internal static Experiment Small(string systems, string seeds = "1") =>
        ExperimentReader.Read($$"""{ "title": "T", "data": { "generator": { "users": 150, "items": 300, "events-per-user": 30 } }, "seeds": [{{seeds}}], "systems": [{{systems}}] }""", ".");
}
