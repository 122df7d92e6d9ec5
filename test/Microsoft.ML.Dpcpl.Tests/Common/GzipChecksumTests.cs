using Microsoft.ML.Dpcpl.Common;

namespace Microsoft.ML.Dpcpl.Tests.Common;

[TestClass]
public sealed class GzipChecksumTests
{
    [TestMethod]
    public void IsTheCheckValueOfTheCatalog() => Assert.AreEqual(0xCBF43926, Of("123456789"u8));

    [TestMethod]
    public void EveryLengthInEveryPiecesIsThatOfBitByBit()
    {
        byte[] bytes = new byte[300];
        new Random(1).NextBytes(bytes);
        for (int length = 0; length <= bytes.Length; length++)
        {
            uint expected = BitByBit(bytes.AsSpan(0, length));
            Assert.AreEqual(expected, Of(bytes.AsSpan(0, length)), $"{length}");
            var pieces = new GzipChecksum();
            for (int at = 0; at < length; at += 97)
                pieces.Add(bytes.AsSpan(at, Math.Min(97, length - at)));
            Assert.AreEqual(expected, pieces.Value, $"{length}");
        }
    }

    private static uint Of(ReadOnlySpan<byte> bytes)
    {
        var checksum = new GzipChecksum();
        checksum.Add(bytes);
        return checksum.Value;
    }

    private static uint BitByBit(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte b in bytes)
        {
            crc ^= b;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB88320;
        }
        return ~crc;
    }
}
