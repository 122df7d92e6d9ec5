using Microsoft.ML.Dpcpl.Common;

namespace Microsoft.ML.Dpcpl.Torture.Files;

/// <summary>A file with a checksum before its content, damaged as it lies, or made up with a checksum that is right.</summary>
internal sealed class DamagedFile
{
    private readonly byte[] _whole;
    private readonly byte[] _content;

    /// <param name="original">The whole file.</param>
    /// <param name="path">Where damaged ones are put.</param>
    /// <param name="repaired">Whether checksums are made right again.</param>
    public DamagedFile(string original, string path, bool repaired)
    {
        (Path, Repaired, _whole) = (path, repaired, File.ReadAllBytes(original));
        using Stream stream = CheckedFile.OpenRead(original, out _);
        using var content = new MemoryStream();
        stream.CopyTo(content);
        _content = content.ToArray();
    }

    public string Path { get; }

    public bool Repaired { get; }

    public byte[] Damage(Random random)
    {
        if (!Repaired)
            return ByteDamage.Apply(_whole, random);
        byte[] content = [.. _content];
        if (random.Next(3) == 0)
            content = ByteDamage.Apply(content, random);
        else
            ByteDamage.Number(content, random);
        CheckedFile.Write(Path, stream => stream.Write(content));
        return File.ReadAllBytes(Path);
    }
}
