using Microsoft.ML.Dpcpl.Common;

namespace Microsoft.ML.Dpcpl.Tests.Common;

[TestClass]
public sealed class BoundedReaderTests
{
    [TestMethod]
    public void WhatIsThereIsRead()
    {
        using BoundedReader reader = Of(writer =>
        {
            writer.Write("grün");
            writer.Write(3);
            writer.Write([1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0]);
        });
        Assert.AreEqual("grün", reader.ReadString());
        CollectionAssert.AreEqual(new[] { 1, 2, 3 }, reader.ReadArray<int>(reader.ReadCount("numbers", sizeof(int))));
        reader.RequireEnd();
    }

    /// <summary>Two billion of anything, said in a few bytes, take no memory.</summary>
    [TestMethod]
    public void LengthsBeyondTheEndTakeNoMemory()
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.ThrowsExactly<InvalidDataException>(() => Of(writer => writer.Write7BitEncodedInt(int.MaxValue)).ReadString());
        Assert.ThrowsExactly<InvalidDataException>(() => Of(writer => writer.Write(int.MaxValue)).ReadCount("things", 1));
        Assert.ThrowsExactly<EndOfStreamException>(() => Of(writer => writer.Write(1)).ReadArray<float>(int.MaxValue));
        Assert.ThrowsExactly<EndOfStreamException>(() => Of(writer => writer.Write(1)).ReadArray<float>(1L << 40));
        Assert.IsLessThan(1 << 20, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [TestMethod]
    public void CountsOutOfTheirRangeAreRefusedByName()
    {
        foreach (int count in new[] { -1, 1, 5 })
            StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => Of(writer => writer.Write(count)).ReadCount("edges", 0, 2, 4)).Message, $"{count} edges");
        Assert.AreEqual(3, Of(writer => writer.Write(3)).ReadCount("edges", 0, 2, 4));
    }

    [TestMethod]
    public void TextIsUtf8()
    {
        Assert.ThrowsExactly<InvalidDataException>(() => Of(writer => writer.Write([2, 0xC3, 0x28])).ReadString());
        Assert.ThrowsExactly<InvalidDataException>(() => Of(writer => writer.Write([0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF])).ReadString());
    }

    [TestMethod]
    [DataRow(float.NaN)]
    [DataRow(float.PositiveInfinity)]
    [DataRow(float.NegativeInfinity)]
    [DataRow(6e36f)]
    public void NumbersThatNothingCanBeComputedWithAreFoundAnywhere(float bad)
    {
        for (int place = 0; place < 37; place++)
        {
            var values = new float[37];
            Array.Fill(values, -1.5f);
            Assert.IsTrue(FiniteNumbers.All(values));
            values[place] = bad;
            Assert.IsFalse(FiniteNumbers.All(values), $"{place}");
        }
    }

    [TestMethod]
    public void WhatFollowsTheEndIsFound()
    {
        using BoundedReader reader = Of(writer => writer.Write(7L));
        _ = reader.ReadInt32();
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(reader.RequireEnd).Message, "4 bytes");
    }

    /// <summary>Whoever reads lengths from files reads them so; the one other reader reads a header of fixed size.</summary>
    [TestMethod]
    public void NothingElseReadsFiles()
    {
        IEnumerable<string> sources = new[] { "Microsoft.ML.Dpcpl", "Microsoft.ML.Dpcpl.Baselines" }
            .SelectMany(project => Directory.EnumerateFiles(Path.Combine(LibrarySource.RepositoryRoot, "src", project), "*.cs", SearchOption.AllDirectories));
        string[] readers = [.. sources.Where(path => File.ReadAllText(path).Contains("new BinaryReader(", StringComparison.Ordinal)).Select(path => Path.GetFileName(path))];
        CollectionAssert.AreEqual(new[] { "CheckedFile.cs" }, readers);
    }

    private static BoundedReader Of(Action<BinaryWriter> write)
    {
        var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true))
            write(writer);
        stream.Position = 0;
        return new BoundedReader(stream);
    }
}
