using Microsoft.ML.Data;

namespace Microsoft.ML.Dpcpl.Tests;

/// <summary>A view that counts the cursors that are open on it.</summary>
internal sealed class CountingView(IDataView source) : IDataView
{
    private int _open;

    public int Open => _open;

    public bool CanShuffle => source.CanShuffle;

    public DataViewSchema Schema => source.Schema;

    public long? GetRowCount() => source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        new Cursor(this, source.GetRowCursor(columnsNeeded, rand));

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        Array.ConvertAll(source.GetRowCursorSet(columnsNeeded, n, rand), cursor => (DataViewRowCursor)new Cursor(this, cursor));

    private sealed class Cursor : DataViewRowCursor
    {
        private readonly CountingView _view;
        private readonly DataViewRowCursor _source;
        private bool _disposed;

        public Cursor(CountingView view, DataViewRowCursor source)
        {
            (_view, _source) = (view, source);
            Interlocked.Increment(ref view._open);
        }

        public override long Position => _source.Position;

        public override long Batch => _source.Batch;

        public override DataViewSchema Schema => _source.Schema;

        public override bool IsColumnActive(DataViewSchema.Column column) => _source.IsColumnActive(column);

        public override bool MoveNext() => _source.MoveNext();

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => _source.GetGetter<TValue>(column);

        public override ValueGetter<DataViewRowId> GetIdGetter() => _source.GetIdGetter();

        protected override void Dispose(bool disposing)
        {
            if (disposing && !_disposed)
            {
                _disposed = true;
                Interlocked.Decrement(ref _view._open);
                _source.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
