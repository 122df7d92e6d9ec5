namespace Microsoft.ML.Dpcpl.Tests.Tool;

/// <summary>What `recommend` shows: the items that files and categories leave, and of a category, and of a brand, no more than its cap.</summary>
[TestClass]
[DoNotParallelize]
public sealed class ShownItemsTests
{
    private static readonly string[] s_tiny =
        ["--epochs", "1", "--hidden-size", "16", "--max-sequence-length", "16", "--layers", "1", "--negatives", "16", "--test-negatives", "5", "--device", "cpu", "--target", "buy"];

    [TestMethod]
    public void ListsHoldWhatMayBeShown()
    {
        using var folder = new TemporaryFolder();
        string events = SmallLog.Write(folder), model = folder.File("m.zip");
        ProgramRun.Of(["train", "--data", events, "--model", model, .. s_tiny]).AssertDone();
        string[] names = [.. SmallLog.Generator.ItemNames];
        string Category(string item) => item[..item.LastIndexOf(' ')];
        string Brand(string item) => $"brand {item[^1]}";
        string categories = folder.Write("categories.csv", "item,category,brand\n" + string.Concat(names.Select(name => $"{name},{Category(name)},{Brand(name)}\n")));
        string stock = folder.Write("stock.csv", "sku,left\n" + string.Concat(names.Where((_, i) => i % 2 == 0).Select(name => $"{name},3\n")));
        string recalled = folder.Write("recalled.csv", "name\n" + string.Concat(names.Where((_, i) => i % 3 == 0).Select(name => $"{name}\n")) + "unheard of\n");

        (string User, string Item)[] all = Run([]), stocked = Run(["--allow", stock, "--deny", recalled]), capped = Run(["--categories", categories, "--cap", "1"]);
        HashSet<string> left = [.. names.Where((_, i) => i % 2 == 0 && i % 3 != 0)];
        Assert.IsTrue(Array.TrueForAll(stocked, row => left.Contains(row.Item)));
        Assert.IsFalse(Array.TrueForAll(all, row => left.Contains(row.Item)), "the files must matter");
        int Most((string User, string Item)[] rows) => rows.GroupBy(row => (row.User, Category(row.Item))).Max(group => group.Count());
        Assert.AreEqual(1, Most(capped));
        Assert.IsGreaterThan(1, Most(all));
        (string User, string Item)[] jointly = Run(["--categories", categories, "--cap", "2,brand:1"]);
        Assert.IsLessThanOrEqualTo(2, Most(jointly));
        Assert.AreEqual(1, jointly.GroupBy(row => (row.User, Brand(row.Item))).Max(group => group.Count()));
        Assert.IsGreaterThan(1, all.GroupBy(row => (row.User, Brand(row.Item))).Max(group => group.Count()));
        string one = Category(all[0].Item);
        Assert.IsTrue(Array.TrueForAll(Run(["--categories", categories, "--category", one]), row => Category(row.Item) == one));

        // Hidden by purchases alone, lists may hold what was only looked at; hidden by nothing, what was bought.
        ILookup<string, string> touched = SmallLog.Generator.Events().ToLookup(e => e.User, e => e.Item), bought = SmallLog.Generator.Events().Where(e => e.Behavior == "buy").ToLookup(e => e.User, e => e.Item);
        (string User, string Item)[] unbought = Run(["--hide-seen-of", "buy"]), everything = Run(["--hide-seen-of", ""]);
        Assert.IsTrue(Array.TrueForAll(all, row => !touched[row.User].Contains(row.Item)));
        Assert.IsTrue(Array.TrueForAll(unbought, row => !bought[row.User].Contains(row.Item)));
        Assert.IsTrue(unbought.Any(row => touched[row.User].Contains(row.Item)));
        Assert.IsTrue(everything.Any(row => bought[row.User].Contains(row.Item)));

        Refused(["--cap", "2"], "--cap needs --categories");
        Refused(["--category", "shoes"], "--category needs --categories");
        Refused(["--categories", categories, "--cap", "0"], "--cap is 0; it must be 1 or more");
        Refused(["--categories", categories, "--cap", "2,brand:few"], "--cap is brand:few; it must be 1 or more");
        Refused(["--categories", categories, "--cap", "brands:2"], "no column 'brands'; the header has");
        Refused(["--categories", categories, "--category", "no such"], "no item that the model knows is of category 'no such'");
        Refused(["--categories", stock, "--cap", "1"], "no column 'category'");
        Refused(["--hide-seen-of", "buy,bought"], "the model knows no behavior 'bought'; it knows");
        Refused(["--allow", folder.File("none.csv")], "there is no file");
        Refused(["--allow", stock, "--output", stock], "--output");

        (string User, string Item)[] Run(string[] more) =>
        [
            .. ProgramRun.Of(["recommend", "--model", model, "--data", events, .. more]).AssertDone().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1)
                .Select(line => line.Split(',')).Select(cells => (cells[0], cells[2])),
        ];

        void Refused(string[] more, string message) => ProgramRun.Of(["recommend", "--model", model, "--data", events, .. more]).AssertRefused(message);
    }
}
