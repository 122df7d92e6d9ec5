using System.Buffers.Binary;
using System.Text;

namespace Microsoft.ML.Dpcpl.Torch;

/// <summary>The versions that a 64-bit little-endian ELF library asks of others (section .gnu.version_r).</summary>
internal static class ElfVersions
{
    private const uint VersionNeeds = 0x6ffffffe; // SHT_GNU_verneed
    private const byte Weak = 2; // VER_FLG_WEAK

    /// <summary>Marks the requirement of one version weak: the loader then takes a library that lacks it.</summary>
    /// <param name="elf">A whole library that the loader has read; changed in place.</param>
    /// <param name="version">For instance GLIBCXX_3.4.32.</param>
    /// <returns>Whether the library asks for that version.</returns>
    public static bool Weaken(Span<byte> elf, string version)
    {
        int headers = Offset(elf, 0x28), size = Short(elf, 0x3a), count = Short(elf, 0x3c);
        bool found = false;
        for (int header = headers; header < headers + (count * size); header += size)
        {
            if (Number(elf, header + 4) != VersionNeeds)
                continue;
            int names = Offset(elf, headers + ((int)Number(elf, header + 0x28) * size) + 0x18);
            int need = Offset(elf, header + 0x18);
            for (uint left = Number(elf, header + 0x2c); left > 0; left--, need += (int)Number(elf, need + 12))
            {
                int entry = need + (int)Number(elf, need + 8);
                for (int entries = Short(elf, need + 2); entries > 0; entries--, entry += (int)Number(elf, entry + 12))
                {
                    ReadOnlySpan<byte> name = elf[(names + (int)Number(elf, entry + 8))..];
                    if (Encoding.ASCII.GetString(name[..name.IndexOf((byte)0)]) != version)
                        continue;
                    elf[entry + 4] |= Weak;
                    found = true;
                }
            }
        }

        return found;
    }

    private static int Offset(ReadOnlySpan<byte> elf, int at) => checked((int)BinaryPrimitives.ReadInt64LittleEndian(elf[at..]));

    private static uint Number(ReadOnlySpan<byte> elf, int at) => BinaryPrimitives.ReadUInt32LittleEndian(elf[at..]);

    private static ushort Short(ReadOnlySpan<byte> elf, int at) => BinaryPrimitives.ReadUInt16LittleEndian(elf[at..]);
}
