using System.IO.Compression;
using Microsoft.ML.Dpcpl.LoadHost;

namespace Microsoft.ML.Dpcpl.Tests.ModelIO;

[TestClass]
public class ModelArchiveTests
{
    private static readonly MLContext Context = new(seed: 1);
    private static readonly IDataView Data = Context.Data.LoadFromEnumerable([new Row { X = 1.5f }, new Row { X = -2 }]);

    [TestMethod]
    public void StreamsAndInnerModelsComeBack()
    {
        byte[] content = RandomBytes(100_001);
        SavedDouble loaded = Load(Save(new SavedDouble(Inner(), content)));
        CollectionAssert.AreEqual(content, loaded.Content);
        Assert.AreEqual(SavedDouble.NewestVersion, loaded.Version);
        Assert.AreEqual(LoadHostProcess.AsText(Inner().Transform(Data)), LoadHostProcess.AsText(loaded.Transform(Data)));
    }

    [TestMethod]
    public void AnEmptyStreamComesBack() => Assert.IsEmpty(Load(Save(new SavedDouble(Inner(), []))).Content);

    [TestMethod]
    public void AnOlderVersionIsReadAsSuch() => Assert.AreEqual(1u, Load(Save(new SavedDouble(Inner(), [1], version: 1))).Version);

    [TestMethod]
    public void ANewerVersionAsksForAnUpdate()
    {
        string message = MessageOfLoading(Save(new SavedDouble(Inner(), [1], version: SavedDouble.NewestVersion + 1)));
        StringAssert.Contains(message, "newer version");
        StringAssert.Contains(message, "Update the package");
    }

    [TestMethod]
    public void TheZipNamesTheAssemblyWithoutItsVersion()
    {
        using var zip = new ZipArchive(new MemoryStream(Save(new SavedDouble(Inner(), [1]))));
        using var header = new MemoryStream();
        using (Stream stream = zip.Entries.Single(e => e.FullName.Replace('\\', '/') == "TransformerChain/Model.key").Open())
            stream.CopyTo(header);
        string text = System.Text.Encoding.Unicode.GetString(header.ToArray());
        StringAssert.Contains(text, "Microsoft.ML.Dpcpl.LoadHost");
        Assert.DoesNotContain("Version=", text);
    }

    [TestMethod]
    [DataRow("content", "was altered", DisplayName = "A byte of a stream")]
    [DataRow("Model.key", "table of contents", DisplayName = "A byte of the table")]
    public void AnAlteredPartIsFound(string part, string expected)
    {
        byte[] zip = Rewrite(Save(new SavedDouble(Inner(), RandomBytes(1000))), part, bytes =>
        {
            // In the header stream our table begins after ML.NET's 256 bytes; the first entry's name stands at its start.
            bytes[part == "content" ? bytes.Length / 2 : 256 + 4 + 4 + 3] ^= 1;
            return bytes;
        });
        StringAssert.Contains(MessageOfLoading(zip), expected);
    }

    [TestMethod]
    public void AShortenedPartIsFound() =>
        StringAssert.Contains(
            MessageOfLoading(Rewrite(Save(new SavedDouble(Inner(), RandomBytes(1000))), "content", bytes => bytes[..600])),
            "holds 600 bytes in place of 1000");

    [TestMethod]
    public void AMissingPartIsFound() =>
        StringAssert.Contains(
            MessageOfLoading(Rewrite(Save(new SavedDouble(Inner(), RandomBytes(1000))), "content", _ => null)),
            "part 'content' is missing");

    [TestMethod]
    public void ATruncatedZipFails()
    {
        byte[] zip = Save(new SavedDouble(Inner(), RandomBytes(1000)));
        StringAssert.Contains(Assert.ThrowsExactly<FormatException>(() => Load(zip[..(zip.Length / 2)])).Message, "zip");
    }

    /// <summary>Whatever byte is flipped, loading fails or gives back exactly what was saved.</summary>
    [TestMethod]
    public void NoFlippedByteGoesUnnoticed()
    {
        byte[] content = RandomBytes(64);
        byte[] zip = Save(new SavedDouble(Inner(), content));
        var random = new Random(3);
        for (int run = 0; run < 300; run++)
        {
            byte[] altered = [.. zip];
            altered[random.Next(zip.Length)] ^= (byte)(1 << random.Next(8));
            SavedDouble loaded;
            try
            {
                loaded = Load(altered);
            }
            catch (Exception)
            {
                continue;
            }
            CollectionAssert.AreEqual(content, loaded.Content);
        }
    }

    [TestMethod]
    public async Task AnotherProcessLoadsItByNameAlone() => Assert.AreEqual(
        LoadHostProcess.AsText(Inner().Transform(Data)),
        await LoadHostProcess.TransformAsync(Save(new SavedDouble(Inner(), RandomBytes(1000))), Data));

    private static ITransformer Inner() => Context.Transforms.CopyColumns("Y", "X").Fit(Data);

    private static byte[] Save(ITransformer model)
    {
        using var zip = new MemoryStream();
        Context.Model.Save(model, Data.Schema, zip);
        return zip.ToArray();
    }

    private static SavedDouble Load(byte[] zip) => (SavedDouble)new MLContext().Model.Load(new MemoryStream(zip), out _);

    /// <summary>ML.NET calls loaders by reflection, which wraps their exceptions.</summary>
    private static string MessageOfLoading(byte[] zip)
    {
        Exception failure = Assert.Throws<Exception>(() => Load(zip));
        Assert.IsInstanceOfType<FormatException>(failure.GetBaseException());
        return failure.GetBaseException().Message;
    }

    private static byte[] Rewrite(byte[] zip, string part, Func<byte[], byte[]?> change)
    {
        using var result = new MemoryStream();
        using (var source = new ZipArchive(new MemoryStream(zip)))
        using (var target = new ZipArchive(result, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (ZipArchiveEntry entry in source.Entries)
            {
                using var bytes = new MemoryStream();
                using (Stream stream = entry.Open())
                    stream.CopyTo(bytes);
                bool ours = entry.FullName.Replace('\\', '/') == "TransformerChain/" + part;
                if ((ours ? change(bytes.ToArray()) : bytes.ToArray()) is not { } content)
                    continue;
                using Stream written = target.CreateEntry(entry.FullName).Open();
                written.Write(content);
            }
        }
        return result.ToArray();
    }

    private static byte[] RandomBytes(int count)
    {
        byte[] bytes = new byte[count];
        new Random(7).NextBytes(bytes);
        return bytes;
    }

    private sealed class Row
    {
        public float X { get; set; }
    }
}
