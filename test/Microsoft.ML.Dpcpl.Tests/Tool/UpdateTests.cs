namespace Microsoft.ML.Dpcpl.Tests.Tool;

/// <summary>Yesterday's model and today's events.</summary>
[TestClass]
[DoNotParallelize]
public sealed class UpdateTests
{
    private const int OldItems = 40;
    private const string Header = "user,item,behavior,time\n";

    private static readonly string[] s_tiny =
    [
        "--epochs", "1", "--hidden-size", "16", "--max-sequence-length", "16", "--layers", "1", "--negatives", "16", "--test-negatives", "5", "--device", "cpu", "--target", "buy",
    ];

    /// <summary>New items and new users are recommended to and recommended, and what a model file holds of the old ones stays.</summary>
    [TestMethod]
    [DataRow("new")]
    [DataRow("all")]
    public void TodaysEventsMakeTomorrowsModel(string scope)
    {
        using var folder = new TemporaryFolder();
        string old = folder.Write("old.csv", Header + Rows(0, 0, OldItems)), later = folder.Write("new.csv", Header + (scope == "all" ? Rows(0, 0, OldItems) : "") + Rows(1, 30, OldItems + 30));
        string model = folder.File("old.zip"), next = folder.File("new.zip");
        ProgramRun.Of(["train", "--data", old, "--model", model, .. s_tiny]).AssertDone();
        byte[] before = File.ReadAllBytes(model);
        string output = ProgramRun.Of(["update", "--model", model, "--data", later, "--events", scope, "--output", next]).AssertDone().Output;
        StringAssert.Contains(output, $"30 new items beside {OldItems}");
        CollectionAssert.AreEqual(before, File.ReadAllBytes(model));

        string[] recommended = Recommended(next, later);
        Assert.IsTrue(recommended.Any(item => int.Parse(item[1..]) >= OldItems), "new items are recommended");
        Assert.IsFalse(Recommended(model, later).Any(item => int.Parse(item[1..]) >= OldItems));
        // A log twice in one night: the second time all of it is known.
        string again = ProgramRun.Of(["update", "--model", next, "--data", later, "--events", scope, "--output", next, "--refit-epochs", "1"]).AssertDone().Output;
        StringAssert.Contains(again, $"0 new items beside {OldItems + 30}");
        StringAssert.Contains(again, "refitting epoch 1/1");
        Assert.AreEqual(scope == "new", Flat(again).Contains("are not later than the last one that the model has counted", StringComparison.Ordinal), again);
        if (scope == "new")
            StringAssert.Contains(Flat(again), "--events new is for what came after, --events all for the whole log.");
        ProgramRun.Of("evaluate", "--model", next, "--data", later, "--test-negatives", "5").AssertDone();
    }

    [TestMethod]
    public void AttributesOfNewUsersAreTaken()
    {
        using var folder = new TemporaryFolder();
        string old = folder.Write("old.csv", Header + Rows(0, 0, OldItems)), later = folder.Write("new.csv", Header + Rows(1, 30, OldItems));
        string users = folder.Write("users.csv", "user,kind\n" + string.Concat(Enumerable.Range(0, 40).Select(u => $"u{u},k{u % 3}\n")));
        string more = folder.Write("more.csv", "user,kind\n" + string.Concat(Enumerable.Range(0, 40).Select(u => $"v{u},k{u % 3}\n"))), lacking = folder.Write("lacking.csv", "user,sort\nv1,a\n");
        string model = folder.File("m.zip"), plain = folder.File("plain.zip");
        ProgramRun.Of(["train", "--data", old, "--users", users, "--model", model, .. s_tiny]).AssertDone();
        StringAssert.Contains(Flat(ProgramRun.Of("update", "--model", model, "--data", later, "--output", folder.File("a.zip")).AssertDone().Output), "none of the 40 users");
        Assert.DoesNotContain("none of the 40 users", Flat(ProgramRun.Of("update", "--model", model, "--data", later, "--users", more, "--output", folder.File("b.zip")).AssertDone().Output));
        string latin = folder.File("latin.csv");
        File.WriteAllText(latin, File.ReadAllText(more) + "w\u00e9,k1\n", System.Text.Encoding.Latin1);
        ProgramRun.Of("update", "--model", model, "--data", later, "--users", latin, "--output", folder.File("e.zip")).AssertRefused("latin.csv");
        ProgramRun.Of("update", "--model", model, "--data", later, "--users", latin, "--encoding", "latin1", "--output", folder.File("e.zip")).AssertDone();
        ProgramRun.Of("update", "--model", model, "--data", later, "--users", lacking, "--output", folder.File("c.zip")).AssertRefused("'kind'");
        ProgramRun.Of(["train", "--data", old, "--model", plain, .. s_tiny]).AssertDone();
        ProgramRun.Of("update", "--model", plain, "--data", later, "--users", more, "--output", folder.File("d.zip")).AssertRefused("without user attributes");
        Assert.IsFalse(File.Exists(folder.File("c.zip")) || File.Exists(folder.File("d.zip")));
    }

    [TestMethod]
    public void WhatCannotBeIsRefused()
    {
        using var folder = new TemporaryFolder();
        string old = folder.Write("old.csv", Header + Rows(0, 0, OldItems)), model = folder.File("m.zip"), next = folder.File("n.zip");
        ProgramRun.Of(["train", "--data", old, "--model", model, .. s_tiny]).AssertDone();
        ProgramRun.Of("update", "--model", model, "--data", old, "--output", next, "--events", "some").AssertRefused("--events cannot be 'some'; it takes one of new, all");
        ProgramRun.Of("update", "--model", folder.File("none.zip"), "--data", old, "--output", next).AssertRefused("none.zip");
        ProgramRun.Of("update", "--model", model, "--data", folder.Write("empty.csv", Header), "--output", next).AssertRefused("no events");
        ProgramRun.Of("update", "--model", model, "--data", old, "--output", old).AssertRefused("--output");
        ProgramRun.Of("update", "--model", model, "--data", old, "--output", next, "--refit-epochs", "-1").AssertRefused("--refit-epochs");
        Assert.IsFalse(File.Exists(next));
    }

    private static string[] Recommended(string model, string data) =>
        [.. ProgramRun.Of("recommend", "--model", model, "--data", data, "--top", "20").Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(row => row.Split(',')[2])];

    /// <summary>40 users who walk through some items, a day after another.</summary>
    private static string Rows(int day, int firstItem, int endItem) => string.Concat(Enumerable.Range(0, 800).Select(i =>
        $"{(day == 0 ? 'u' : 'v')}{i % 40},i{firstItem + ((i % 40) + (i / 40)) % (endItem - firstItem)},{(i / 40 % 3 == 2 ? "buy" : "click")},{1_700_000_000L + (day * 86_400) + (i * 60)}\n"));

    private static string Flat(string text) => string.Join(' ', text.Split((char[])['\r', '\n', ' '], StringSplitOptions.RemoveEmptyEntries));
}
