namespace Microsoft.ML.Dpcpl.Data.Files;

/// <summary>Cuts a stream of text into blocks of whole lines.</summary>
internal sealed class LineBlocks(Stream stream)
{
    private readonly byte[] _rest = new byte[EventText.Capacity];
    private int _restLength;
    private bool _ended;

    /// <summary>A line did not fit into a block, and what followed was not read.</summary>
    public bool HasTooLongLine { get; private set; }

    /// <summary>Reads over the first line.</summary>
    /// <returns>False when it does not end where the first line feed is.</returns>
    public bool SkipHeader()
    {
        Fill();
        ReadOnlySpan<byte> text = _rest.AsSpan(0, _restLength);
        int end = text.IndexOf((byte)'\n');
        if (end < 0)
            return false;
        if (text[..end].IndexOf((byte)'\r') is >= 0 and int lineEnd && lineEnd != end - 1)
            return false;
        _restLength -= end + 1;
        text[(end + 1)..].CopyTo(_rest);
        return true;
    }

    /// <summary>Fills a text with as many lines as go into it.</summary>
    /// <returns>False when there are no more.</returns>
    public bool Next(EventText to)
    {
        _rest.AsSpan(0, _restLength).CopyTo(to.Text);
        int length = _restLength;
        // One byte stays free for a line feed that the last line may lack.
        while (!_ended && length < EventText.Capacity - 1)
        {
            int read = stream.Read(to.Text, length, EventText.Capacity - 1 - length);
            _ended = read == 0;
            length += read;
        }
        if (_ended)
        {
            if (length > 0 && to.Text[length - 1] != '\n')
                to.Text[length++] = (byte)'\n';
            (to.Length, _restLength) = (length, 0);
            return false;
        }
        to.Length = to.Text.AsSpan(0, length).LastIndexOf((byte)'\n') + 1;
        HasTooLongLine = to.Length == 0;
        _restLength = length - to.Length;
        to.Text.AsSpan(to.Length, _restLength).CopyTo(_rest);
        return !HasTooLongLine;
    }

    private void Fill()
    {
        while (!_ended && _restLength < EventText.Capacity - 1)
        {
            int read = stream.Read(_rest, _restLength, EventText.Capacity - 1 - _restLength);
            _ended = read == 0;
            _restLength += read;
        }
    }
}
