using System.Buffers.Binary;
using System.IO.Compression;
using Microsoft.ML.Dpcpl.Common;

namespace Microsoft.ML.Dpcpl.Data.Files;

/// <summary>Unpacks gzip data (RFC 1952), one member after the other; zeros may follow the last one.</summary>
/// <remarks>
/// .NET's GZipStream takes an early end of the data for their end. Here each member must have its checksum and its length. Where the
/// packed bytes of a member end is not told, but that is in the piece which was given last, and its trailer is known beforehand.
/// </remarks>
internal sealed class GzipData : ForwardReadStream
{
    private const int PieceLength = 1 << 10, TrailerLength = 8;

    private readonly string _path;
    private readonly Stream _packed;
    private readonly byte[] _buffer = new byte[1 << 16];

    /// <summary>What was read and not used yet.</summary>
    private int _start, _end;

    private bool _packedEnded;

    /// <summary>Where the piece begins that was given last, and whether more was asked for than there is.</summary>
    private int _lastPiece;

    private bool _askedForMore;
    private DeflateStream? _member;
    private GzipChecksum _checksum;
    private uint _length;
    private bool _ended;

    /// <param name="path">The file, for messages.</param>
    /// <param name="packed">Its bytes from the start; disposed with this.</param>
    public GzipData(string path, Stream packed) => (_path, _packed) = (path, packed);

    /// <exception cref="InvalidDataException">The data are damaged or not whole.</exception>
    public override int Read(Span<byte> buffer)
    {
        while (!_ended && buffer.Length > 0)
        {
            if (_member is null)
                BeginMember();
            int read = Unpack(buffer);
            if (read > 0)
            {
                _checksum.Add(buffer[..read]);
                _length += (uint)read;
                return read;
            }
            EndMember();
            _ended = !Ensure(1) || OnlyZerosFollow();
        }
        return 0;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _member?.Dispose();
            _packed.Dispose();
        }
        base.Dispose(disposing);
    }

    private void BeginMember()
    {
        const int headerChecksum = 2, extra = 4, name = 8, comment = 16, reserved = 0xe0;
        _checksum = new GzipChecksum();
        if (HeaderByte() != 0x1f || HeaderByte() != 0x8b || HeaderByte() != 8)
            throw Damaged();
        int flags = HeaderByte();
        if ((flags & reserved) != 0)
            throw Damaged();
        // Time, level, system.
        for (int i = 0; i < 6; i++)
            HeaderByte();
        if ((flags & extra) != 0)
        {
            for (int left = HeaderByte() | (HeaderByte() << 8); left > 0; left--)
                HeaderByte();
        }
        foreach (int text in (ReadOnlySpan<int>)[name, comment])
        {
            while ((flags & text) != 0 && HeaderByte() != 0)
            {
            }
        }
        if ((flags & headerChecksum) != 0)
        {
            uint checksum = _checksum.Value & 0xffff;
            if ((HeaderByte() | (HeaderByte() << 8)) != checksum)
                throw Damaged();
        }
        (_checksum, _length, _lastPiece) = (new GzipChecksum(), 0, _start);
        _member = new DeflateStream(new Pieces(this), CompressionMode.Decompress);
    }

    private int HeaderByte()
    {
        if (!Ensure(1))
            throw EndsEarly();
        byte b = _buffer[_start++];
        _checksum.Add([b]);
        return b;
    }

    private int Unpack(Span<byte> buffer)
    {
        int read;
        try
        {
            read = _member!.Read(buffer);
        }
        catch (InvalidDataException e)
        {
            throw _askedForMore ? EndsEarly() : Damaged(e);
        }
        return read > 0 || !_askedForMore ? read : throw EndsEarly();
    }

    private void EndMember()
    {
        _member!.Dispose();
        _member = null;
        int reach = _start - _lastPiece + TrailerLength;
        _start = _lastPiece;
        bool cut = !Ensure(reach);
        Span<byte> trailer = stackalloc byte[TrailerLength];
        BinaryPrimitives.WriteUInt32LittleEndian(trailer, _checksum.Value);
        BinaryPrimitives.WriteUInt32LittleEndian(trailer[sizeof(uint)..], _length);
        int at = _buffer.AsSpan(_start, Math.Min(reach, _end - _start)).IndexOf(trailer);
        if (at < 0)
            throw cut ? EndsEarly() : Damaged();
        _start += at + TrailerLength;
    }

    private bool OnlyZerosFollow()
    {
        if (_buffer[_start] != 0)
            return false;
        for (; Ensure(1); _start = _end)
        {
            if (_buffer.AsSpan(_start, _end - _start).ContainsAnyExcept((byte)0))
                throw Damaged();
        }
        return true;
    }

    /// <summary>Reads until there are so many bytes.</summary>
    /// <returns>False when there are fewer.</returns>
    private bool Ensure(int count)
    {
        while (_end - _start < count && !_packedEnded)
        {
            if (_start > 0)
            {
                _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
                (_start, _end) = (0, _end - _start);
            }
            int read = _packed.Read(_buffer, _end, _buffer.Length - _end);
            _packedEnded = read == 0;
            _end += read;
        }
        return _end - _start >= count;
    }

    private InvalidDataException EndsEarly() => new($"{_path}: the gzip data end early; the file is not whole.");

    private InvalidDataException Damaged(Exception? inner = null) => new($"{_path}: the gzip data are damaged; the file cannot be unpacked.", inner);

    /// <summary>The packed bytes of a member, a few at a time.</summary>
    private sealed class Pieces(GzipData data) : ForwardReadStream
    {
        public override int Read(Span<byte> buffer)
        {
            data._askedForMore = !data.Ensure(1);
            if (data._askedForMore)
                return 0;
            // Toward the end of the file byte by byte: so it is known whether a trailer is cut or wrong.
            int count = data.Ensure(2 * PieceLength) ? Math.Min(PieceLength, buffer.Length) : 1;
            data._buffer.AsSpan(data._start, count).CopyTo(buffer);
            data._lastPiece = data._start;
            data._start += count;
            return count;
        }
    }
}
