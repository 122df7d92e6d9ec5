using Microsoft.ML.Data;

namespace Microsoft.ML.Dpcpl.Tool.Experiments;

/// <summary>Sequences with noise in the items of one behavior; everything else is passed on.</summary>
internal sealed class CorruptedView : IDataView
{
    private const string Item = "Item", Behavior = "Behavior";

    private readonly IDataView _source;
    private readonly List<uint[]> _items = [];

    /// <param name="source">A row per user, with vectors of keys.</param>
    /// <param name="corruption">What is replaced.</param>
    /// <param name="seed">Seed of the noise.</param>
    /// <exception cref="UserError">There is no such behavior.</exception>
    public CorruptedView(IDataView source, Corruption corruption, int seed)
    {
        _source = source;
        uint behavior = KeyOf(corruption.Behavior);
        int itemCount = (int)((KeyDataViewType)((VectorDataViewType)source.Schema[Item].Type).ItemType).Count;
        var random = new Random(seed);
        using DataViewRowCursor cursor = source.GetRowCursor([source.Schema[Item], source.Schema[Behavior]]);
        ValueGetter<VBuffer<uint>> itemsOf = cursor.GetGetter<VBuffer<uint>>(source.Schema[Item]);
        ValueGetter<VBuffer<uint>> behaviorsOf = cursor.GetGetter<VBuffer<uint>>(source.Schema[Behavior]);
        VBuffer<uint> items = default, behaviors = default;
        while (cursor.MoveNext())
        {
            itemsOf(ref items);
            behaviorsOf(ref behaviors);
            uint[] row = [.. items.DenseValues()];
            int at = 0;
            foreach (uint key in behaviors.DenseValues())
            {
                if (key == behavior && random.NextDouble() < corruption.Share)
                {
                    row[at] = (uint)random.Next(itemCount) + 1;
                    Count++;
                }
                at++;
            }
            _items.Add(row);
        }
    }

    /// <summary>Events whose item was replaced.</summary>
    public long Count { get; }

    public DataViewSchema Schema => _source.Schema;

    public bool CanShuffle => false;

    public long? GetRowCount() => _items.Count;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        new Cursor(_source.GetRowCursor(columnsNeeded), _items, Schema[Item].Index);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) => [GetRowCursor(columnsNeeded, rand)];

    private uint KeyOf(string behavior)
    {
        VBuffer<ReadOnlyMemory<char>> values = default;
        _source.Schema[Behavior].GetKeyValues(ref values);
        string[] names = [.. values.DenseValues().Select(name => name.ToString())];
        int at = Array.IndexOf(names, behavior);
        return at >= 0 ? (uint)at + 1 : throw new UserError($"\"corrupt\" names the behavior '{behavior}'; the data has {string.Join(", ", names)}");
    }

    private sealed class Cursor(DataViewRowCursor source, List<uint[]> items, int itemColumn) : DataViewRowCursor
    {
        public override long Position => source.Position;

        public override long Batch => source.Batch;

        public override DataViewSchema Schema => source.Schema;

        public override bool IsColumnActive(DataViewSchema.Column column) => source.IsColumnActive(column);

        public override bool MoveNext() => source.MoveNext();

        public override ValueGetter<DataViewRowId> GetIdGetter() => source.GetIdGetter();

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            ValueGetter<TValue> getter = source.GetGetter<TValue>(column);
            if (column.Index != itemColumn)
                return getter;
            ValueGetter<VBuffer<uint>> noisy = (ref VBuffer<uint> value) =>
            {
                uint[] row = items[(int)source.Position];
                VBufferEditor<uint> editor = VBufferEditor.Create(ref value, row.Length);
                row.CopyTo(editor.Values);
                value = editor.Commit();
            };
            return (ValueGetter<TValue>)(Delegate)noisy;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                source.Dispose();
            base.Dispose(disposing);
        }
    }
}
