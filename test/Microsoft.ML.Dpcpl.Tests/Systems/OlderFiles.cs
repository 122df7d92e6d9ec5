using System.Text;
using Microsoft.ML.Dpcpl.Scoring;

namespace Microsoft.ML.Dpcpl.Tests.Systems;

/// <summary>Files as earlier versions wrote them.</summary>
internal static class OlderFiles
{
    /// <summary>A model as it was in format 2: without learning curve, popularity by attributes, and what attributes say of items.</summary>
    /// <param name="model">A model that has learned from no attributes.</param>
    public static byte[] OfFormat2(NeuralModelParameters model)
    {
        using var stream = new MemoryStream();
        ((ISequenceModel)model).Save(stream);
        byte[] file = stream.ToArray(), record = Written(model.Model.Record.ToJson());
        Assert.AreEqual(3, file[0]);
        int curve = file.AsSpan().IndexOf(record), popularity = curve + record.Length, byAttribute = popularity + sizeof(int) + (sizeof(float) * model.Model.Popularity.Length);
        Assert.AreEqual((0, 0), (file[byAttribute], file[^1]), "two parts that are not there");
        return [2, .. file[1..curve], .. file[popularity..byAttribute], .. file[(byAttribute + 1)..^1]];
    }

    /// <summary>A text as model files hold it.</summary>
    public static byte[] Written(string text)
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true))
            writer.Write(text);
        return stream.ToArray();
    }

    /// <summary>A checkpoint as it was before it held the learning curve.</summary>
    /// <param name="content">A checkpoint of today, without its header.</param>
    /// <param name="version">'2' or '3'.</param>
    public static byte[] WithoutCurve(byte[] content, char version)
    {
        // A text of 128 to 16383 bytes stands behind its length in two bytes.
        int text = content.AsSpan().IndexOf("[{\"Stage\""u8), length = (content[text - 2] & 127) + (content[text - 1] << 7);
        Assert.AreEqual((byte)']', content[text + length - 1]);
        byte[] older = [.. content[..(text - 2)], .. content[(text + length)..]];
        older[older.AsSpan().IndexOf("checkpoint 4"u8) + "checkpoint ".Length] = (byte)version;
        return older;
    }
}
