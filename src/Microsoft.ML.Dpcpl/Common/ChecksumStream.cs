
namespace Microsoft.ML.Dpcpl.Common;

/// <summary>Passes on what is written and keeps its length and checksum. Leaves the inner stream open.</summary>
internal sealed class ChecksumStream(Stream inner) : Stream
{
    private Checksum _checksum = new();
    private long _length;

    public uint Checksum => _checksum.Value;

    public override long Length => _length;

    public override long Position { get => _length; set => throw new NotSupportedException(); }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        inner.Write(buffer);
        _checksum.Add(buffer);
        _length += buffer.Length;
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void WriteByte(byte value) => Write([value]);

    public override void Flush() => inner.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
