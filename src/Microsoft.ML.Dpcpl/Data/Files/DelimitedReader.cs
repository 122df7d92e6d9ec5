using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Unicode;
using Microsoft.ML.Dpcpl.Common;

namespace Microsoft.ML.Dpcpl.Data.Files;

/// <summary>Reads a CSV or TSV file, gzip'd or not, record by record.</summary>
/// <remarks>
/// <para>
/// Quotes follow RFC 4180, with spaces and tabs allowed around the quotes; what stands in quotes counts as it stands. Of other fields spaces
/// and tabs at the ends are left out, no other character is. A quote inside a field that does not begin with one is a character like others.
/// </para>
/// <para>
/// ML.NET's text loader is not used because it takes an unreadable number for 0 and says so only as a count;
/// here the error names file, line and column.
/// </para>
/// </remarks>
internal sealed class DelimitedReader : IDisposable
{
    private const byte Quote = (byte)'"';

    private readonly TextLines _lines;
    private readonly Encoding _encoding;
    private readonly bool _hasHeader;
    private readonly byte[] _separator = [];
    private readonly List<int> _ends = [];
    private char[] _record = new char[256];

    /// <summary>Bytes of the record so far.</summary>
    private int _recordLength;

    private byte[] _quoted = new byte[256];
    private int _quotedLength;

    /// <summary>The first line is a record, and was read for its number of fields.</summary>
    private bool _firstIsNext;

    /// <param name="path">The file.</param>
    /// <param name="separator">The separator; null takes the one of tab, comma and semicolon that the header has most of.</param>
    /// <param name="encoding">The encoding where the file has no byte order mark; null is UTF-8.</param>
    /// <param name="hasHeader">False: the first line is a record like others, and the columns are called 0, 1, 2 and so on.</param>
    /// <param name="progress">Receives the bytes that are read; null: nobody does.</param>
    public DelimitedReader(string path, char? separator, Encoding? encoding, bool hasHeader = true, Progress? progress = null)
    {
        if (separator is '"' or '\r' or '\n' or '\0' || char.IsSurrogate(separator ?? ','))
            throw new ArgumentException("A quote, a line break or half a character cannot be the separator of fields: give another, or null for comma, tab or semicolon.", nameof(separator));
        (Path, _hasHeader) = (path, hasHeader);
        _lines = new TextLines(TextFile.Open(path, encoding, out _encoding, progress));
        try
        {
            bool isEmpty = !_lines.Peek(out ReadOnlySpan<byte> header);
            if (header.IndexOfAnyExcept((byte)' ', (byte)'\t') < 0)
                throw new InvalidDataException($"{path}{(isEmpty ? " is an empty file" : "")}: the first line is empty; {(hasHeader ? "a header with column names" : "an event")} is expected.");
            Separator = separator ?? MostFrequent(header);
            _separator = Encoding.UTF8.GetBytes([Separator]);
            _lines.Next(out header);
            Line = 1;
            ReadFields(header);
            if (FieldCount > TextLimits.MostColumns)
                throw new InvalidDataException($"{path}: the header has {FieldCount} columns; {TextLimits.MostColumns} are possible.");
            var names = new string[FieldCount];
            for (int i = 0; i < names.Length; i++)
                names[i] = hasHeader ? Field(i).ToString() : i.ToString(CultureInfo.InvariantCulture);
            (Header, _firstIsNext) = (names, !hasHeader);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public string Path { get; }

    public string[] Header { get; } = [];

    /// <summary>The columns, for messages.</summary>
    public string Columns => $"{(_hasHeader ? "the header has" : "the columns are")} {Quoted.List(Header)}";

    public char Separator { get; }

    /// <summary>Line in which the current record begins, from 1.</summary>
    public int Line { get; private set; }

    /// <summary>Number of lines read so far, those of quoted line breaks included.</summary>
    public int LinesRead => _lines.Count;

    public int FieldCount => _ends.Count;

    /// <summary>A field of the current record; valid until the next one is read.</summary>
    public ReadOnlySpan<char> Field(int index)
    {
        int start = index == 0 ? 0 : _ends[index - 1];
        return _record.AsSpan(start, _ends[index] - start);
    }

    /// <summary>Moves to the next record; empty lines are skipped.</summary>
    /// <exception cref="InvalidDataException">
    /// The record has another number of fields than the header, is too long or no text, or the file is damaged.
    /// </exception>
    public bool Read()
    {
        if (_firstIsNext)
        {
            _firstIsNext = false;
            return true;
        }
        ReadOnlySpan<byte> line;
        do
        {
            if (!_lines.Next(out line))
                return false;
        }
        while (line.IsEmpty);
        Line = _lines.Count;
        ReadFields(line);
        if (FieldCount != Header.Length)
            throw new InvalidDataException($"{Path}, line {Line}: {FieldCount} fields, but the {(_hasHeader ? "header" : "first line")} has {Header.Length}; a separator within a field needs quotes around the field.");
        return true;
    }

    public void Dispose() => _lines.Dispose();

    private static char MostFrequent(ReadOnlySpan<byte> header)
    {
        char most = ',';
        foreach (char c in "\t;")
            most = header.Count((byte)c) > header.Count((byte)most) ? c : most;
        return most;
    }

    /// <summary>Splits a line into fields; a quoted field may go on in the lines that follow.</summary>
    private void ReadFields(ReadOnlySpan<byte> line)
    {
        _ends.Clear();
        _recordLength = line.Length;
        for (int at = 0; ; at += _separator.Length)
        {
            at = SkipBlanks(line, at);
            ReadOnlySpan<byte> field;
            if (at < line.Length && line[at] == Quote)
            {
                field = ReadQuoted(ref line, ref at);
            }
            else
            {
                int length = line[at..].IndexOf(_separator);
                field = length < 0 ? line[at..] : line.Slice(at, length);
                at += field.Length;
                field = WithoutBlanksAtEnd(field);
            }
            if (at == line.Length && _recordLength > TextLimits.LongestLine)
                throw line.Contains((byte)0) ? NoTextFile() : TooLongLine();
            AddField(field);
            if (at == line.Length)
                return;
        }
    }

    private ReadOnlySpan<byte> ReadQuoted(scoped ref ReadOnlySpan<byte> line, scoped ref int at)
    {
        _quotedLength = 0;
        at++;
        while (true)
        {
            int quote = line[at..].IndexOf(Quote);
            AddQuoted(quote < 0 ? line[at..] : line.Slice(at, quote));
            if (quote < 0)
            {
                AddQuoted("\n"u8);
                if (!_lines.Next(out line))
                    throw new InvalidDataException($"{Path}, line {Line}: a quoted field does not end ({Column}).");
                _recordLength += line.Length + 1;
                if (_recordLength > TextLimits.LongestLine)
                    throw TooLongLine();
                at = 0;
                continue;
            }
            at += quote + 1;
            if (at == line.Length || line[at] != Quote)
                break;
            AddQuoted("\""u8);
            at++;
        }
        at = SkipBlanks(line, at);
        if (at < line.Length && !line[at..].StartsWith(_separator))
            throw new InvalidDataException($"{Path}, line {Line}, {Column}: text follows the closing quote; in quotes, a quote is written twice.");
        return _quoted.AsSpan(0, _quotedLength);
    }

    private void AddQuoted(ReadOnlySpan<byte> text)
    {
        if (_quotedLength + text.Length > TextLimits.LongestField)
            throw TooLongField("; is a closing quote missing?");
        if (_quoted.Length < _quotedLength + text.Length)
            Array.Resize(ref _quoted, Math.Max(2 * _quoted.Length, _quotedLength + text.Length));
        text.CopyTo(_quoted.AsSpan(_quotedLength));
        _quotedLength += text.Length;
    }

    private void AddField(ReadOnlySpan<byte> field)
    {
        if (field.Length > TextLimits.LongestField)
            throw TooLongField(".");
        int start = _ends.Count == 0 ? 0 : _ends[^1];
        if (_record.Length < start + field.Length)
            Array.Resize(ref _record, Math.Max(2 * _record.Length, start + field.Length));
        if (Utf8.ToUtf16(field, _record.AsSpan(start), out int read, out int written, replaceInvalidSequences: false) != OperationStatus.Done)
            throw OtherEncoding(field[read]);
        if (field.Contains((byte)0))
            throw NoTextFile();
        _ends.Add(start + written);
    }

    private bool IsBlank(byte b) => (b == ' ' && Separator != ' ') || (b == '\t' && Separator != '\t');

    private int SkipBlanks(ReadOnlySpan<byte> line, int at)
    {
        while (at < line.Length && IsBlank(line[at]))
            at++;
        return at;
    }

    private ReadOnlySpan<byte> WithoutBlanksAtEnd(ReadOnlySpan<byte> field)
    {
        while (!field.IsEmpty && IsBlank(field[^1]))
            field = field[..^1];
        return field;
    }

    /// <summary>The column that is being read.</summary>
    private string Column => FieldCount < Header.Length ? $"column '{Quoted.Text(Header[FieldCount])}'" : $"column {FieldCount + 1}";

    private InvalidDataException TooLongField(string end) =>
        new($"{Path}, line {Line}, {Column}: the field has more than {TextLimits.LongestField} bytes{end}");

    private InvalidDataException TooLongLine() =>
        new($"{Path}, line {Line}, {Column}: the line has more than {TextLimits.LongestLine} bytes.");

    private InvalidDataException NoTextFile() =>
        new($"{Path}, line {Line}, {Column}: a character of code 0; this is no text file, or UTF-16 without a byte order mark.");

    private InvalidDataException OtherEncoding(byte first) => new(_encoding.CodePage == Encoding.UTF8.CodePage
        ? $"{Path}, line {Line}, {Column}: the text is not UTF-8 (byte 0x{first:X2}); say what it is, such as Encoding = Latin1."
        : $"{Path}, line {Line}, {Column}: the text is not {_encoding.WebName}.");
}
