using System.Runtime.InteropServices;
using System.Text;

namespace Microsoft.ML.Dpcpl.Common;

/// <summary>Reads what a file says of itself and believes no length that the bytes which are left cannot fill: memory is taken for what is there.</summary>
/// <param name="stream">Its length is that of the content, and is really there; left open.</param>
internal sealed class BoundedReader(Stream stream) : BinaryReader(stream, s_strict, leaveOpen: true)
{
    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Bytes that are left.</summary>
    public long Left => BaseStream.Length - BaseStream.Position;

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">The text is longer than the rest of the file, or not UTF-8.</exception>
    public override string ReadString()
    {
        try
        {
            int length = Read7BitEncodedInt();
            return length < 0 || length > Left
                ? throw new InvalidDataException($"a text of {length} bytes cannot be where {Left} are left")
                : s_strict.GetString(ReadBytes(length));
        }
        catch (Exception e) when (e is FormatException or DecoderFallbackException)
        {
            throw new InvalidDataException("a text is not UTF-8", e);
        }
    }

    /// <summary>How many of something follow.</summary>
    /// <param name="what">The things, for the error.</param>
    /// <param name="bytesEach">Bytes that each takes, at least.</param>
    /// <param name="least">As few as there may be.</param>
    /// <param name="most">As many as there may be.</param>
    /// <exception cref="InvalidDataException">So many cannot be.</exception>
    public int ReadCount(string what, int bytesEach, int least = 0, int most = int.MaxValue)
    {
        int count = ReadInt32();
        return count < least || count > most || (long)count * bytesEach > Left
            ? throw new InvalidDataException($"{count} {what} cannot be where {Left} bytes are left")
            : count;
    }

    /// <summary>So many numbers, little-endian.</summary>
    /// <param name="length">Not negative.</param>
    /// <exception cref="EndOfStreamException">The file holds fewer.</exception>
    public T[] ReadArray<T>(long length)
        where T : unmanaged
    {
        if (length > Math.Min(Array.MaxLength, Left / Marshal.SizeOf<T>()))
            throw new EndOfStreamException($"{length} numbers cannot be where {Left} bytes are left");
        T[] values = GC.AllocateUninitializedArray<T>((int)length);
        Span<byte> bytes = MemoryMarshal.AsBytes(values.AsSpan());
        HugePages.Advise(bytes, bytes.Length);
        BaseStream.ReadExactly(bytes);
        return values;
    }

    /// <summary>The same, none of them infinite, NaN, or so large that its square would be.</summary>
    /// <exception cref="InvalidDataException">One of them is.</exception>
    public float[] ReadFinite(long length)
    {
        float[] values = ReadArray<float>(length);
        return FiniteNumbers.All(values) ? values : throw new InvalidDataException("a number is NaN, infinite or nearly so");
    }

    /// <summary>To be called where the content ends.</summary>
    /// <exception cref="InvalidDataException">It goes on.</exception>
    public void RequireEnd()
    {
        if (Left != 0)
            throw new InvalidDataException($"{Left} bytes follow its end");
    }
}
