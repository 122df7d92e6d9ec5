using System.IO.Compression;
using System.Text;
using Microsoft.ML.Dpcpl.Data.Files;

namespace Microsoft.ML.Dpcpl.Tests.Data.Files;

[TestClass]
public sealed class GzipDataTests
{
    private const string EndsEarly = "the gzip data end early", Damaged = "the gzip data are damaged";

    /// <summary>RFC 1952 with every optional field: extra, name, comment and the checksum of the header.</summary>
    private static readonly byte[] s_fullHeader = [0x1f, 0x8b, 8, 0x1e, 0, 0, 0, 0, 0, 3, 2, 0, 7, 7, .. "n.csv\0"u8, .. "c\0"u8];

    private readonly TextFiles _files = new();

    [TestCleanup]
    public void DeleteFiles() => _files.Dispose();

    [TestMethod]
    public void EveryCutIsRefused()
    {
        byte[] first = TextFiles.Gzip(Encoding.UTF8.GetBytes(TextFiles.Header + "u,i,buy,17000\n")), whole = [.. first, .. TextFiles.Gzip("u,j,buy,17001\n"u8.ToArray())];
        Assert.AreEqual("u,j,buy,17001", Encoding.UTF8.GetString(Unpacked(whole))[^14..].TrimEnd());
        for (int length = 2; length < whole.Length; length++)
        {
            if (length != first.Length)
                StringAssert.Contains(Error(whole[..length]), EndsEarly, $"{length}");
        }
        CollectionAssert.AreEqual(Unpacked(first), Unpacked(whole[..first.Length]));
    }

    [TestMethod]
    [DataRow(CompressionLevel.NoCompression)]
    [DataRow(CompressionLevel.Fastest)]
    [DataRow(CompressionLevel.SmallestSize)]
    public void LargeDataAreWholeOrRefused(CompressionLevel level)
    {
        byte[] content = Content(300_000);
        byte[] packed = TextFiles.Gzip(content, level);
        CollectionAssert.AreEqual(content, Unpacked(packed));
        CollectionAssert.AreEqual((byte[])[.. content, .. content], Unpacked([.. packed, .. packed]));
        var random = new Random(1);
        for (int i = 0; i < 30; i++)
            StringAssert.Contains(Error(packed[..random.Next(2, packed.Length)]), EndsEarly);
        for (int i = 1; i <= 9; i++)
            StringAssert.Contains(Error(packed[..^i]), EndsEarly);
    }

    [TestMethod]
    public void ManyMembersFollowEachOther()
    {
        byte[] content = Content(5000);
        var packed = new MemoryStream();
        for (int at = 0; at < content.Length; at += 37)
            packed.Write(TextFiles.Gzip(content[at..Math.Min(at + 37, content.Length)]));
        CollectionAssert.AreEqual(content, Unpacked(packed.ToArray()));
        packed.Write(new byte[100_000]);
        CollectionAssert.AreEqual(content, Unpacked(packed.ToArray()), "zeros may follow");
    }

    [TestMethod]
    public void EveryWrongBitOfTheTrailerIsSeen()
    {
        foreach (int length in (int[])[20, 5000, 200_000])
        {
            byte[] packed = TextFiles.Gzip(Content(length)), next = TextFiles.Gzip(Content(100));
            for (int i = 1; i <= 8; i++)
            {
                byte[] wrong = [.. packed];
                wrong[^i] ^= 1;
                StringAssert.Contains(Error(wrong), Damaged);
                StringAssert.Contains(Error([.. wrong, .. next]), Damaged);
            }
        }
    }

    [TestMethod]
    public void WhatIsNoMemberIsRefused()
    {
        byte[] packed = TextFiles.Gzip(Content(100));
        foreach (byte[] after in (byte[][])[[1], "garbage"u8.ToArray(), [0, 0, 1], [0x1f, 0], [0x1f, 0x8b, 9]])
            StringAssert.Contains(Error([.. packed, .. after]), Damaged);
        byte[] reserved = [.. packed];
        reserved[3] = 0x20;
        StringAssert.Contains(Error(reserved), Damaged);
    }

    [TestMethod]
    public void HeadersMayHaveEveryField()
    {
        byte[] content = Content(100), packed = TextFiles.Gzip(content);
        var checksum = new Microsoft.ML.Dpcpl.Common.GzipChecksum();
        checksum.Add(s_fullHeader);
        byte low = (byte)checksum.Value, high = (byte)(checksum.Value >> 8);
        CollectionAssert.AreEqual(content, Unpacked([.. s_fullHeader, low, high, .. packed[10..]]));
        StringAssert.Contains(Error([.. s_fullHeader, (byte)(low ^ 1), high, .. packed[10..]]), Damaged);
        for (int length = 2; length < s_fullHeader.Length + 2; length++)
            StringAssert.Contains(Error([.. ((byte[])[.. s_fullHeader, low, high])[..length]]), EndsEarly);
    }

    [TestMethod]
    public void BothReadersRefuseWhatIsCutOrAltered()
    {
        byte[] packed = TextFiles.Gzip(Encoding.UTF8.GetBytes(TextFiles.Header + "u,i,buy,17000118\nu,j,buy,17000119\n"));
        Assert.AreEqual("u: i/buy@17000118 j/buy@17000119", TextFiles.Read(_files.Write(packed)).Single());
        for (int cut = 1; cut < packed.Length - 2; cut++)
            StringAssert.Contains(TextFiles.Error(_files.Write(packed[..^cut])), EndsEarly);
        packed[^6] ^= 1;
        StringAssert.Contains(TextFiles.Error(_files.Write(packed)), Damaged);
        string users = _files.Write(TextFiles.Gzip("user,age\nu,1\n"u8.ToArray())[..^3]);
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => new MLContext(1).Data.LoadUserAttributes(users)).Message, EndsEarly);
    }

    private static byte[] Content(int length)
    {
        var random = new Random(length);
        byte[] content = new byte[length];
        for (int i = 0; i < length; i++)
            content[i] = (byte)"abc,123\n"[random.Next(8)];
        return content;
    }

    private static byte[] Unpacked(byte[] packed)
    {
        using var gzip = new GzipData("name", new MemoryStream(packed));
        using var content = new MemoryStream();
        gzip.CopyTo(content);
        return content.ToArray();
    }

    private static string Error(byte[] packed) => Assert.ThrowsExactly<InvalidDataException>(() => Unpacked(packed)).Message;
}
