using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Systems;
using Microsoft.ML.Dpcpl.Training;

namespace Microsoft.ML.Dpcpl.Tests.Systems;

[TestClass]
public sealed class AttributeMapFormatTests
{
    [TestMethod]
    public void WhatIsWrittenIsRead()
    {
        Assert.IsNull(Read(Written(null)));
        AttributeMap read = Read(Written(Map()))!;
        Assert.AreEqual(("abc", 2, 3, 7, 0.25), (read.Coding, read.Width, read.EventsOfNew, read.Events, read.Explained));
        CollectionAssert.AreEqual(Map().Weights.ToArray(), read.Weights.ToArray());
    }

    [TestMethod]
    public void WhatCannotBeIsRefused()
    {
        byte[] whole = Written(Map());
        // After the flag and the name: events of a new item, K, the share explained, rows, weights.
        const int ofNew = 5, events = 9, explained = 13, rows = 21, weights = 25;
        foreach ((int at, byte[] value) in new[]
        {
            (ofNew, BitConverter.GetBytes(0)), (events, BitConverter.GetBytes(-1)), (explained, BitConverter.GetBytes(double.NaN)), (rows, BitConverter.GetBytes(1)),
            (rows, BitConverter.GetBytes(1_000_000)), (weights, BitConverter.GetBytes(float.PositiveInfinity)),
        })
        {
            byte[] altered = [.. whole];
            value.CopyTo(altered, at);
            Assert.ThrowsExactly<InvalidDataException>(() => Read(altered), $"at {at}");
        }
    }

    private static AttributeMap Map() => new("abc", 2, [1, 2, 3, 4, 5, 6, 7, 8]) { Events = 7, EventsOfNew = 3, Explained = 0.25 };

    private static byte[] Written(AttributeMap? map)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        AttributeMapFormat.Write(writer, map);
        writer.Flush();
        return stream.ToArray();
    }

    private static AttributeMap? Read(byte[] file)
    {
        using var reader = new BoundedReader(new MemoryStream(file));
        return AttributeMapFormat.Read(reader, 2);
    }
}
