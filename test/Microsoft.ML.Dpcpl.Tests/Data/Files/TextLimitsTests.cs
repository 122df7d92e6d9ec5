using System.Text;
using Microsoft.ML.Dpcpl.Data.Files;

namespace Microsoft.ML.Dpcpl.Tests.Data.Files;

/// <summary>Lines and fields have limits, and what is beyond them is never held.</summary>
[TestClass]
public sealed class TextLimitsTests
{
    private readonly TextFiles _files = new();

    [TestCleanup]
    public void DeleteFiles() => _files.Dispose();

    [TestMethod]
    [DataRow("x")]
    [DataRow("é")]
    public void AFieldMayHave65535Bytes(string letter)
    {
        string longest = string.Concat(Enumerable.Repeat(letter, 65_535 / Encoding.UTF8.GetByteCount(letter))), tooLong = longest + letter;
        Assert.AreEqual($"u: {longest}/buy@1", TextFiles.Read(_files.Write($"{TextFiles.Header}u,{longest},buy,1\n")).Single());
        Assert.AreEqual($"u: {longest}/buy@1", TextFiles.Read(_files.Write($"{TextFiles.Header}u,\"{longest}\",buy,1\n")).Single());
        StringAssert.Contains(TextFiles.Error(_files.Write($"{TextFiles.Header}u,{tooLong},buy,1\n")), "line 2, column 'item': the field has more than 65535 bytes");
        StringAssert.Contains(TextFiles.Error(_files.Write($"{TextFiles.Header}u,\"{tooLong}\",buy,1\n")), "line 2, column 'item': the field has more than 65535 bytes");
        string other = _files.Write($"note,{TextFiles.Header}{tooLong},u,i,buy,1\n");
        StringAssert.Contains(TextFiles.Error(other), "line 2, column 'note': the field has more than 65535 bytes");
    }

    [TestMethod]
    public void ALineMayHave1048576Bytes()
    {
        string[] names = [.. Enumerable.Range(0, 20).Select(i => $"x{i}")];
        string header = $"{string.Join(',', names)},{TextFiles.Header}", field = new('x', 52_000);
        string row = string.Concat(Enumerable.Repeat(field + ",", 20)), end = "u,i,buy,1";
        string longest = row + new string(' ', TextLimits.LongestLine - row.Length - end.Length) + end;
        Assert.AreEqual("u: i/buy@1", TextFiles.Read(_files.Write(header + longest + "\n")).Single());
        StringAssert.Contains(TextFiles.Error(_files.Write(header + longest + " \n")), "line 2, column 'timestamp': the line has more than 1048576 bytes");
        string quoted = string.Concat(Enumerable.Repeat("\"" + new string('x', 26_000) + "\n" + new string('x', 26_000) + "\",", 20));
        StringAssert.Contains(TextFiles.Error(_files.Write(header + quoted + "u,\"\n" + new string('x', 8_500) + "\",buy,1\n")), "line 2, column 'item': the line has more than 1048576 bytes");
    }

    [TestMethod]
    public void AHeaderHasTheSameLimits()
    {
        StringAssert.Contains(TextFiles.Error(_files.Write(new string('x', 100_000))), "line 1, column 1: the field has more than 65535 bytes");
        StringAssert.Contains(TextFiles.Error(_files.Write("user,\"" + new string('\n', 100_000))), "line 1, column 2: the field has more than 65535 bytes; is a closing quote missing?");
        StringAssert.Contains(TextFiles.Error(_files.Write(string.Concat(Enumerable.Repeat("x,", 600_000)))), "line 1, column 524289: the line has more than 1048576 bytes");
        string error = TextFiles.Error(_files.Write(string.Concat(Enumerable.Repeat("x,", 20_000))));
        StringAssert.Contains(error, "the header has 20001 columns; 10000 are possible");
        Assert.IsLessThan(1000, TextFiles.Error(_files.Write(string.Concat(Enumerable.Repeat("x,", 5_000)))).Length);
    }

    [TestMethod]
    [DataRow("", "x")]
    [DataRow("\"", "x")]
    [DataRow("\"", "\n")]
    [DataRow("", "a,")]
    [DataRow("", "\"\n\",")]
    public void EndlessLinesAreNotReadToTheirEnd(string begin, string text)
    {
        byte[] endless = Encoding.UTF8.GetBytes(begin + string.Concat(Enumerable.Repeat(text, 32 * TextLimits.LongestLine / text.Length)));
        string path = _files.Write(TextFiles.Gzip([.. "user,age\n"u8, .. endless]));
        long before = GC.GetAllocatedBytesForCurrentThread();
        string error = Assert.ThrowsExactly<InvalidDataException>(() => new MLContext(1).Data.LoadUserAttributes(path)).Message;
        StringAssert.Contains(error, "bytes");
        Assert.IsLessThan(24L << 20, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
