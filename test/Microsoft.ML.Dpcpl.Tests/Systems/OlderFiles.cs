namespace Microsoft.ML.Dpcpl.Tests.Systems;

/// <summary>Files as earlier versions wrote them.</summary>
internal static class OlderFiles
{
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
