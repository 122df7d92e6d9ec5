using Microsoft.ML.Data;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Views;

namespace Microsoft.ML.Dpcpl.Data.Sequences;

/// <summary>Reads the user of each row as an id, see <see cref="SequenceData.Users"/>: 4 bytes per row. For one cursor.</summary>
internal sealed class UserIds
{
    private readonly GrowingArray<int> _ids = new();
    private Func<int>? _next;

    private UserIds(DataViewSchema.Column column) => Column = column;

    /// <summary>Must be active in the cursor.</summary>
    public DataViewSchema.Column Column { get; }

    /// <summary>The ids of the rows so far.</summary>
    public int[] Ids => _ids.Exact();

    /// <summary>Null when no such column can be read.</summary>
    /// <param name="schema">Schema of the rows.</param>
    /// <param name="name">The user column; null for none.</param>
    public static UserIds? Of(DataViewSchema schema, string? name) =>
        name is not null && schema.GetColumnOrNull(name) is { } column && ColumnShape.Of(column) is { IsVector: false, IsName: true }
            ? new UserIds(column)
            : null;

    /// <summary>Begins to read a cursor.</summary>
    public void Open(DataViewRow row)
    {
        if (Column.Type is KeyDataViewType)
        {
            _next = ColumnReader.Key(row, Column).Read;
            return;
        }

        Func<int> number = ValueIndex.For(Column).Numbers(row, add: true);
        _next = () => number() + 1;
    }

    /// <summary>Adds the row that the cursor stands on.</summary>
    public void Add() => _ids.Add(_next!());
}
