using Microsoft.ML.Data;

namespace Microsoft.ML.Dpcpl.Data.Sequences;

/// <summary>The events of another view whose user and item stay.</summary>
internal sealed class CoreFilteredView(IDataView source, CoreFilter filter) : IDataView
{
    public IDataView Source => source;

    public CoreFilter Filter => filter;

    public DataViewSchema Schema => source.Schema;

    public bool CanShuffle => source.CanShuffle;

    public long? GetRowCount() => filter.Count;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        DataViewSchema.Column[] columns = [.. columnsNeeded];
        return new Cursor(source.GetRowCursor(WithKeys(columns), rand), filter, columns);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        DataViewSchema.Column[] columns = [.. columnsNeeded];
        DataViewRowCursor[] cursors = source.GetRowCursorSet(WithKeys(columns), n, rand);
        return Array.ConvertAll(cursors, cursor => (DataViewRowCursor)new Cursor(cursor, filter, columns));
    }

    private IEnumerable<DataViewSchema.Column> WithKeys(IEnumerable<DataViewSchema.Column> columns) =>
        columns.Append(filter.User).Append(filter.Item).DistinctBy(column => column.Index);

    private sealed class Cursor : DataViewRowCursor
    {
        private readonly DataViewRowCursor _source;
        private readonly Func<bool> _stays;
        private readonly bool[] _active;
        private long _position = -1;

        public Cursor(DataViewRowCursor source, CoreFilter filter, DataViewSchema.Column[] columns)
        {
            (_source, _stays, _active) = (source, filter.Test(source), new bool[source.Schema.Count]);
            foreach (DataViewSchema.Column column in columns)
                _active[column.Index] = true;
        }

        public override long Position => _position;

        public override long Batch => _source.Batch;

        public override DataViewSchema Schema => _source.Schema;

        public override bool IsColumnActive(DataViewSchema.Column column) => _active[column.Index];

        public override bool MoveNext()
        {
            while (_source.MoveNext())
            {
                if (!_stays())
                    continue;
                _position++;
                return true;
            }
            _position = -1;
            return false;
        }

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => _source.GetGetter<TValue>(column);

        public override ValueGetter<DataViewRowId> GetIdGetter() => _source.GetIdGetter();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                _source.Dispose();
            base.Dispose(disposing);
        }
    }
}
