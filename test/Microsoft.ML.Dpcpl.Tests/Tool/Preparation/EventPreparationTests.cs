using System.Globalization;
using System.IO.Compression;
using Microsoft.Extensions.Time.Testing;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Files;
using Microsoft.ML.Dpcpl.Data.Views;
using Microsoft.ML.Dpcpl.Tool.Input;
using Microsoft.ML.Dpcpl.Tool.Preparation;

namespace Microsoft.ML.Dpcpl.Tests.Tool.Preparation;

/// <summary>What prepare writes is what reading all events at once makes of the same files.</summary>
[TestClass]
[DoNotParallelize]
public sealed class EventPreparationTests
{
    private const string Header = "user,item,behavior,time\n";

    [TestMethod]
    [DataRow("seconds", 0, 1)]
    [DataRow("seconds", 4, 7)]
    [DataRow("fractions", 3, 64)]
    [DataRow("dates", 4, 5)]
    public void TheSequencesAreThoseOfAllEventsAtOnce(string times, int core, int parts)
    {
        Func<int, string> time = times switch
        {
            "seconds" => WrittenLog.Seconds,
            "fractions" => t => string.Create(CultureInfo.InvariantCulture, $"{1_700_000_000 + (t / 4)}.{t % 4}"),
            _ => t => DateTime.UnixEpoch.AddMinutes(28_000_000 + t).ToString(t % 2 == 0 ? "yyyy-MM-dd HH:mm" : "yyyy-MM-ddTHH:mm:ss.fffffffZ", CultureInfo.InvariantCulture),
        };
        using var folder = new TemporaryFolder();
        string log = Write(folder, "log", time), output = folder.File("parts");
        ProgramRun.Of("prepare", "--data", log, "--output", output, "--parts", $"{parts}", "--min-interactions", $"{core}").AssertDone();
        string[] expected = WrittenLog.Sequences(log, core), found = WrittenLog.Sequences(output);
        CollectionAssert.AreEqual(expected, found);
        Assert.IsGreaterThan(20, expected.Length);

        PreparedFolder prepared = PreparedFolder.Of(output);
        Assert.AreEqual(600, prepared.Read);
        Assert.AreEqual(expected.Length, prepared.Users);
        Assert.IsLessThanOrEqualTo(parts, prepared.Parts.Length);
        CollectionAssert.AreEqual(
            (string[])[PreparedFolder.ItemsName, PreparedFolder.ManifestName, .. prepared.Parts.Select(part => part.File)],
            Directory.GetFileSystemEntries(output).Select(Path.GetFileName).Order(StringComparer.Ordinal).ToArray());
        // What was prepared can be prepared once more, into other parts.
        ProgramRun.Of("prepare", "--data", output, "--output", folder.File("again"), "--parts", "3").AssertDone();
        CollectionAssert.AreEqual(expected, WrittenLog.Sequences(folder.File("again")));
    }

    [TestMethod]
    public void PartsAreByUserAndTimeAndKeysAreThoseOfAllEventsAtOnce()
    {
        using var folder = new TemporaryFolder();
        string log = Write(folder, "log", WrittenLog.Seconds), output = folder.File("parts");
        ProgramRun.Of("prepare", "--data", log, "--output", output, "--parts", "4", "--min-interactions", "4").AssertDone();
        var seen = new HashSet<string>();
        foreach (PreparedFolder.Part part in PreparedFolder.Of(output).Parts)
        {
            (string User, long Time)[] rows = [.. Rows(folder, Path.Combine(output, part.File)).Select(cells => (cells[0], long.Parse(cells[^1], CultureInfo.InvariantCulture)))];
            Assert.HasCount((int)part.Events, rows);
            string[] users = [.. rows.Select(row => row.User).Distinct()];
            Assert.HasCount((int)part.Users, users);
            Assert.IsTrue(users.All(seen.Add));
            CollectionAssert.AreEqual(rows.OrderBy(row => row.User, StringComparer.Ordinal).ThenBy(row => row.Time).ToArray(), rows);
        }

        var ml = new MLContext(1);
        IDataView events = ml.Data.FilterByCore(ml.Data.LoadBehaviorEvents(log), 4);
        string[] keys = KeyNames.Of(ml.Transforms.BehaviorSequences().Fit(events).GetOutputSchema(events.Schema)["Item"])!;
        string[] items = [.. Rows(folder, Path.Combine(output, PreparedFolder.ItemsName)).Select(cells => cells[1])];
        CollectionAssert.AreEqual(keys, items);
    }

    [TestMethod]
    public void ColumnsOfParquetKeepTheirTypes()
    {
        using var folder = new TemporaryFolder();
        string source = folder.File("e.parquet"), output = folder.File("parts");
        using (var db = new DuckDb(folder.File("overflow"), 250_000_000, default))
            db.Execute($"COPY (SELECT (i * 7919 % 23)::BIGINT AS visitor_id, (i * 31 % 17)::INTEGER AS sku, TIMESTAMP '2024-05-01' + to_minutes((i * 13 % 5)::INTEGER) AS ts, [i] AS list FROM range(500) t(i)) TO {DuckDb.Text(source)} (FORMAT parquet)");
        ProgramRun.Of("prepare", "--data", source, "--output", output, "--parts", "2").AssertDone();
        CollectionAssert.AreEqual(WrittenLog.Sequences(source), WrittenLog.Sequences(output));
        using var reader = new DuckDb(folder.File("overflow"), 250_000_000, default);
        CollectionAssert.AreEqual(
            (string[])["user BIGINT", "item INTEGER", "time TIMESTAMP"],
            reader.Columns($"SELECT * FROM read_parquet({DuckDb.Text(Path.Combine(output, PreparedFolder.PartName(0)))})").Select(column => $"{column.Name} {column.Type}").ToArray());
    }

    [TestMethod]
    public void WhatIsWrongIsNamed()
    {
        using var folder = new TemporaryFolder();
        void Refused(string name, string text, string said) =>
            ProgramRun.Of("prepare", "--data", folder.Write(name, text), "--output", folder.File("out")).AssertRefused(said.Replace("{file}", folder.File(name), StringComparison.Ordinal));
        Refused("column.csv", "who,item,time\nu,i,1\n", "{file}: no user column; the header has who, item, time");
        Refused("time.csv", Header + "u,i,buy,1\nu,j,buy,soon\n", "{file}, line 3, column 'time': 'soon' is neither a number nor a date");
        Refused("mixed.csv", Header + "u,i,buy,2024-05-01\nu,j,buy,5\nu,k,buy,never\n", "{file}, line 3, column 'time': '5' is a number, but other times of the file are dates");
        Refused("missing.csv", Header + "u,i,buy,1\nu,j,buy,\n", "{file}, line 3, column 'time': the time is missing");
        Refused("fields.csv", Header + "u,i,buy,1\nu,j,buy\n", "{file}, line 3: 3 fields, but the header has 4");
        Refused("latin1.csv", Header, "has no events");
        Refused("nobody.csv", Header + ",i,buy,1\n", "has no events with a user and an item");
        File.WriteAllBytes(folder.File("bytes.csv"), [.. "user,item,time\nu,"u8, 0xe9, .. ",1\n"u8]);
        ProgramRun.Of("prepare", "--data", folder.File("bytes.csv"), "--output", folder.File("out")).AssertRefused("line 2, column 'item': the text is not UTF-8");

        string good = folder.Write("good.csv", Header + "u,i,buy,1\n"), full = Directory.CreateDirectory(folder.File("full")).FullName;
        File.WriteAllText(Path.Combine(full, "mine"), "");
        ProgramRun.Of("prepare", "--data", good, "--output", full).AssertRefused("is a folder with something in it");
        ProgramRun.Of("prepare", "--data", good, "--output", good).AssertRefused("it is a file");
        ProgramRun.Of("prepare", "--data", folder.File("none"), "--output", folder.File("out")).AssertRefused("--data: there is no file");
        ProgramRun.Of("prepare", "--data", good, "--output", folder.File("out"), "--memory", "3").AssertRefused("--memory cannot be '3'; it takes a number with MB or GB");
        ProgramRun.Of("prepare", "--data", good, "--output", folder.File("out"), "--parts", "0").AssertRefused("--parts is 0; it must be between 1 and 4096");
        Assert.IsFalse(Directory.EnumerateDirectories(Path.GetDirectoryName(good)!).Any(path => path.EndsWith(".part", StringComparison.Ordinal)));
        Assert.IsFalse(Directory.Exists(folder.File("out")));
    }

    [TestMethod]
    public void ATimeOfParquetThatIsMissingIsNamed()
    {
        using var folder = new TemporaryFolder();
        string source = folder.File("e.parquet");
        using (var db = new DuckDb(folder.File("overflow"), 250_000_000, default))
            db.Execute($"COPY (SELECT 1 AS user, i AS item, CASE WHEN i = 7 THEN NULL ELSE i END AS time FROM range(20) t(i)) TO {DuckDb.Text(source)} (FORMAT parquet)");
        ProgramRun.Of("prepare", "--data", source, "--output", folder.File("out")).AssertRefused($"{source}, line 9, column 'time': the time is missing");
    }

    [TestMethod]
    public void NothingIsLeftOfARunThatWasStopped()
    {
        using var folder = new TemporaryFolder();
        string log = Write(folder, "log", WrittenLog.Seconds), place = Directory.CreateDirectory(folder.File("place")).FullName, output = Path.Combine(place, "parts");
        // What a killed run leaves, and what only looks like it.
        Directory.CreateDirectory(Path.Combine(place, $"parts.{Guid.NewGuid():N}.part", "spills"));
        Directory.CreateDirectory(Path.Combine(place, "parts.1.part"));
        using var stop = new CancellationTokenSource();
        var ml = new MLContext(1);
        ml.Log += (_, message) =>
        {
            if (message.RawMessage.StartsWith("sorting parts", StringComparison.Ordinal))
                stop.Cancel();
        };
        Pace.Clock.Value = new FakeTimeProvider { AutoAdvanceAmount = TimeSpan.FromSeconds(11) };
        try
        {
            Assert.Throws<OperationCanceledException>(() => EventPreparation.Run(ml, log, output, new PreparationOptions { Files = new EventFileOptions(), Parts = 8 }, stop.Token));
        }
        finally
        {
            Pace.Clock.Value = null;
        }

        CollectionAssert.AreEqual((string[])["parts.1.part"], Directory.GetFileSystemEntries(place).Select(Path.GetFileName).ToArray());
    }

    [TestMethod]
    public void AFolderThatIsNotWholeIsRefused()
    {
        using var folder = new TemporaryFolder();
        string log = Write(folder, "log", WrittenLog.Seconds), output = folder.File("parts"), manifest = Path.Combine(output, PreparedFolder.ManifestName);
        ProgramRun.Of("prepare", "--data", log, "--output", output, "--parts", "4").AssertDone();
        string whole = File.ReadAllText(manifest);
        void Refused(string said) => StringAssert.Contains(Assert.Throws<Exception>(() => PreparedFolder.Of(output)).Message, said);
        File.WriteAllText(manifest, whole[..^20]);
        Refused("is damaged");
        File.WriteAllText(manifest, whole.Replace("\"format\": 1", "\"format\": 9", StringComparison.Ordinal));
        Refused("newer version of dpcpl");
        File.WriteAllText(manifest, whole);
        File.Delete(Path.Combine(output, PreparedFolder.PartName(1)));
        Refused("lacks part-00001.parquet");
    }

    /// <summary>A folder of three files, one of them packed.</summary>
    private static string Write(TemporaryFolder folder, string name, Func<int, string> time)
    {
        string path = Directory.CreateDirectory(folder.File(name)).FullName;
        for (int file = 0; file < 3; file++)
        {
            using Stream plain = File.Create(Path.Combine(path, $"{file}.csv"));
            using Stream stream = file == 1 ? new GZipStream(plain, CompressionLevel.Fastest) : plain;
            using var writer = new StreamWriter(stream) { NewLine = file == 2 ? "\r\n" : "\n" };
            writer.WriteLine(Header.TrimEnd());
            foreach (string line in WrittenLog.Lines(file, 200, time))
                writer.WriteLine(line);
        }

        return path;
    }

    private static List<string[]> Rows(TemporaryFolder folder, string parquet)
    {
        string text = folder.File("rows.csv");
        ParquetText.Write(parquet, text);
        using var reader = new DelimitedReader(text, ',', null);
        var rows = new List<string[]>();
        while (reader.Read())
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(field => reader.Field(field).ToString())]);
        return rows;
    }
}
