namespace Microsoft.ML.Dpcpl.Tests.Tool;

/// <summary>Attributes of items on the command line.</summary>
[TestClass]
[DoNotParallelize]
public sealed class ItemsTests
{
    private const string Header = "user,item,behavior,time\n";

    private static readonly string[] s_tiny =
        ["--epochs", "1", "--hidden-size", "16", "--max-sequence-length", "16", "--layers", "1", "--negatives", "16", "--test-negatives", "5", "--device", "cpu", "--target", "buy"];

    [TestMethod]
    public void ItemsWithoutEventsAreInTheModel()
    {
        using var folder = new TemporaryFolder();
        string events = folder.Write("events.csv", Header + Rows()), model = folder.File("m.zip"), next = folder.File("n.zip");
        string items = folder.Write("items.csv", "sku,kinds,size\n" + string.Concat(Enumerable.Range(0, 50).Select(i => $"i{i},k{i % 4} all,{i}\n")));
        string more = folder.Write("more.csv", "sku,kinds,size\ni70,k1,3\n"), twice = folder.Write("twice.csv", "sku,kinds,size\ni1,a,1\ni1,b,1\n"), lacking = folder.Write("lacking.csv", "sku,size\ni71,3\n");
        ProgramRun.Of(["train", "--data", events, "--items", items, "--item-columns", "kinds:values,size", "--model", model, .. s_tiny]).AssertDone();
        Assert.HasCount(51, Exported(model));
        StringAssert.Contains(
            ProgramRun.Of("update", "--model", model, "--data", events, "--events", "all", "--items", more, "--output", next).AssertDone().Output,
            "1 new items beside 50");
        Assert.IsTrue(Exported(next).Any(line => line.StartsWith("i70,", StringComparison.Ordinal)));

        Refused("Rows 1 and 2 of the table of item attributes are both about the item 'i1'", "update", "--model", model, "--data", events, "--items", twice);
        Refused("'kinds'", "update", "--model", model, "--data", events, "--items", lacking);
        Refused("--item-columns: 'kinds:list' is no column, or its kind none of category, number, values, vector", "update", "--model", model, "--data", events, "--items", more, "--item-columns", "kinds:list");
        Refused("--item-columns goes with --items", "update", "--model", model, "--data", events, "--item-columns", "kinds");
        Refused("item attribute column 'shade'", ["train", "--data", events, "--items", items, "--item-columns", "shade", "--model", folder.File("x.zip"), .. s_tiny]);

        void Refused(string message, params string[] arguments) =>
            ProgramRun.Of([.. arguments, .. arguments[0] == "update" ? (string[])["--output", folder.File("refused.zip")] : []]).AssertRefused(message);

        string[] Exported(string zip)
        {
            string vectors = folder.File("vectors.csv");
            ProgramRun.Of("export", "--model", zip, "--item-vectors", vectors).AssertDone();
            return File.ReadAllLines(vectors);
        }
    }

    private static string Rows() => string.Concat(Enumerable.Range(0, 40).SelectMany(user => Enumerable.Range(0, 12).Select(step => $"u{user},i{(user + step) % 40},{(step % 2 == 0 ? "click" : "buy")},{(86_400 * step) + user}\n")));
}
