using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Arm = System.Runtime.Intrinsics.Arm;

namespace Microsoft.ML.Dpcpl.Common;

/// <summary>CRC-32 of gzip (RFC 1952) of bytes that arrive in pieces of any size.</summary>
internal struct GzipChecksum
{
    private static readonly uint[] s_table = MakeTable();

    private uint _crc;

    public GzipChecksum() => _crc = uint.MaxValue;

    public readonly uint Value => ~_crc;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(ReadOnlySpan<byte> bytes)
    {
        if (Pclmulqdq.IsSupported && bytes.Length >= 4 * Vector128<byte>.Count)
            bytes = Fold(bytes);
        if (Arm.Crc32.Arm64.IsSupported)
        {
            for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
                _crc = Arm.Crc32.Arm64.ComputeCrc32(_crc, MemoryMarshal.Read<ulong>(bytes));
        }
        AddByTable(bytes);
    }

    /// <summary>Takes whole vectors, each folded into the next by a product without carries (x^(128+64) and x^128 mod the polynomial).</summary>
    /// <returns>What is left.</returns>
    private ReadOnlySpan<byte> Fold(ReadOnlySpan<byte> bytes)
    {
        Vector128<ulong> factors = Vector128.Create(0x1_7519_97d0UL, 0x0_ccaa_009eUL);
        Vector128<ulong> folded = Next(bytes) ^ Vector128.CreateScalar((ulong)_crc);
        for (bytes = bytes[Vector128<byte>.Count..]; bytes.Length >= Vector128<byte>.Count; bytes = bytes[Vector128<byte>.Count..])
            folded = Pclmulqdq.CarrylessMultiply(folded, factors, 0x00) ^ Pclmulqdq.CarrylessMultiply(folded, factors, 0x11) ^ Next(bytes);
        Span<byte> last = stackalloc byte[Vector128<byte>.Count];
        folded.AsByte().CopyTo(last);
        _crc = 0;
        AddByTable(last);
        return bytes;
    }

    private void AddByTable(ReadOnlySpan<byte> bytes)
    {
        foreach (byte b in bytes)
            _crc = (_crc >> 8) ^ s_table[(byte)(_crc ^ b)];
    }

    private static Vector128<ulong> Next(ReadOnlySpan<byte> bytes) => MemoryMarshal.Read<Vector128<ulong>>(bytes);

    private static uint[] MakeTable()
    {
        var table = new uint[256];
        for (uint i = 0; i < table.Length; i++)
        {
            uint crc = i;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320);
            table[i] = crc;
        }
        return table;
    }
}
