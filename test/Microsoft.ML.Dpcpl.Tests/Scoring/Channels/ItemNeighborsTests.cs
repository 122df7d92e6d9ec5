using System.Runtime.InteropServices;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Scoring.Channels;

namespace Microsoft.ML.Dpcpl.Tests.Scoring.Channels;

[TestClass]
public sealed class ItemNeighborsTests
{
    private static readonly int[] s_events = [0, 4, 5, 6];

    /// <summary>Items 1 and 3 have one neighbor, 2 has two.</summary>
    private static readonly ItemNeighbors s_neighbors = new ItemNeighbors(SparseRows.From([([], []), ([2], [0.5f]), ([1, 3], [1, 2]), ([2], [3])]), s_events);

    [TestMethod]
    public void RowsAreAsLongAsThereAreNeighbors()
    {
        CollectionAssert.AreEqual(new[] { 2, 1, 3, 2 }, s_neighbors.Rows.Columns.ToArray());
        CollectionAssert.AreEqual(new[] { 1, 3 }, s_neighbors.Of(2).ToArray());
        CollectionAssert.AreEqual(new[] { 3f }, s_neighbors.WeightsOf(3).ToArray());
        Assert.IsEmpty(s_neighbors.Of(0).ToArray());
    }

    [TestMethod]
    public void WrittenAndReadItIsTheSame()
    {
        using var stream = new MemoryStream();
        s_neighbors.Write(new BinaryWriter(stream));
        AssertSame(Read(stream.ToArray(), 3));
    }

    /// <summary>The form of before: N = 2, rows of two filled with 0.</summary>
    [TestMethod]
    public void TheFirstFormatIsRead()
    {
        byte[] written =
        [
            .. Bytes(2), .. Bytes(0, 0, 2, 0, 1, 3, 2, 0), .. MemoryMarshal.AsBytes<float>([0, 0, 0.5f, 0, 1, 2, 3, 0]), .. Bytes(s_events),
        ];
        AssertSame(Read(written, 3));
    }

    [TestMethod]
    public void NonsenseIsRefused()
    {
        using var stream = new MemoryStream();
        s_neighbors.Write(new BinaryWriter(stream));
        byte[] written = stream.ToArray();
        void Refuse(int at, int value)
        {
            byte[] changed = [.. written];
            Bytes(value).CopyTo(changed, at * sizeof(int));
            Assert.ThrowsExactly<InvalidDataException>(() => Read(changed, 3), $"{value} at {at}");
        }

        Refuse(0, 5000); // N of the first format
        Refuse(0, -3);
        Refuse(1, 1); // rows that do not begin at 0
        Refuse(4, 0); // or run backwards
        Refuse(6, 4); // an item that is none
        Refuse(6, 0);
        Assert.ThrowsExactly<EndOfStreamException>(() => Read(written[..^1], 3));
    }

    private static ItemNeighbors Read(byte[] written, int items) => ItemNeighbors.Read(new BoundedReader(new MemoryStream(written)), items);

    private static byte[] Bytes(params int[] values) => MemoryMarshal.AsBytes(values.AsSpan()).ToArray();

    private static void AssertSame(ItemNeighbors read)
    {
        CollectionAssert.AreEqual(s_neighbors.Rows.Columns.ToArray(), read.Rows.Columns.ToArray());
        CollectionAssert.AreEqual(s_neighbors.Rows.Values.ToArray(), read.Rows.Values.ToArray());
        CollectionAssert.AreEqual(s_neighbors.Events, read.Events);
        for (int item = 0; item <= 3; item++)
            CollectionAssert.AreEqual(s_neighbors.Of(item).ToArray(), read.Of(item).ToArray());
    }
}
