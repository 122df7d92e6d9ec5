using System.Globalization;
using Microsoft.ML.Data;

namespace Microsoft.ML.Dpcpl.Data;

/// <summary>The events of a text file, read again for every cursor: User, Item, Behavior (text) and Timestamp (Int64).</summary>
internal sealed class EventFileView : IDataView
{
    private const int TimeColumn = 3;

    private static readonly string[] MomentFormats =
        ["yyyy-MM-ddK", "yyyy-MM-dd HH:mmK", "yyyy-MM-dd HH:mm:ss.FFFFFFFK", "yyyy-MM-ddTHH:mmK", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK"];

    private readonly string _path;
    private readonly char _separator;
    private readonly int[] _fields;

    /// <exception cref="InvalidDataException">The header lacks a column.</exception>
    public EventFileView(string path, string? user, string? item, string? behavior, string? time, char? separator)
    {
        _path = path;
        using (var file = new DelimitedReader(path, separator))
        {
            _separator = file.Separator;
            _fields =
            [
                HeaderColumns.FindUser(file, user),
                HeaderColumns.FindItem(file, item),
                HeaderColumns.FindBehavior(file, behavior),
                HeaderColumns.FindTime(file, time),
            ];
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
            _file = new DelimitedReader(view._path, view._separator);
            foreach (DataViewSchema.Column column in columnsNeeded)
                _getters[column.Index] ??= column.Index == TimeColumn ? (ValueGetter<long>)Time : Text(view._fields[column.Index]);
        }

        public override long Position => _position;

        public override long Batch => 0;

        public override DataViewSchema Schema => _view.Schema;

        public override bool IsColumnActive(DataViewSchema.Column column) => _getters[column.Index] is not null;

        public override bool MoveNext()
        {
            _done = _done || !_file.Read();
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
            // Neighbouring rows often repeat a value; who fetched one may keep it, so every other value is a string of its own.
            string last = "";
            return (ref ReadOnlyMemory<char> value) =>
            {
                ReadOnlySpan<char> text = _file.Field(field).Trim();
                if (!text.SequenceEqual(last))
                    last = text.ToString();
                value = last.AsMemory();
            };
        }

        private void Time(ref long value)
        {
            ReadOnlySpan<char> text = _file.Field(_view._fields[TimeColumn]).Trim();
            if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value))
                return;
            if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && Math.Abs(number) < 9e18)
                value = (long)Math.Floor(number);
            else if (DateTime.TryParseExact(
                text, MomentFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTime moment))
                value = (moment.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerSecond;
            else
                throw new InvalidDataException(
                    $"{_file.Path}, line {_file.Line}, column '{_file.Header[_view._fields[TimeColumn]]}': " +
                    (text.IsEmpty ? "the time is missing." : $"'{text}' is neither a number nor a date (yyyy-MM-dd HH:mm:ss)."));
        }
    }
}
