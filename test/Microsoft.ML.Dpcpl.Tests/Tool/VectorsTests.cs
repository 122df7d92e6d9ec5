using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Parquet;
using Parquet.Schema;

namespace Microsoft.ML.Dpcpl.Tests.Tool;

/// <summary>Vectors in files, and similar items.</summary>
[TestClass]
[DoNotParallelize]
public sealed class VectorsTests
{
    private static readonly string[] s_tiny =
        ["--epochs", "1", "--hidden-size", "16", "--max-sequence-length", "16", "--layers", "1", "--negatives", "16", "--test-negatives", "5", "--device", "cpu", "--target", "buy"];

    [TestMethod]
    public async Task EveryFormHoldsTheSameVectors()
    {
        using var folder = new TemporaryFolder();
        string events = SmallLog.Write(folder), model = folder.File("m.zip");
        ProgramRun.Of(["train", "--data", events, "--model", model, .. s_tiny]).AssertDone();
        string csv = folder.File("items.csv"), packed = folder.File("items.csv.gz"), parquet = folder.File("items.parquet"), users = folder.File("users.parquet");
        StringAssert.Contains(ProgramRun.Of("export", "--model", model, "--item-vectors", csv).AssertDone().Output, "vectors of 16 numbers written to");
        ProgramRun.Of("export", "--model", model, "--item-vectors", packed).AssertDone();
        ProgramRun.Of("export", "--model", model, "--item-vectors", parquet, "--user-vectors", users, "--data", events).AssertDone();
        using var text = new StreamReader(new GZipStream(File.OpenRead(packed), CompressionMode.Decompress));
        Assert.AreEqual(File.ReadAllText(csv), text.ReadToEnd());
        string[] lines = File.ReadAllLines(csv);
        Assert.AreEqual("id,vector", lines[0]);
        (string[] ids, float[] numbers) = await Read(parquet);
        Assert.HasCount(lines.Length - 1, ids);
        for (int i = 0; i < ids.Length; i++)
        {
            string[] parts = lines[i + 1].Split(',', 2);
            Assert.AreEqual(ids[i], parts[0]);
            CollectionAssert.AreEqual(numbers[(16 * i)..(16 * (i + 1))], JsonSerializer.Deserialize<float[]>(parts[1].Trim('"')));
        }

        (string[] names, float[] of) = await Read(users);
        Assert.HasCount(SmallLog.Generator.UserCount, names);
        Assert.IsTrue(of.Any(number => number != 0));

        string item = ids[0];
        string[] rows = ProgramRun.Of("similar", "--model", model, "--item", item, "--item", ids[1], "--top", "3").AssertDone().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.AreEqual("item,rank,similar,score", rows[0]);
        Assert.HasCount(7, rows);
        int best = Array.IndexOf(ids, rows[1].Split(',')[2]);
        Assert.AreEqual(
            Enumerable.Range(1, ids.Length - 1).Max(other => Cosine(numbers, 0, other)), Cosine(numbers, 0, best), 1e-5);
        Assert.AreEqual(Cosine(numbers, 0, best), float.Parse(rows[1].Split(',')[3], CultureInfo.InvariantCulture), 1e-5);
        string counted = folder.File("counted.csv");
        ProgramRun.Of("similar", "--model", model, "--item", item, "--by", "counts", "--output", counted).AssertDone();
        Assert.AreEqual("item,rank,similar,score", File.ReadAllLines(counted)[0]);
    }

    [TestMethod]
    public void WhatCannotBeIsRefused()
    {
        using var folder = new TemporaryFolder();
        string events = SmallLog.Write(folder), model = folder.File("m.zip");
        ProgramRun.Of(["train", "--data", events, "--model", model, "--neighbor-items", "0", .. s_tiny]).AssertDone();
        ProgramRun.Of("export", "--model", model).AssertRefused("name a file in --item-vectors, --user-vectors or --onnx");
        ProgramRun.Of("export", "--model", model, "--user-vectors", folder.File("u.csv")).AssertRefused("--user-vectors needs --data");
        ProgramRun.Of("export", "--model", model, "--item-vectors", folder.File("i.json")).AssertRefused("the name must end with .csv, .csv.gz or .parquet");
        ProgramRun.Of("similar", "--model", model, "--item", "nothing").AssertRefused("'nothing'");
        ProgramRun.Of("similar", "--model", model, "--item", SmallLog.Generator.ItemNames[0], "--by", "counts").AssertRefused("--neighbor-items");
        ProgramRun.Of("similar", "--model", model, "--item", SmallLog.Generator.ItemNames[0], "--by", "taste").AssertRefused("it takes one of vectors, counts");
        ProgramRun.Of("similar", "--model", model, "--item", SmallLog.Generator.ItemNames[0], "--top", "0").AssertRefused("1 and 100000");
        Assert.IsFalse(Directory.EnumerateFiles(folder.File("."), "*.part").Any());
    }

    private static double Cosine(float[] numbers, int a, int b)
    {
        double dot = 0, one = 0, other = 0;
        for (int i = 0; i < 16; i++)
        {
            (double x, double y) = (numbers[(16 * a) + i], numbers[(16 * b) + i]);
            (dot, one, other) = (dot + (x * y), one + (x * x), other + (y * y));
        }

        return dot / Math.Sqrt(one * other);
    }

    private static async Task<(string[] Ids, float[] Numbers)> Read(string path)
    {
        using FileStream file = File.OpenRead(path);
        await using ParquetReader reader = await ParquetReader.CreateAsync(file);
        DataField[] fields = reader.Schema.DataFields;
        List<string> ids = [];
        List<float> numbers = [];
        for (int group = 0; group < reader.RowGroupCount; group++)
        {
            using ParquetRowGroupReader rows = reader.OpenRowGroupReader(group);
            var names = new string?[rows.RowCount];
            await rows.ReadAsync(fields[0], names.AsMemory());
            var values = new float[rows.RowCount * 16];
            await rows.ReadRawAsync(fields[1], values.AsMemory(), new int[values.Length].AsMemory(), new int[values.Length].AsMemory(), CancellationToken.None);
            ids.AddRange(names!);
            numbers.AddRange(values);
        }

        return ([.. ids], [.. numbers]);
    }
}
