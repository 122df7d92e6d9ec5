using System.IO.Compression;
using System.Text;

namespace Microsoft.ML.Dpcpl.Data.Files;

/// <summary>Reads a CSV or TSV file with a header, gzip'd or not, record by record. Quotes follow RFC 4180; the text is UTF-8.</summary>
/// <remarks>
/// ML.NET's text loader is not used because it takes an unreadable number for 0 and says so only as a count;
/// here the error names file, line and column.
/// </remarks>
internal sealed class DelimitedReader : IDisposable
{
    private readonly StreamReader _reader;
    private int _linesRead;
    private readonly StringBuilder _text = new();
    private readonly List<int> _ends = [];
    private char[] _record = new char[256];

    /// <param name="path">The file.</param>
    /// <param name="separator">The separator; null takes the one of tab, comma and semicolon that the header has most of.</param>
    public DelimitedReader(string path, char? separator)
    {
        Path = path;
        _reader = new StreamReader(Open(path), Encoding.UTF8, detectEncodingFromByteOrderMarks: true, bufferSize: 1 << 16);
        string? header = NextLine();
        if (string.IsNullOrWhiteSpace(header))
        {
            _reader.Dispose();
            throw new InvalidDataException($"{path}: the first line is empty; a header with column names is expected.");
        }
        Separator = separator ?? MostFrequent(header);
        Line = 1;
        ReadFields(header);
        Header = new string[FieldCount];
        for (int i = 0; i < Header.Length; i++)
            Header[i] = Field(i).Trim().ToString();
    }

    public string Path { get; }

    public string[] Header { get; }

    public char Separator { get; }

    /// <summary>Line in which the current record begins, from 1.</summary>
    public int Line { get; private set; }

    /// <summary>Number of lines read so far, those of quoted line breaks included.</summary>
    public int LinesRead => _linesRead;

    public int FieldCount => _ends.Count;

    /// <summary>A field of the current record; valid until the next one is read.</summary>
    public ReadOnlySpan<char> Field(int index)
    {
        int start = index == 0 ? 0 : _ends[index - 1];
        return _record.AsSpan(start, _ends[index] - start);
    }

    /// <summary>Moves to the next record; empty lines are skipped.</summary>
    /// <exception cref="InvalidDataException">The record has another number of fields than the header, or the file is damaged.</exception>
    public bool Read()
    {
        string? line;
        do
        {
            line = NextLine();
        }
        while (line is { Length: 0 });
        if (line is null)
            return false;
        Line = _linesRead;
        ReadFields(line);
        if (FieldCount != Header.Length)
            throw new InvalidDataException($"{Path}, line {Line}: {FieldCount} fields, but the header has {Header.Length}.");
        return true;
    }

    public void Dispose() => _reader.Dispose();

    /// <summary>Opens a file, and unpacks it when it begins as gzip does.</summary>
    public static Stream Open(string path)
    {
        FileStream file = File.OpenRead(path);
        Span<byte> magic = stackalloc byte[2];
        int read = file.ReadAtLeast(magic, 2, throwOnEndOfStream: false);
        file.Position = 0;
        return read == 2 && magic is [0x1f, 0x8b] ? new GZipStream(file, CompressionMode.Decompress) : file;
    }

    private static char MostFrequent(string header) => new[] { ',', '\t', ';' }.MaxBy(c => header.Count(h => h == c));

    private string? NextLine()
    {
        string? line;
        try
        {
            line = _reader.ReadLine();
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"{Path}, after line {_linesRead}: the file cannot be unpacked ({e.Message})", e);
        }
        if (line is not null)
            _linesRead++;
        return line;
    }

    /// <summary>Splits a line into fields; a quoted field may go on in the lines that follow.</summary>
    private void ReadFields(string line)
    {
        _ends.Clear();
        if (!line.Contains('"'))
        {
            int length = 0;
            Reserve(line.Length);
            foreach (char c in line)
            {
                if (c == Separator)
                    _ends.Add(length);
                else
                    _record[length++] = c;
            }
            _ends.Add(length);
            return;
        }

        _text.Clear();
        bool quoted = false;
        for (int i = 0; ; i++)
        {
            if (i == line.Length)
            {
                if (!quoted)
                    break;
                line = NextLine() ?? throw new InvalidDataException($"{Path}, line {Line}: a quoted field does not end.");
                _text.Append('\n');
                i = -1;
                continue;
            }
            char c = line[i];
            if (quoted)
            {
                if (c != '"')
                    _text.Append(c);
                else if (i + 1 < line.Length && line[i + 1] == '"')
                    _text.Append(line[i++]);
                else
                    quoted = false;
            }
            else if (c == '"' && _text.Length == (_ends.Count == 0 ? 0 : _ends[^1]))
            {
                quoted = true;
            }
            else if (c == Separator)
            {
                _ends.Add(_text.Length);
            }
            else
            {
                _text.Append(c);
            }
        }
        _ends.Add(_text.Length);
        Reserve(_text.Length);
        _text.CopyTo(0, _record, _text.Length);
    }

    private void Reserve(int length)
    {
        if (_record.Length < length)
            _record = new char[length];
    }
}
