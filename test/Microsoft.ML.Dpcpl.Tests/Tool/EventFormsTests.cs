using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.ML.Dpcpl.Tool.Input;
using Parquet;
using Parquet.Schema;

namespace Microsoft.ML.Dpcpl.Tests.Tool;

/// <summary>Logs as they come, given to the program: Parquet, folders, a pipe, no header, ratings, sessions.</summary>
[TestClass]
[DoNotParallelize]
public sealed class EventFormsTests
{
    private static readonly string[] s_tiny =
    [
        "--epochs", "1", "--hidden-size", "16", "--max-sequence-length", "16", "--layers", "1", "--prompt-tokens", "4", "--prompt-factors", "4", "--negatives", "16",
        "--device", "cpu",
    ];

    [TestMethod]
    public async Task AParquetFileIsItsTable()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("e.parquet"), text = folder.File("e.csv");
        await WriteAsync(path, [["u", " a,b", null], ["\"v\"", "", "x"]]);
        ParquetText.Write(path, text);
        Assert.AreEqual(
            "user,item,stars,when,day,flag\nu,9007199254740993,4.5,2024-05-01T13:00:00.0000010,2024-05-01T00:00:00.0000000,true\n\" a,b\",-1,,2024-05-02T13:00:00.0000010,2024-05-02T00:00:00.0000000,\n" +
            ",9007199254740993,4.5,2024-05-03T13:00:00.0000010,2024-05-03T00:00:00.0000000,true\n\"\"\"v\"\"\",9007199254740993,4.5,2024-05-01T13:00:00.0000010,2024-05-01T00:00:00.0000000,true\n" +
            ",-1,,2024-05-02T13:00:00.0000010,2024-05-02T00:00:00.0000000,\nx,9007199254740993,4.5,2024-05-03T13:00:00.0000010,2024-05-03T00:00:00.0000000,true\n",
            await File.ReadAllTextAsync(text));
    }

    [TestMethod]
    public async Task ParquetTextAndFoldersOfBothGiveTheSameStatistics()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("e.parquet"), text = folder.File("e.csv");
        await WriteAsync(path, [[.. Enumerable.Range(0, 300).Select(i => $"u{i % 20}")], [.. Enumerable.Range(0, 200).Select(i => $"u{i % 30}")]]);
        ParquetText.Write(path, text);
        string expected = Stats(text, "--columns", "user,item,,when");
        Assert.AreEqual(expected, Stats(path, "--columns", "user,item,,when"));
        string parquets = Directory.CreateDirectory(folder.File("parquets")).FullName, texts = Directory.CreateDirectory(folder.File("texts")).FullName;
        File.Copy(path, Path.Combine(parquets, "part-0.parquet"));
        File.Copy(text, Path.Combine(texts, "part-0.csv"));
        await WriteAsync(Path.Combine(parquets, "part-1.parquet"), [["w", "w"]]);
        ParquetText.Write(Path.Combine(parquets, "part-1.parquet"), Path.Combine(texts, "part-1.csv"));
        File.WriteAllText(Path.Combine(parquets, "_SUCCESS"), "");
        Assert.AreEqual(Stats(texts, "--columns", "user,item,,when"), Stats(parquets, "--columns", "user,item,,when"));
        Assert.AreNotEqual(expected, Stats(parquets, "--columns", "user,item,,when"));

        ProgramRun.Of("stats", "--data", path, "--columns", "user,item,,time").AssertRefused($"{path}: no column 'time' (--columns); the header has user, item, stars, when, day, flag");
        File.Copy(text, Path.Combine(parquets, "part-2.csv"));
        ProgramRun.Of("stats", "--data", parquets).AssertRefused("has Parquet files and others");
        byte[] bytes = await File.ReadAllBytesAsync(path);
        string cut = folder.File("cut.parquet");
        await File.WriteAllBytesAsync(cut, bytes[..(bytes.Length / 2)]);
        ProgramRun.Of("stats", "--data", cut).AssertRefused($"{cut}: the Parquet file is damaged");
    }

    [TestMethod]
    public async Task APipeIsReadAsAFileAndErrorsCallItByName()
    {
        const string text = "user,item,time\nu,i,1700000000\nu,j,1700000100\nv,i,1700000100\n";
        using var folder = new TemporaryFolder();
        (int code, string output, string error) = await PipeAsync(Encoding.UTF8.GetBytes(text), "stats", "--data", "-");
        Assert.AreEqual(0, code, error);
        Assert.AreEqual(Stats(folder.Write("e.csv", text)), output);
        (code, _, error) = await PipeAsync(Encoding.UTF8.GetBytes(text + "v,i,soon\n"), "stats", "--data", "-");
        Assert.AreEqual(2, code);
        StringAssert.StartsWith(error, "dpcpl: standard input, line 5, column 'time': 'soon' is neither");
    }

    [TestMethod]
    public void FilesWithoutAHeaderAndWithRatingsAreRead()
    {
        using var folder = new TemporaryFolder();
        string named = folder.Write("named.csv", "user,item,time\n1,10,1700000000\n1,11,1700000050\n2,10,1700000100\n");
        string rated = folder.Write("u.data", "1\t10\t5\t1700000000\n1\t12\t3\t1700000020\n1\t11\t4\t1700000050\n2\t10\t4.5\t1700000100\n");
        string[] how = ["--no-header", "--columns", "0,1,,3", "--rating-column", "2", "--minimum-rating", "4"];
        string output = Stats(rated, how);
        StringAssert.Contains(output, "1 of 4 events were left out: 1 with a rating below the least, or none.");
        Assert.AreEqual(Without(Stats(named)), Without(output));
        ProgramRun.Of("stats", "--data", rated, "--no-header").AssertRefused("--no-header needs --columns.");
        ProgramRun.Of("stats", "--data", rated, "--rating-column", "2").AssertRefused("--rating-column needs --minimum-rating.");
        ProgramRun.Of("stats", "--data", rated, "--minimum-rating", "2").AssertRefused("--minimum-rating needs --rating-column.");
        ProgramRun.Of("stats", "--data", named, "--rating-column", "stars", "--minimum-rating", "2").AssertRefused("no column 'stars' (--rating-column); the header has user, item, time");

        var ring = new StringBuilder();
        for (int i = 0; i < 400; i++)
            ring.Append($"u{i % 40},i{(i % 40 + i / 40) % 30},{(i < 40 ? "3.5" : "5")},{1_700_000_000 + (86_400 * (i / 40))}\n");
        folder.Write("ring.csv", ring.ToString());
        string file = folder.Write("e.json", """
            { "title": "One", "data": { "events": "ring.csv", "columns": ["0", "1", "", "3"], "no-header": true, "rating-column": "2", "minimum-rating": 4, "session-gap": "2d" },
              "systems": [{ "name": "Floors", "trainer": "floors" }] }
            """);
        ProgramRun.Of("experiment", file, "--output", folder.File("out")).AssertDone();
        StringAssert.Contains(File.ReadAllText(Path.Combine(folder.File("out"), "results.md")), "| Events left out | 40 |");
        file = folder.Write("f.json", """{ "title": "One", "data": { "events": "u.data", "rating-column": "2" }, "systems": [{ "name": "Floors", "trainer": "floors" }] }""");
        ProgramRun.Of("experiment", file, "--output", folder.File("other")).AssertRefused("go together");

        static string Without(string statistics) => string.Join('\n', statistics.Split('\n').Where(line => !line.Contains("left out", StringComparison.Ordinal)).Select(line => line.TrimEnd()).Where(line => line.Length > 0));
    }

    [TestMethod]
    public void SessionsAreTrainedOnAndRecommendedTo()
    {
        using var folder = new TemporaryFolder();
        var text = new StringBuilder("user,item,time\n");
        for (int user = 0; user < 40; user++)
        {
            for (int step = 0; step < 12; step++)
                text.Append($"u{user},i{(user + step) % 30},{1_700_000_000 + (60 * step) + (step < 6 ? 0 : 86_400) + user}\n");
        }
        string events = folder.Write("e.csv", text.ToString()), model = folder.File("m.zip");
        StringAssert.Matches(Stats(events), new Regex(@"^Users\s+40\s*$", RegexOptions.Multiline));
        StringAssert.Matches(Stats(events, "--session-gap", "30m"), new Regex(@"^Users\s+80\s*$", RegexOptions.Multiline));
        ProgramRun.Of("stats", "--data", events, "--session-gap", "30").AssertRefused("--session-gap cannot be '30'");
        string output = ProgramRun.Of(["train", "--data", events, "--model", model, "--session-gap", "30m", .. s_tiny]).AssertDone().Output;
        StringAssert.Contains(output, "80");
        string[] rows = ProgramRun.Of("recommend", "--model", model, "--data", events, "--top", "1").AssertDone().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.HasCount(81, rows);
        string list = folder.File("top.parquet");
        ProgramRun.Of("recommend", "--model", model, "--data", events, "--top", "1", "--output", list).AssertDone();
        ParquetText.Write(list, folder.File("top.csv"));
        CollectionAssert.AreEqual(rows, File.ReadAllLines(folder.File("top.csv")));
        StringAssert.StartsWith(rows[2], "u0#2,1,i");
        ProgramRun.Of(["train", "--data", events, "--model", model, "--session-gap", "30", .. s_tiny]).AssertRefused("--session-gap cannot be '30'; it takes a number with s, m, h or d");
        ProgramRun.Of(["train", "--data", events, "--model", model, "--session-gap", "9000d", .. s_tiny]).AssertRefused("--session-gap is 9000.00:00:00; it must be more than 0, at most 3650 days");
    }

    private static string Stats(string data, params string[] more) => ProgramRun.Of(["stats", "--data", data, .. more]).AssertDone().Output;

    private static async Task<(int Code, string Output, string Error)> PipeAsync(byte[] input, params string[] arguments)
    {
        string dotnet = Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";
        var start = new ProcessStartInfo(dotnet, [Path.Combine(AppContext.BaseDirectory, "dpcpl.dll"), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        await process.StandardInput.BaseStream.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }

    /// <summary>A row group for each list of users; the other columns go by the row.</summary>
    private static async Task WriteAsync(string path, string?[][] groups)
    {
        var user = new DataField<string>("user", nullable: true);
        var item = new DataField<long>("item");
        var stars = new DataField<double>("stars", nullable: true);
        var when = new DateTimeDataField("when", DateTimeFormat.Timestamp, unit: DateTimeTimeUnit.Micros);
        var day = new DataField<DateOnly>("day");
        var flag = new DataField<bool>("flag", nullable: true);
        await using FileStream file = File.Create(path);
        await using ParquetWriter writer = await ParquetWriter.CreateAsync(new ParquetSchema(user, item, stars, when, day, flag), file);
        foreach (string?[] users in groups)
        {
            T[] Column<T>(Func<int, T> value) => [.. Enumerable.Range(0, users.Length).Select(value)];
            using ParquetRowGroupWriter group = writer.CreateRowGroup();
            await group.WriteAsync(user, users!);
            await group.WriteAsync<long>(item, Column(i => i % 3 == 1 ? -1L : 9_007_199_254_740_993).AsMemory());
            await group.WriteAsync<double>(stars, Column(i => i % 3 == 1 ? (double?)null : 4.5).AsMemory());
            await group.WriteAsync<DateTime>(when, Column(i => new DateTime(2024, 5, 1 + (i % 28), 13, 0, 0, DateTimeKind.Utc).AddMicroseconds(1)).AsMemory());
            await group.WriteAsync<DateOnly>(day, Column(i => new DateOnly(2024, 5, 1 + (i % 28))).AsMemory());
            await group.WriteAsync<bool>(flag, Column(i => i % 3 == 1 ? (bool?)null : true).AsMemory());
        }
    }
}
