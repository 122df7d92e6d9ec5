using Microsoft.ML.Dpcpl.Common;

namespace Microsoft.ML.Dpcpl.Tests.Common;

[TestClass]
public sealed class VerifyingStreamTests
{
    [TestMethod]
    public void HoweverItIsReadTheChecksumIsThatOfTheWhole()
    {
        byte[] content = new byte[200_003];
        new Random(1).NextBytes(content);
        var stream = new VerifyingStream(new MemoryStream(content), content.Length);
        Assert.AreEqual(content[0], stream.ReadByte());
        byte[] some = new byte[1000];
        stream.ReadExactly(some, 0, 500);
        stream.ReadExactly(some.AsSpan(500));
        CollectionAssert.AreEqual(content[1..1001], some);
        Assert.AreEqual(1001, stream.Position);
        stream.Drain();
        Assert.AreEqual(content.Length, stream.Position);
        Assert.AreEqual(Checksum.Of(content), stream.Checksum);
        Assert.AreEqual(-1, stream.ReadByte());
        Assert.AreEqual(0, stream.Read(some, 0, 10));
    }
}
