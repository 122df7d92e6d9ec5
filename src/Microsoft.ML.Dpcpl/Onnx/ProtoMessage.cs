using System.Buffers.Binary;
using System.Text;

namespace Microsoft.ML.Dpcpl.Onnx;

/// <summary>A message of Protocol Buffers as it is written: fields by number, in their wire format.</summary>
internal sealed class ProtoMessage
{
    private const int Varint = 0, LengthDelimited = 2, Fixed32 = 5;

    private readonly MemoryStream _bytes = new();

    public long Length => _bytes.Length;

    public ReadOnlySpan<byte> Bytes => _bytes.GetBuffer().AsSpan(0, (int)_bytes.Length);

    public ProtoMessage Number(int field, long value)
    {
        Tag(field, Varint);
        Write((ulong)value);
        return this;
    }

    public ProtoMessage Number(int field, float value)
    {
        Tag(field, Fixed32);
        Span<byte> bytes = stackalloc byte[sizeof(float)];
        BinaryPrimitives.WriteSingleLittleEndian(bytes, value);
        _bytes.Write(bytes);
        return this;
    }

    public ProtoMessage Text(int field, string value) => Content(field, Encoding.UTF8.GetBytes(value));

    public ProtoMessage Message(int field, ProtoMessage value) => Content(field, value.Bytes);

    public ProtoMessage Content(int field, ReadOnlySpan<byte> value)
    {
        Begin(field, value.Length);
        _bytes.Write(value);
        return this;
    }

    /// <summary>A field whose content is written behind this message.</summary>
    /// <param name="field">Its number.</param>
    /// <param name="length">Bytes of the content.</param>
    public ProtoMessage Begin(int field, long length)
    {
        Tag(field, LengthDelimited);
        Write((ulong)length);
        return this;
    }

    /// <summary>The fields of another message behind those of this one.</summary>
    public ProtoMessage Followed(ProtoMessage other)
    {
        _bytes.Write(other.Bytes);
        return this;
    }

    private void Tag(int field, int type) => Write(((ulong)field << 3) | (uint)type);

    private void Write(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            _bytes.WriteByte((byte)(value | 0x80));
        _bytes.WriteByte((byte)value);
    }
}
