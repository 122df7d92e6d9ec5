using System.IO.Compression;
using System.Text;
using Microsoft.ML.Dpcpl.Tests.Data.Sequences;

namespace Microsoft.ML.Dpcpl.Tests.Data.Files;

/// <summary>Files of events for a test, and what both readers make of them: the fast one, and line by line through a cursor.</summary>
internal sealed class TextFiles : IDisposable
{
    public const string Header = "user,item,behavior,timestamp\n";

    private readonly string _folder = Directory.CreateTempSubdirectory("text").FullName;
    private int _count;

    public string Write(byte[] content)
    {
        string path = Path.Combine(_folder, $"events{_count++}.csv");
        File.WriteAllBytes(path, content);
        return path;
    }

    public string Write(string content) => Write(Encoding.UTF8.GetBytes(content));

    public static byte[] Gzip(byte[] content, CompressionLevel level = CompressionLevel.Optimal)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, level))
            gzip.Write(content);
        return packed.ToArray();
    }

    /// <summary>The events as text in the order of sequences; both readers must agree.</summary>
    public static string[] Read(string path, Encoding? encoding = null)
    {
        string[] fast = Sequences(path, encoding, events => events), byLine = Sequences(path, encoding, events => new CountingView(events));
        CollectionAssert.AreEqual(byLine, fast, path);
        return fast;
    }

    /// <summary>The one message that both readers have for a file that is refused; it names the file.</summary>
    public static string Error(string path, Encoding? encoding = null)
    {
        string[] errors =
        [
            .. new Func<IDataView, IDataView>[] { events => events, events => new CountingView(events) }
                .Select(wrap => Assert.ThrowsExactly<InvalidDataException>(() => Sequences(path, encoding, wrap)).Message),
        ];
        Assert.AreEqual(errors[1], errors[0]);
        StringAssert.StartsWith(errors[0], path);
        Assert.IsFalse(errors[0].Any(char.IsControl), errors[0]);
        return errors[0];
    }

    /// <summary>The sequences; null when the file is refused, the message when it has none.</summary>
    public static string[]? TryRead(string path, bool fast)
    {
        try
        {
            return Sequences(path, null, fast ? events => events : events => new CountingView(events));
        }
        catch (InvalidDataException)
        {
            return null;
        }
        catch (ArgumentException e)
        {
            return [e.Message];
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string[] Sequences(string path, Encoding? encoding, Func<IDataView, IDataView> wrap)
    {
        var ml = new MLContext(1);
        IDataView events = wrap(ml.Data.LoadBehaviorEvents(path, encoding: encoding));
        IDataView sequences = ml.Transforms.BehaviorSequences().Fit(events).Transform(events);
        return [.. SequenceViews.Read(sequences).Select(row => row.ToString())];
    }
}
