namespace Microsoft.ML.Dpcpl.Data.Views;

/// <summary>The rows of a table about items, one after the other: which item each is about, and whether an earlier one was, too.</summary>
internal sealed class ItemRows : IDisposable
{
    private readonly DataViewRowCursor _cursor;
    private readonly ScalarReader<string?> _item;
    private readonly Dictionary<string, long> _first = new(StringComparer.Ordinal);

    /// <param name="table">A row for an item.</param>
    /// <param name="item">Its column of the item: text, integer or key (<see cref="SchemaMismatch.RequireName"/>).</param>
    /// <param name="columns">The columns that are read beside it.</param>
    public ItemRows(IDataView table, DataViewSchema.Column item, IEnumerable<DataViewSchema.Column> columns)
    {
        _cursor = table.GetRowCursor(columns.Append(item));
        _item = ColumnReader.Text(_cursor, item);
    }

    /// <summary>The current row, for readers of its other columns.</summary>
    public DataViewRow Row => _cursor;

    /// <summary>Number of the current row, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>The item of the current row; null where it is missing.</summary>
    public string? Item { get; private set; }

    /// <summary>Number of the first row about this item when it is an earlier one; 0 for none.</summary>
    public long Earlier { get; private set; }

    public bool MoveNext()
    {
        if (!_cursor.MoveNext())
            return false;
        (Number, Item, Earlier) = (Number + 1, _item.Read(), 0);
        if (Item is { } name && !_first.TryAdd(name, Number))
            Earlier = _first[name];
        return true;
    }

    public void Dispose() => _cursor.Dispose();
}
