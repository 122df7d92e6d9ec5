namespace Microsoft.ML.Dpcpl.Torture.Files;

/// <summary>A file with a checksum before its content, damaged as it lies, or made up with a checksum that is right.</summary>
/// <param name="original">The whole file.</param>
/// <param name="path">Where damaged ones are put.</param>
/// <param name="repaired">Whether checksums are made right again.</param>
internal sealed class DamagedFile(string original, string path, bool repaired)
{
    private readonly byte[] _whole = File.ReadAllBytes(original);

    public string Path => path;

    public bool Repaired => repaired;

    public byte[] Damage(Random random) => repaired ? new FileMutator(random).Checked(_whole, out _) : ByteDamage.Apply(_whole, random);
}
