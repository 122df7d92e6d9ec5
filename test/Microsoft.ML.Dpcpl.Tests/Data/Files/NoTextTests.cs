using System.IO.Compression;
using System.IO.Pipes;
using System.Text;

namespace Microsoft.ML.Dpcpl.Tests.Data.Files;

/// <summary>What is given in place of a table of events, and what is said to it.</summary>
[TestClass]
public sealed class NoTextTests
{
    private readonly TextFiles _files = new();

    [TestCleanup]
    public void DeleteFiles() => _files.Dispose();

    [TestMethod]
    public void ArchivesAndTablesOfOtherKindsAreNamed()
    {
        using var zip = new MemoryStream();
        using (var archive = new ZipArchive(zip, ZipArchiveMode.Create))
        using (Stream entry = archive.CreateEntry("events.csv").Open())
            entry.Write(Encoding.UTF8.GetBytes(TextFiles.Header));
        byte[] text = Encoding.UTF8.GetBytes(TextFiles.Header + "u,i,buy,1\n");
        foreach ((byte[] content, string message) in new (byte[], string)[]
        {
            (zip.ToArray(), " is a zip archive; unpack it first."),
            (TextFiles.Gzip(zip.ToArray()), " is a zip archive; unpack it first."),
            (TextFiles.Gzip(TextFiles.Gzip(text)), " is packed by gzip twice; unpack it first."),
            ([.. "PAR1"u8, 0x15, 4, 0x15, 0], " is a Parquet file; write the table as CSV text first."),
            ([0x28, 0xb5, 0x2f, 0xfd, 1, 2, 3], " is packed by zstd; unpack it first."),
            ([.. "SQLite format 3"u8, 0, 16, 0], " is an SQLite database; write the table as CSV text first."),
        })
        {
            string path = _files.Write(content);
            Assert.AreEqual(path + message, TextFiles.Error(path));
        }
    }

    [TestMethod]
    public void AnyOtherBytesAreRefused()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            byte[] bytes = new byte[5000];
            new Random(seed).NextBytes(bytes);
            TextFiles.Error(_files.Write(bytes));
            TextFiles.Error(_files.Write(TextFiles.Gzip(bytes)));
        }
    }

    [TestMethod]
    public void FilesWithoutEventsSaySo()
    {
        foreach (string content in (string[])[TextFiles.Header, TextFiles.Header.TrimEnd(), TextFiles.Header + "\n\r\n\n"])
        {
            string path = _files.Write(content);
            Assert.AreEqual($"{path} has no events: give a file with a line for each.", TextFiles.Error(path));
            var ml = new MLContext(1);
            IDataView filtered = ml.Data.FilterByCore(ml.Data.LoadBehaviorEvents(path), 2);
            Assert.AreEqual($"{path} has no events: give a file with a line for each.", Assert.ThrowsExactly<InvalidDataException>(() => ml.Transforms.BehaviorSequences().Fit(filtered)).Message);
        }
        string empty = _files.Write("");
        StringAssert.StartsWith(TextFiles.Error(empty), $"{empty} is an empty file");
        StringAssert.Contains(TextFiles.Error(_files.Write("\n" + TextFiles.Header)), ": the first line is empty");
    }

    [TestMethod]
    public void ColumnsOfMoviesAreFoundWithABehaviorOrWithout()
    {
        Assert.AreEqual("1: 31/like@1260759144", TextFiles.Read(_files.Write("userId,movieId,rating,timestamp,event\n1,31,2.5,1260759144,like\n")).Single());
        Assert.AreEqual("1: 31/interact@1260759144", TextFiles.Read(_files.Write("userId,movieId,rating,timestamp\n1,31,2.5,1260759144\n")).Single());
    }

    /// <summary>Which of two columns is meant nobody knows; of the others in a log of events nothing is read.</summary>
    [TestMethod]
    public void ColumnsHaveNamesOfTheirOwn()
    {
        var ml = new MLContext(1);
        StringAssert.Contains(TextFiles.Error(_files.Write("user,item,behavior,time,item\nu,i,buy,1,j\n")), "the header names the column 'item' more than once");
        Assert.AreEqual("u: i/buy@1", TextFiles.Read(_files.Write("user,item,behavior,time,,x,x\nu,i,buy,1,a,b,c\n")).Single());
        foreach ((string header, string error) in new[] { ("user,,age", "column 2 of the header has no name"), ("user,age,age", "the column 'age' more than once"), ("user,user,age", "'user' more than once") })
            StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => ml.Data.LoadUserAttributes(_files.Write(header + "\nu,1,2\n"))).Message, error);
    }

    [TestMethod]
    public void ControlCharactersOfAFileAreNotShownAsTheyAre()
    {
        StringAssert.Contains(TextFiles.Error(_files.Write("us\u001b[31mer\u001b]0;owned\u0007,item,behavior,timestamp\n")), "the header has us\\u001b[31mer\\u001b]0;owned\\u0007, item");
        StringAssert.Contains(TextFiles.Error(_files.Write(TextFiles.Header + "u,i,buy,\u001b[2Jnow\n")), "'\\u001b[2Jnow' is neither a number nor a date");
        StringAssert.Contains(TextFiles.Error(_files.Write("user,item,behavior,time,\u001b[1m\nu,i,buy,1,\"x\n")), "column '\\u001b[1m'");
        string users = _files.Write("user\u0007id,age\nu,1\n");
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => new MLContext(1).Data.LoadUserAttributes(users)).Message, "user\\u0007id, age");
    }

    [TestMethod]
    public void FoldersAndPipesAreNamed()
    {
        var ml = new MLContext(1);
        string folder = Path.GetDirectoryName(_files.Write(""))!;
        Assert.AreEqual($"{folder} is a folder; a file is expected.", Assert.ThrowsExactly<IOException>(() => ml.Data.LoadUserAttributes(folder)).Message);
        if (!OperatingSystem.IsLinux())
            return;
        using var pipe = new AnonymousPipeServerStream(PipeDirection.Out);
        string path = $"/proc/self/fd/{pipe.ClientSafePipeHandle.DangerousGetHandle()}";
        StringAssert.StartsWith(Assert.ThrowsExactly<IOException>(() => ml.Data.LoadBehaviorEvents(path)).Message, $"{path} is a pipe or a device");
    }
}
