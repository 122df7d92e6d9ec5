using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;
using System.Text.Unicode;
using Microsoft.ML.Dpcpl.Data.Views;

namespace Microsoft.ML.Dpcpl.Data.Files;

/// <summary>Some whole lines of an event file, and where in them the fields of each event stand.</summary>
/// <remarks>
/// Reads what <see cref="DelimitedReader"/> reads, to the same values and without a string a line, but leaves to it whatever is out of the
/// ordinary: fields with line breaks, lone carriage returns, quotes that do not end, text that is not UTF-8, bytes of 0, fields that are too
/// long, lines with too many or too few fields, times that cannot be read. Instances are used again and again; one serves one thread at a time.
/// </remarks>
internal sealed class EventText
{
    public const int Capacity = 1 << 19;

    /// <summary>Bytes of a time; a longer one is left to the other reader.</summary>
    private const int LongestTime = 64;

    private const byte NewLine = (byte)'\n', Return = (byte)'\r', Quote = (byte)'"';

    private readonly byte _separator;

    /// <summary>What is left out at the ends of fields: space and tab, unless it separates them.</summary>
    private readonly byte _blank, _otherBlank;

    /// <summary>The fields of user, item, behavior, time and rating, and those of them that there are.</summary>
    private readonly int[] _columns, _present;

    private readonly double _minimumRating;

    /// <summary>Start and end of each field of the line that is being read.</summary>
    private readonly int[] _starts, _ends;

    private long[] _times = new long[Capacity / 16];

    /// <summary>Billionths of the times; null as long as all are whole.</summary>
    private int[]? _fractions;
    private int _returns;

    /// <param name="separator">What stands between fields, an ASCII character.</param>
    /// <param name="fieldCount">Number of fields of a line.</param>
    /// <param name="columns">The fields of user, item, behavior (-1 for none), time and rating (-1 for none).</param>
    /// <param name="minimumRating">Events with less, or no rating, are left out.</param>
    public EventText(byte separator, int fieldCount, int[] columns, double minimumRating = 0)
    {
        (_separator, _columns, _present, _minimumRating) = (separator, columns, [.. columns.Where(column => column >= 0)], minimumRating);
        (_blank, _otherBlank) = (separator == ' ' ? (byte)'\t' : (byte)' ', separator == '\t' ? (byte)' ' : (byte)'\t');
        (_starts, _ends) = (new int[fieldCount + 1], new int[fieldCount + 1]);
        int rows = _times.Length;
        Users = new Column(rows);
        Items = new Column(rows);
        Behaviors = columns[2] < 0 ? null : new Column(rows);
    }

    /// <summary>The text, with room for a vector beyond its end.</summary>
    public byte[] Text { get; } = new byte[Capacity + 64];

    /// <summary>Length of the text; it ends with a line feed.</summary>
    public int Length { get; set; }

    public int RowCount { get; private set; }

    /// <summary>Events left out for their rating.</summary>
    public int LowRatings { get; private set; }

    public Column Users { get; }

    public Column Items { get; }

    /// <summary>Null when no field says the behavior.</summary>
    public Column? Behaviors { get; }

    /// <summary>The times in units of 10^-<see cref="TimeDigits"/>.</summary>
    public ReadOnlySpan<long> Times => _times.AsSpan(0, RowCount);

    /// <summary>Decimal digits of the unit that are kept in the times.</summary>
    public int TimeDigits { get; private set; }

    /// <summary>What the times are like.</summary>
    public TimeScan TimeScan { get; private set; } = new();

    /// <summary>Finds and reads the fields of all lines.</summary>
    /// <returns>False when there is something that only <see cref="DelimitedReader"/> can judge.</returns>
    public bool Parse()
    {
        (RowCount, LowRatings, _returns, _fractions, TimeScan) = (0, 0, 0, null, new TimeScan());
        if (!ParseLines() || (TimeScan.HasDates && TimeScan.HasNumbers))
            return false;
        TimeDigits = TimeScan.DigitsKept(null);
        for (int row = 0; row < RowCount && TimeDigits > 0; row++)
            _times[row] = new ExactTime(_times[row], _fractions![row]).In(TimeDigits);
        return true;
    }

    private bool ParseLines()
    {
        ReadOnlySpan<byte> text = Text.AsSpan(0, Length);
        if ((!Ascii.IsValid(text) && !Utf8.IsValid(text)) || text.Contains((byte)0))
            return false;
        if (text.Contains(Quote))
            return ParseQuoted();
        // A carriage return that does not stand before a line feed ends a line, too.
        return ParsePlain() && text.Count(Return) == _returns;
    }

    private bool ParsePlain()
    {
        ReadOnlySpan<byte> text = Text;
        Vector256<byte> separator = Vector256.Create(_separator), newLine = Vector256.Create(NewLine);
        int fields = 0, last = _ends.Length - 1;
        _starts[0] = 0;
        for (int start = 0; start < Length; start += Vector256<byte>.Count)
        {
            Vector256<byte> bytes = Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(text), (nuint)start);
            uint found = (Vector256.Equals(bytes, separator) | Vector256.Equals(bytes, newLine)).ExtractMostSignificantBits();
            for (; found != 0; found &= found - 1)
            {
                int at = start + BitOperations.TrailingZeroCount(found);
                if (at >= Length)
                    break;
                if (fields == last)
                    return false;
                _ends[fields++] = at;
                if (text[at] == NewLine)
                {
                    bool blank = fields == 1 && (at == _starts[0] || (at == _starts[0] + 1 && text[at - 1] == Return));
                    if (!EndLine(fields, blank, trim: true))
                        return false;
                    fields = 0;
                }
                _starts[fields] = at + 1;
            }
        }
        return true;
    }

    /// <summary>The same for lines with quotes; what is in quotes is rewritten in place without them.</summary>
    private bool ParseQuoted()
    {
        int fields = 0, last = _ends.Length - 1;
        for (int at = 0; at < Length; at++)
        {
            if (fields == last)
                return false;
            if (fields == 0 && (Text[at] == NewLine || (Text[at] == Return && Text[at + 1] == NewLine)))
            {
                at += Text[at] == Return ? 1 : 0;
                continue;
            }
            while (IsBlank(Text[at]))
                at++;
            int to = at;
            _starts[fields] = at;
            if (Text[at] == Quote)
            {
                for (at++; Text[at] != Quote || Text[at + 1] == Quote; at++)
                {
                    if (Text[at] is NewLine or Return)
                        return false;
                    if (Text[at] == Quote)
                        at++;
                    Text[to++] = Text[at];
                }
                for (at++; IsBlank(Text[at]);)
                    at++;
            }
            else
            {
                while (Text[at] != _separator && Text[at] is not (NewLine or Return))
                    at++;
                for (to = at; to > _starts[fields] && IsBlank(Text[to - 1]);)
                    to--;
            }
            _ends[fields++] = to;
            if (Text[at] == _separator)
                continue;
            if (Text[at] == Return)
                at++;
            if (Text[at] != NewLine)
                return false;
            if (!EndLine(fields, blank: false, trim: false))
                return false;
            fields = 0;
        }
        return true;
    }

    /// <summary>Takes up the line whose fields were found.</summary>
    private bool EndLine(int fields, bool blank, bool trim)
    {
        int end = _ends[fields - 1];
        if (trim && end > _starts[fields - 1] && Text[end - 1] == Return)
        {
            _ends[fields - 1]--;
            _returns++;
        }
        if (blank)
            return true;
        if (fields != _ends.Length - 1 || (end - _starts[0] > TextLimits.LongestField && HasLongField()))
            return false;
        foreach (int column in _present.AsSpan(0, trim ? _present.Length : 0))
            Trim(column);
        if (_columns[EventFileLayout.Rating] is >= 0 and int rating)
        {
            if (!EventRating.TryParse(Text.AsSpan(_starts[rating].._ends[rating]), out double value))
                return false;
            // Not a number is not enough either.
            if (!(value >= _minimumRating))
            {
                LowRatings++;
                return true;
            }
        }
        int row = RowCount;
        if (row == _times.Length)
            Grow();
        RowCount++;
        Read(Users, row, _columns[0]);
        Read(Items, row, _columns[1]);
        if (Behaviors is not null)
            Read(Behaviors, row, _columns[2]);
        return ReadTime(row);
    }

    private bool HasLongField()
    {
        for (int i = 0; i < _ends.Length - 1; i++)
        {
            if (_ends[i] - _starts[i] > TextLimits.LongestField)
                return true;
        }
        return false;
    }

    private bool IsBlank(byte b) => b == _blank || b == _otherBlank;

    private void Trim(int field)
    {
        int start = _starts[field], end = _ends[field];
        while (start < end && IsBlank(Text[start]))
            start++;
        while (start < end && IsBlank(Text[end - 1]))
            end--;
        (_starts[field], _ends[field]) = (start, end);
    }

    private void Read(Column column, int row, int field)
    {
        int start = _starts[field], length = _ends[field] - start;
        column.Set(row, start, length, length == 0 ? 0 : NameTable.Hash(Text.AsSpan(start, length)));
    }

    private bool ReadTime(int row)
    {
        int field = _columns[EventFileLayout.Time];
        ReadOnlySpan<byte> text = Text.AsSpan(_starts[field].._ends[field]);
        long whole = 0;
        int digits = 0;
        for (; digits < text.Length && (uint)(text[digits] - '0') <= 9; digits++)
            whole = (10 * whole) + (text[digits] - '0');
        // Eighteen digits are no overflow.
        if (digits is > 0 and <= 18 && digits == text.Length)
        {
            TimeScan.Add(whole);
            Set(row, new ExactTime(whole, 0));
            return true;
        }
        if (digits is > 0 and <= 18 && text[digits] == '.' && TryReadFraction(text[(digits + 1)..], out int billionths))
        {
            var time = new ExactTime(whole, billionths);
            TimeScan.Add(time);
            Set(row, time);
            return true;
        }
        Span<char> characters = stackalloc char[LongestTime];
        if (text.Length > LongestTime
            || !EventTime.TryParse(characters[..Encoding.UTF8.GetChars(text, characters)].Trim(), out ExactTime parsed, out bool isDate))
            return false;
        if (isDate)
            TimeScan.AddDate(parsed);
        else
            TimeScan.Add(parsed);
        Set(row, parsed);
        return true;
    }

    /// <summary>Reads one to nine digits.</summary>
    private static bool TryReadFraction(ReadOnlySpan<byte> text, out int billionths)
    {
        billionths = 0;
        if (text.Length is 0 or > 9)
            return false;
        for (int i = 0; i < 9; i++)
        {
            uint digit = i < text.Length ? (uint)(text[i] - '0') : 0;
            if (digit > 9)
                return false;
            billionths = (10 * billionths) + (int)digit;
        }
        return true;
    }

    private void Set(int row, ExactTime time)
    {
        _times[row] = time.Whole;
        if (time.Billionths != 0)
            _fractions ??= new int[_times.Length];
        if (_fractions is not null)
            _fractions[row] = time.Billionths;
    }

    private void Grow()
    {
        Array.Resize(ref _times, 2 * _times.Length);
        if (_fractions is not null)
            Array.Resize(ref _fractions, _times.Length);
        Users.Resize(_times.Length);
        Items.Resize(_times.Length);
        Behaviors?.Resize(_times.Length);
    }

    /// <summary>Where the names of a column stand, and their hashes.</summary>
    internal sealed class Column(int rows)
    {
        private const int Ahead = 12;

        private (int Start, int Length, uint Hash)[] _fields = new (int, int, uint)[rows];

        public void Set(int row, int start, int length, uint hash) => _fields[row] = (start, length, hash);

        public void Resize(int rows) => Array.Resize(ref _fields, rows);

        /// <summary>Gives the names of some rows their numbers, 0 where there is no name.</summary>
        public void Numbers(byte[] text, int row, NameTable names, Span<int> numbers)
        {
            ReadOnlySpan<(int Start, int Length, uint Hash)> fields = _fields.AsSpan(row, numbers.Length);
            for (int i = 0; i < fields.Length; i++)
            {
                // Names come in no order, and the processor does not see far enough ahead by itself.
                if (i + (2 * Ahead) < fields.Length)
                {
                    names.Announce(fields[i + (2 * Ahead)].Hash);
                    names.AnnounceAgain(fields[i + Ahead].Hash);
                }
                (int start, int length, uint hash) = fields[i];
                numbers[i] = length == 0 ? 0 : names.Number(text.AsSpan(start, length), hash);
            }
        }

        /// <summary>The same for names of which there are at most 255.</summary>
        /// <returns>False when there are more.</returns>
        public bool SmallNumbers(byte[] text, int row, NameTable names, Span<byte> numbers)
        {
            for (int i = 0; i < numbers.Length; i++)
            {
                (int start, int length, uint hash) = _fields[row + i];
                int number = length == 0 ? 0 : names.Number(text.AsSpan(start, length), hash);
                if (number > byte.MaxValue)
                    return false;
                numbers[i] = (byte)number;
            }
            return true;
        }
    }
}
