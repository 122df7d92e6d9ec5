using System.Text;
using Microsoft.ML.Data;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Views;

namespace Microsoft.ML.Dpcpl.Data.Files;

/// <summary>The events of a text file, read again for every cursor: User, Item, Behavior (text) and Timestamp (Int64).</summary>
internal sealed class EventFileView : IDataView
{
    public const int UserColumn = 0, ItemColumn = 1, BehaviorColumn = 2, TimeColumn = 3;

    private readonly string _path;
    private readonly char _separator;
    private readonly Encoding? _encoding;
    private readonly int[] _fields;
    private readonly int _fieldCount;
    private readonly bool _simpleHeader;
    private readonly Lock _lock = new();
    private EventFileLog? _log;

    /// <summary>The version of the file that could not be read as a log.</summary>
    private FileVersion? _notReadable;

    /// <exception cref="InvalidDataException">The header lacks a column.</exception>
    public EventFileView(string path, string? user, string? item, string? behavior, string? time, char? separator, Encoding? encoding)
    {
        (_path, _encoding) = (path, encoding);
        using (var file = new DelimitedReader(path, separator, encoding))
        {
            _separator = file.Separator;
            _fields =
            [
                HeaderColumns.FindUser(file, user),
                HeaderColumns.FindItem(file, item),
                HeaderColumns.FindBehavior(file, behavior),
                HeaderColumns.FindTime(file, time),
            ];
            (_fieldCount, _simpleHeader) = (file.Header.Length, file.LinesRead == 1);
        }
        var builder = new DataViewSchema.Builder();
        builder.AddColumn(ColumnNames.User, TextDataViewType.Instance);
        builder.AddColumn(ColumnNames.Item, TextDataViewType.Instance);
        builder.AddColumn(ColumnNames.Behavior, TextDataViewType.Instance);
        builder.AddColumn(ColumnNames.Timestamp, NumberDataViewType.Int64);
        Schema = builder.ToSchema();
    }

    public DataViewSchema Schema { get; }

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
            FileVersion version = FileVersion.Of(_path);
            if (_log is not null && _log.Version != version)
                DropLog();
            if (!_simpleHeader || version == _notReadable)
                return null;
            _log ??= EventFileLog.Read(_path, _separator, _fieldCount, _fields, _encoding);
            if (_log is null)
            {
                _notReadable = version;
                return null;
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

    private void DropLog()
    {
        _log?.Dispose();
        _log = null;
    }

    private sealed class Cursor : DataViewRowCursor
    {
        private readonly EventFileView _view;
        private readonly DelimitedReader _file;
        private readonly Delegate?[] _getters = new Delegate?[TimeColumn + 1];
        private long _position = -1;
        private bool _done;

        public Cursor(EventFileView view, IEnumerable<DataViewSchema.Column> columnsNeeded)
        {
            _view = view;
            _file = new DelimitedReader(view._path, view._separator, view._encoding);
            foreach (DataViewSchema.Column column in columnsNeeded)
                _getters[column.Index] ??= column.Index == TimeColumn ? (ValueGetter<long>)Time : Text(view._fields[column.Index]);
        }

        public override long Position => _position;

        public override long Batch => 0;

        public override DataViewSchema Schema => _view.Schema;

        public override bool IsColumnActive(DataViewSchema.Column column) => _getters[column.Index] is not null;

        public override bool MoveNext()
        {
            bool isFirst = _position < 0 && !_done;
            _done = _done || !_file.Read();
            if (_done && isFirst)
                throw new InvalidDataException($"{_file.Path} has no events.");
            _position = _done ? -1 : _position + 1;
            return !_done;
        }

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => Getters.Checked<TValue>(_getters[column.Index], column);

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = new DataViewRowId((ulong)_position, 0);

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                _file.Dispose();
            base.Dispose(disposing);
        }

        private ValueGetter<ReadOnlyMemory<char>> Text(int field)
        {
            // Neighboring rows often repeat a value; who fetched one may keep it, so every other value is a string of its own.
            string last = "";
            return (ref ReadOnlyMemory<char> value) =>
            {
                ReadOnlySpan<char> text = _file.Field(field);
                if (!text.SequenceEqual(last))
                    last = text.ToString();
                value = last.AsMemory();
            };
        }

        private void Time(ref long value)
        {
            ReadOnlySpan<char> text = _file.Field(_view._fields[TimeColumn]).Trim();
            if (!EventTime.TryParse(text, out value))
                throw new InvalidDataException(
                    $"{_file.Path}, line {_file.Line}, column '{Quoted.Text(_file.Header[_view._fields[TimeColumn]])}': " +
                    (text.IsEmpty ? "the time is missing." : $"'{Quoted.Text(text)}' is neither a number nor a date (yyyy-MM-dd HH:mm:ss)."));
        }
    }
}
