
namespace Microsoft.ML.Dpcpl.Common;

/// <summary>Passes on what is read and keeps its checksum; its position is what was read so far. Leaves the inner stream open.</summary>
/// <param name="inner">The content, from its start.</param>
/// <param name="length">Bytes that the content says it has.</param>
internal sealed class VerifyingStream(Stream inner, long length) : ForwardReadStream
{
    /// <summary>Bytes read at a time, at most: the checksum finds them in the cache.</summary>
    private const int Piece = 1 << 18;

    private Checksum _checksum = new();
    private long _position;

    public uint Checksum => _checksum.Value;

    public override long Length => length;

    public override long Position { get => _position; set => throw new NotSupportedException(); }

    public override int Read(Span<byte> buffer)
    {
        int read = inner.Read(buffer[..Math.Min(Piece, buffer.Length)]);
        _checksum.Add(buffer[..read]);
        _position += read;
        return read;
    }

    /// <summary>Reads what is left, so that checksum and length are those of the whole; a stream that is longer than it says is left there.</summary>
    public void Drain()
    {
        byte[] buffer = new byte[1 << 16];
        while (_position <= length && Read(buffer) > 0)
        {
        }
    }
}
