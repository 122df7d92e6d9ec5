using Microsoft.ML.Data;
using Microsoft.ML.Dpcpl.Common;

namespace Microsoft.ML.Dpcpl.Data.Views;

/// <summary>The columns of a <see cref="MemoryDataView"/>, in the order of its schema.</summary>
internal sealed record MemoryTable(int RowCount, MemoryColumn[] Columns)
{
    public static MemoryTable NoRows(DataViewSchema schema) => new(0, new MemoryColumn[schema.Count]);
}

/// <summary>
/// A view whose rows are in memory once somebody asked for them. They are made once, on first use, whoever asks; a failure is not kept.
/// </summary>
/// <remarks>Thread-safe. One cursor reads it at a time; several may be open. Row count is null until the rows are made.</remarks>
internal sealed class MemoryDataView(DataViewSchema schema, Func<MemoryTable> make) : IDataView
{
    private readonly Lock _lock = new();
    private Func<MemoryTable>? _make = make;
    private volatile MemoryTable? _table;

    public DataViewSchema Schema => schema;

    public bool CanShuffle => true;

    public MemoryTable Table
    {
        get
        {
            if (_table is { } table)
                return table;
            lock (_lock)
            {
                _table ??= _make!();
                // What the recipe holds (usually the source) is not needed any more.
                _make = null;
                return _table;
            }
        }
    }

    /// <summary>The view in memory that a view is, or stands in for; null for others.</summary>
    public static MemoryDataView? Behind(IDataView view) => (view is IStandIn standIn ? standIn.View : view) as MemoryDataView;

    public long? GetRowCount() => _table?.RowCount;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        new Cursor(this, columnsNeeded, rand);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor : DataViewRowCursor
    {
        private readonly MemoryDataView _view;
        private readonly MemoryTable _table;
        private readonly Delegate?[] _getters;
        private readonly int[]? _order;
        private readonly RowPosition _current = new();
        private long _position = -1;
        private bool _done;

        public Cursor(MemoryDataView view, IEnumerable<DataViewSchema.Column> columnsNeeded, Random? random)
        {
            (_view, _table) = (view, view.Table);
            _getters = new Delegate?[view.Schema.Count];
            foreach (DataViewSchema.Column column in columnsNeeded)
                _getters[column.Index] ??= _table.RowCount == 0 ? EmptyGetters.For(column.Type) : _table.Columns[column.Index].Getter(_current);
            if (random is not null)
            {
                _order = [.. Enumerable.Range(0, _table.RowCount)];
                random.Shuffle(_order);
            }
        }

        public override long Position => _position;

        public override long Batch => 0;

        public override DataViewSchema Schema => _view.Schema;

        public override bool IsColumnActive(DataViewSchema.Column column) => _getters[column.Index] is not null;

        public override bool MoveNext()
        {
            if (_done || _position + 1 >= _table.RowCount)
            {
                (_done, _position, _current.Row) = (true, -1, -1);
                return false;
            }
            _position++;
            _current.Row = _order is null ? (int)_position : _order[_position];
            return true;
        }

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => Getters.Checked<TValue>(_getters[column.Index], column);

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = new DataViewRowId((ulong)_current.Row, 0);
    }
}
