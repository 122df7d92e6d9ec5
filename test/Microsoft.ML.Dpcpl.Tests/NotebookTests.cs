using System.Text.Json.Nodes;
using Microsoft.ML.Dpcpl.Notebooks;

namespace Microsoft.ML.Dpcpl.Tests;

/// <summary>The runner of notebooks, and what is saved in ours. build/run-notebooks.sh runs them.</summary>
[TestClass]
[DoNotParallelize]
public sealed class NotebookTests
{
    public static IEnumerable<object[]> Saved => Directory.EnumerateFiles(Folder, "*.ipynb").Order(StringComparer.Ordinal).Select(file => new object[] { Path.GetFileName(file) });

    private static string Folder { get; } = Path.Combine(LibrarySource.RepositoryRoot, "src", "Microsoft.ML.Dpcpl.Samples", "notebooks");

    [TestMethod]
    public async Task CellsGoOnWhereTheOneBeforeEnded()
    {
        Notebook notebook = Made(
            "#r \"nuget: Microsoft.ML.Dpcpl\"\nusing Microsoft.ML.Dpcpl;\nint x = 2;\nConsole.WriteLine(\"took 3.5 s\");", "x * 21", "display(\"seen\");", "new[] { new { A = 1, B = \"<b>\" } }");
        await NotebookRun.OfAsync(notebook);
        JsonArray[] outputs = OutputsOf(notebook.ToString());
        Assert.AreEqual("took - s\n", (string?)outputs[0].Single()!["text"]![0]);
        Assert.AreEqual("42", (string?)outputs[1].Single()!["data"]!["text/plain"]![0]);
        Assert.AreEqual("seen", (string?)outputs[2].Single()!["data"]!["text/plain"]![0]);
        Assert.AreEqual(
            "<table>\n<tr><th>A</th><th>B</th></tr>\n<tr><td>1</td><td>&lt;b&gt;</td></tr>\n</table>",
            string.Concat(outputs[3].Single()!["data"]!["text/html"]!.AsArray().Select(line => (string)line!)));
        string first = notebook.ToString();
        await NotebookRun.OfAsync(notebook);
        Assert.AreEqual(first, notebook.ToString(), "a second run gives the same file");
        Assert.AreEqual(first, Notebook.Parse(first).ToString());
    }

    [TestMethod]
    public async Task AnErrorNamesItsCell()
    {
        CellException thrown = await Assert.ThrowsExactlyAsync<CellException>(() => NotebookRun.OfAsync(Made("int x = 0;", "1 / x")));
        Assert.AreEqual((2, typeof(DivideByZeroException)), (thrown.Cell, thrown.InnerException!.GetType()));
        Assert.AreEqual(1, (await Assert.ThrowsExactlyAsync<CellException>(() => NotebookRun.OfAsync(Made("int x = ;")))).Cell);
        StringAssert.Contains((await Assert.ThrowsExactlyAsync<CellException>(() => NotebookRun.OfAsync(Made("#r \"nuget: No.Such\"")))).Message, "No.Such");
    }

    [TestMethod]
    [DynamicData(nameof(Saved))]
    public void OutputsAreSaved(string file)
    {
        string text = File.ReadAllText(Path.Combine(Folder, file));
        JsonNode root = JsonNode.Parse(text)!;
        Assert.AreEqual(".net-csharp", (string?)root["metadata"]!["kernelspec"]!["name"]);
        JsonObject[] cells = [.. root["cells"]!.AsArray().Select(cell => cell!.AsObject()).Where(cell => (string?)cell["cell_type"] == "code")];
        CollectionAssert.AreEqual(Enumerable.Range(1, cells.Length).ToArray(), cells.Select(cell => (int?)cell["execution_count"] ?? 0).ToArray(), "every cell was run, in order");
        JsonArray[] outputs = OutputsOf(text);
        Assert.DoesNotContain("error", outputs.SelectMany(cell => cell).Select(output => (string)output!["output_type"]!));
        // A cell whose last line is an expression shows it.
        foreach ((JsonObject cell, JsonArray shown) in cells.Zip(outputs))
            Assert.AreEqual(LastLine(cell).EndsWith(';') || LastLine(cell) == "}", !shown.Any(output => (string?)output!["output_type"] == "execute_result"), LastLine(cell));
        Assert.IsTrue(outputs.SelectMany(cell => cell).Any(output => output!["data"]?["image/png"] is not null || output["text"] is not null));
        Assert.AreEqual(text, Notebook.Parse(text).ToString(), "the file is as the runner writes it");
    }

    private static string LastLine(JsonObject cell) => string.Concat(cell["source"]!.AsArray().Select(line => (string)line!)).TrimEnd().Split('\n')[^1].Trim();

    private static JsonArray[] OutputsOf(string notebook) =>
        [.. JsonNode.Parse(notebook)!["cells"]!.AsArray().Where(cell => (string?)cell!["cell_type"] == "code").Select(cell => cell!["outputs"]!.AsArray())];

    private static Notebook Made(params string[] cells) => Notebook.Parse(new JsonObject
    {
        ["cells"] = new JsonArray([.. cells.Select(code => (JsonNode)new JsonObject { ["cell_type"] = "code", ["execution_count"] = null, ["metadata"] = new JsonObject(), ["outputs"] = new JsonArray(), ["source"] = code })]),
        ["metadata"] = new JsonObject(),
        ["nbformat"] = 4,
        ["nbformat_minor"] = 4,
    }.ToJsonString());
}
