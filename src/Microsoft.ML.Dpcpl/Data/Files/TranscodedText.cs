using System.Text;
using Microsoft.ML.Dpcpl.Common;

namespace Microsoft.ML.Dpcpl.Data.Files;

/// <summary>Text of another encoding as UTF-8. What the encoding does not know becomes a byte that UTF-8 does not, so that whoever reads it says where.</summary>
internal sealed class TranscodedText : ForwardReadStream
{
    private const byte NoCharacter = 0xff;

    /// <summary>Never a character, whatever the encoding.</summary>
    private const char Mark = '\uffff';

    private readonly Stream _text;
    private readonly Decoder _decoder;
    private readonly byte[] _bytes = new byte[1 << 14];
    private readonly char[] _characters;
    private readonly byte[] _utf8;
    private int _start, _end;
    private bool _ended;

    /// <param name="text">The text; disposed with this.</param>
    /// <param name="encoding">Its encoding.</param>
    public TranscodedText(Stream text, Encoding encoding)
    {
        _text = text;
        var strict = (Encoding)encoding.Clone();
        strict.DecoderFallback = new DecoderReplacementFallback(Mark.ToString());
        _decoder = strict.GetDecoder();
        _characters = new char[strict.GetMaxCharCount(_bytes.Length)];
        _utf8 = new byte[Encoding.UTF8.GetMaxByteCount(_characters.Length)];
    }

    public override int Read(Span<byte> buffer)
    {
        while (_start == _end && !_ended)
            Fill();
        int count = Math.Min(buffer.Length, _end - _start);
        _utf8.AsSpan(_start, count).CopyTo(buffer);
        _start += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _text.Dispose();
        base.Dispose(disposing);
    }

    private void Fill()
    {
        int read = _text.Read(_bytes, 0, _bytes.Length);
        _ended = read == 0;
        ReadOnlySpan<char> characters = _characters.AsSpan(0, _decoder.GetChars(_bytes.AsSpan(0, read), _characters, flush: _ended));
        (_start, _end) = (0, 0);
        while (true)
        {
            int mark = characters.IndexOf(Mark);
            _end += Encoding.UTF8.GetBytes(mark < 0 ? characters : characters[..mark], _utf8.AsSpan(_end));
            if (mark < 0)
                break;
            _utf8[_end++] = NoCharacter;
            characters = characters[(mark + 1)..];
        }
    }
}
