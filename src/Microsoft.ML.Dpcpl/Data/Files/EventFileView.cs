using Microsoft.ML.Data;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Views;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Dpcpl.Data.Files;

/// <summary>The events of a text file, or of several one after the other, read again for every cursor: User, Item, Behavior (text) and Timestamp (Int64).</summary>
/// <remarks>
/// The unit of dates, and the decimal digits that the finest time needs, stand in the annotations of the time column; the files are
/// read for them when somebody asks.
/// </remarks>
internal sealed class EventFileView : IDataView
{
    public const int UserColumn = EventFileLayout.User, ItemColumn = EventFileLayout.Item, BehaviorColumn = EventFileLayout.Behavior, TimeColumn = EventFileLayout.Time;

    private readonly IHostEnvironment _env;
    private readonly string _path;
    private readonly EventFileLayout _layout;
    private readonly int? _unit;
    private readonly Lock _lock = new();
    private EventFileLog? _log;

    /// <summary>The version of the file that could not be read as a log.</summary>
    private FileVersion? _notReadable;

    /// <summary>What the times of the last version that was read are like.</summary>
    private TimeScan? _times;
    private FileVersion _timesVersion;

    /// <param name="env">The environment.</param>
    /// <param name="path">The file, or a folder of files.</param>
    /// <param name="options">How to read them.</param>
    /// <exception cref="InvalidDataException">The header lacks a column.</exception>
    public EventFileView(IHostEnvironment env, string path, EventFileOptions options)
    {
        options.Validate();
        (_env, _path, _unit, _layout) = (env, path, TimeUnits.Of(options.TimestampUnit), EventFileLayout.Find(path, options));
        var builder = new DataViewSchema.Builder();
        builder.AddColumn(ColumnNames.User, TextDataViewType.Instance);
        builder.AddColumn(ColumnNames.Item, TextDataViewType.Instance);
        builder.AddColumn(ColumnNames.Behavior, TextDataViewType.Instance, BehaviorAnnotations());
        builder.AddColumn(ColumnNames.Timestamp, NumberDataViewType.Int64, TimeAnnotations());
        Schema = builder.ToSchema();
    }

    public DataViewSchema Schema { get; }

    /// <summary>Events left out for their rating, when all were last read.</summary>
    public long LowRatings { get; private set; }

    public bool CanShuffle => false;

    public long? GetRowCount() => null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) => new Cursor(this, columnsNeeded);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    /// <summary>
    /// Reads all events at once, a good deal faster than a cursor, and does something with them; they stay in memory for the next one to
    /// ask, packed, until somebody uses them up.
    /// </summary>
    /// <param name="use">What is to be done, for one caller at a time.</param>
    /// <param name="useUp">True: it is the last use. The log is disposed afterwards.</param>
    /// <returns>What came out; null, without a call, when only a cursor can read the file or tell what is wrong with it.</returns>
    public T? UseLog<T>(Func<EventFileLog, T?> use, bool useUp)
        where T : class
    {
        lock (_lock)
        {
            FileVersion version = FileVersion.Of(_layout.Paths);
            if (_log is not null && _log.Version != version)
                DropLog();
            if (!_layout.HasSimpleHeaders || version == _notReadable)
                return null;
            if (_log is null)
            {
                _log = EventFileLog.Read(_layout, Reading());
                if (_log is null)
                {
                    _notReadable = version;
                    return null;
                }
                (_times, _timesVersion, LowRatings) = (_log.Times, _log.Version, _log.LowRatings);
                _log.Events.TimeDigits = DigitsOf(_times);
                _log.Events.TimeOffset = OffsetOf(_times);
            }
            try
            {
                return use(_log);
            }
            finally
            {
                if (useUp)
                    DropLog();
            }
        }
    }

    private Progress Reading() => new(_env, "reading events", FileVersion.Of(_layout.Paths).Length, Progress.Bytes);

    private void DropLog()
    {
        _log?.Dispose();
        _log = null;
    }

    /// <summary>What the times are like.</summary>
    private TimeScan Times()
    {
        lock (_lock)
        {
            FileVersion version = FileVersion.Of(_layout.Paths);
            // A file that was deleted after it was read is what it was.
            if (_times is not null && (version == _timesVersion || version == default))
                return _times;
            TimeScan times = UseLog(log => log.Times, useUp: _log is null) ?? ScanLines();
            (_times, _timesVersion) = (times, version);
            return times;
        }
    }

    private TimeScan ScanLines()
    {
        using var rows = new EventRows(_layout, Reading());
        return rows.Times();
    }

    private int DigitsOf(TimeScan times) => times.DigitsKept(_unit);

    private static long OffsetOf(TimeScan times) => times.HasDates && times.DigitsKept(null) == TimeUnits.Ticks ? TimeUnits.TicksOf1970 : 0;

    private DataViewSchema.Annotations BehaviorAnnotations()
    {
        var builder = new DataViewSchema.Annotations.Builder();
        if (_layout.Fields[EventFileLayout.Behavior] < 0)
            OneBehavior.Mark(builder);
        return builder.ToAnnotations();
    }

    private DataViewSchema.Annotations TimeAnnotations()
    {
        var builder = new DataViewSchema.Annotations.Builder();
        builder.Add(TimeUnits.Annotation, NumberDataViewType.Double, (ref double length) =>
        {
            TimeScan times = Times();
            length = times.HasDates ? TimeUnits.Length(DigitsOf(times)) : _unit is { } unit ? TimeUnits.Length(TimeUnits.Finer(unit, DigitsOf(times))) : double.NaN;
        });
        builder.Add(TimeUnits.DigitsAnnotation, NumberDataViewType.Int32, (ref int digits) => digits = DigitsOf(Times()));
        builder.Add(TimeUnits.DatesAnnotation, BooleanDataViewType.Instance, (ref bool dates) => dates = Times().HasDates);
        return builder.ToAnnotations();
    }

    private sealed class Cursor : DataViewRowCursor
    {
        private readonly EventFileView _view;
        private readonly EventRows _rows;
        private readonly Delegate?[] _getters = new Delegate?[TimeColumn + 1];
        private readonly TimeScan _times = new();
        private readonly int _digits;
        private readonly long _offset;
        private long _position = -1;
        private bool _done;

        public Cursor(EventFileView view, IEnumerable<DataViewSchema.Column> columnsNeeded)
        {
            _view = view;
            foreach (DataViewSchema.Column column in columnsNeeded)
                _getters[column.Index] ??= column.Index == TimeColumn ? (ValueGetter<long>)Time : Text(view._layout.Fields[column.Index]);
            if (_getters[TimeColumn] is not null)
            {
                _times = view.Times();
                (_digits, _offset) = (view.DigitsOf(_times), OffsetOf(_times));
            }
            _rows = new EventRows(view._layout, view.Reading());
        }

        public override long Position => _position;

        public override long Batch => 0;

        public override DataViewSchema Schema => _view.Schema;

        public override bool IsColumnActive(DataViewSchema.Column column) => _getters[column.Index] is not null;

        public override bool MoveNext()
        {
            bool isFirst = _position < 0 && !_done;
            if (!_done && !_rows.Read())
                (_done, _view.LowRatings) = (true, _rows.LowRatings);
            if (_done && isFirst)
                throw _view._layout.NoEvents(_view._path, _rows.LowRatings);
            _position = _done ? -1 : _position + 1;
            return !_done;
        }

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => Getters.Checked<TValue>(_getters[column.Index], column);

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = new DataViewRowId((ulong)_position, 0);

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                _rows.Dispose();
            base.Dispose(disposing);
        }

        /// <param name="field">The field; -1 for a behavior that the file does not say.</param>
        private ValueGetter<ReadOnlyMemory<char>> Text(int field)
        {
            if (field < 0)
                return static (ref ReadOnlyMemory<char> value) => value = OneBehavior.Name.AsMemory();
            // Neighboring rows often repeat a value; who fetched one may keep it, so every other value is a string of its own.
            string last = "";
            return (ref ReadOnlyMemory<char> value) =>
            {
                ReadOnlySpan<char> text = _rows.File.Field(field);
                if (!text.SequenceEqual(last))
                    last = text.ToString();
                value = last.AsMemory();
            };
        }

        private void Time(ref long value) => value = _rows.Time(_times).Time.In(_digits) + _offset;
    }
}
