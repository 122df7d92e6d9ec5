using Microsoft.ML.Dpcpl.Data.Views;

namespace Microsoft.ML.Dpcpl.Data.Sequences;

/// <summary>The times of one history after the other, as they came; each may be in another unit than the last.</summary>
internal sealed class HistoryTimes
{
    private readonly VectorReader<ExactTime> _reader;
    private readonly TimeColumn _column;
    private readonly bool _isFloat;
    private readonly TimeRules _rules;
    private readonly Action<string> _say;
    private readonly TimeScan _scan = new();
    private ExactTime[] _row = [];

    public HistoryTimes(DataViewRow row, DataViewSchema.Column column, TimeRules rules, Action<string> say)
    {
        (_reader, _column, _rules, _say) = (ColumnReader.Times(row, column), TimeColumn.Of(column), rules, say);
        _isFloat = _column.Unit is null && ColumnShape.Of(column).IsFloat;
    }

    /// <summary>From the times of the last history to the unit of the model: to be applied when they are in order.</summary>
    public TimeConversion Conversion { get; private set; }

    /// <summary>Reads the times of the current history. An event without a time stays behind the one before it.</summary>
    /// <returns>The number of times.</returns>
    public int Read(ref long[] times)
    {
        int length = _reader.Append(ref _row, 0), digits = 0;
        Span<ExactTime> row = _row.AsSpan(0, length);
        if (_column.Unit is null)
        {
            _scan.Clear();
            foreach (ExactTime time in row)
                _scan.Add(time with { Whole = ExactTime.Scale(time.Whole, _column.Digits, 0) });
            digits = _isFloat ? _scan.DigitsKept(_rules.UnitOf(_scan.Size)) : 0;
        }
        (TimeConversion conversion, _, string? remark) = _rules.Read(_column, _scan, _column.Digits + digits);
        Conversion = conversion;
        if (remark is not null)
            _say(remark);

        if (times.Length < length)
            times = new long[Math.Max(length, 2 * times.Length)];
        long last = FirstKnown(row).In(digits);
        for (int i = 0; i < length; i++)
            times[i] = last = row[i] == ExactTime.Missing ? last : row[i].In(digits);
        return length;
    }

    private static ExactTime FirstKnown(ReadOnlySpan<ExactTime> row)
    {
        foreach (ExactTime time in row)
        {
            if (time != ExactTime.Missing)
                return time;
        }
        return new ExactTime(0, 0);
    }
}
