namespace Microsoft.ML.Dpcpl.Data.Files;

/// <summary>The lines of a text, as bytes; they end with a line feed, a carriage return or both.</summary>
/// <remarks>Of a line that is longer than <see cref="TextLimits.LongestLine"/> one byte more than that is given; nothing can be read after it.</remarks>
internal sealed class TextLines(Stream text) : IDisposable
{
    private byte[] _buffer = new byte[1 << 16];
    private int _start, _end;
    private bool _ended;

    /// <summary>Number of lines read so far.</summary>
    public int Count { get; private set; }

    /// <summary>The next line; it is valid until another is asked for.</summary>
    /// <returns>False at the end.</returns>
    public bool Next(out ReadOnlySpan<byte> line)
    {
        if (!Peek(out line))
            return false;
        Count++;
        _start += line.Length;
        if (_start < _end && _buffer[_start++] == '\r' && _start < _end && _buffer[_start] == '\n')
            _start++;
        return true;
    }

    /// <summary>The next line, which stays the next.</summary>
    public bool Peek(out ReadOnlySpan<byte> line)
    {
        int length = 0;
        do
        {
            int found = _buffer.AsSpan(_start + length, _end - _start - length).IndexOfAny((byte)'\n', (byte)'\r');
            length = found < 0 ? _end - _start : length + found;
            if (found >= 0)
                break;
        }
        while (length <= TextLimits.LongestLine && Ensure(length + 1));
        // The break may have two bytes.
        Ensure(length + 2);
        line = _buffer.AsSpan(_start, Math.Min(length, TextLimits.LongestLine + 1));
        return _end > _start;
    }

    public void Dispose() => text.Dispose();

    /// <summary>Reads until there are so many bytes, or no more.</summary>
    private bool Ensure(int count)
    {
        while (_end - _start < count && !_ended)
        {
            if (_start > 0)
            {
                _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
                (_start, _end) = (0, _end - _start);
            }
            if (_end == _buffer.Length)
                Array.Resize(ref _buffer, 2 * _end);
            int read = text.Read(_buffer, _end, _buffer.Length - _end);
            _ended = read == 0;
            _end += read;
        }
        return _end - _start >= count;
    }
}
