using Microsoft.ML.Dpcpl.Data.Views;

namespace Microsoft.ML.Dpcpl.Data.Sequences;

/// <summary>Reads a whole view of sequences.</summary>
internal static class SequenceReader
{
    /// <summary>Reads the view; sequences that a view of ours holds already are shared, not copied.</summary>
    /// <param name="view">A view with a row per user.</param>
    /// <param name="columns">The columns to read; null reads the default ones.</param>
    /// <param name="parameter">The parameter that a mismatch is reported for.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a wrong type.</exception>
    public static SequenceData Read(IDataView view, SequenceColumns? columns = null, string parameter = "input")
    {
        columns = (columns ?? new SequenceColumns()).In(view.Schema);
        // Check the columns first: the rows may be expensive to make.
        _ = new SequenceRowReader(view.Schema, columns, parameter);
        SequenceStore? shared = SharedStore(view, columns);
        var reader = new SequenceRowReader(view.Schema, columns, parameter, readEvents: shared is null);
        UserIds? users = UserIds.Of(view.Schema, columns.User);
        using DataViewRowCursor cursor = view.GetRowCursor(users is null ? reader.ColumnsNeeded : reader.ColumnsNeeded.Append(users.Column));
        users?.Open(cursor);
        reader.Begin();
        while (cursor.MoveNext())
        {
            reader.Add(cursor);
            users?.Add();
        }

        SequenceData data = reader.End();
        return data.With(shared ?? data.Store, users?.Ids, ItemFeatures.Of(view.Schema[columns.Item]));
    }

    private static SequenceStore? SharedStore(IDataView view, SequenceColumns columns)
    {
        if (MemoryDataView.Behind(view) is not { Table: { } table })
            return null;
        SequenceColumn? Part(string name, SequencePart part) =>
            table.Columns[view.Schema[name].Index] is SequenceColumn column && column.Part == part ? column : null;
        SequenceStore? store = Part(columns.Item, SequencePart.Items)?.Store;
        return store is not null && Part(columns.Behavior, SequencePart.Behaviors)?.Store == store && Part(columns.Timestamp, SequencePart.Times)?.Store == store
            ? store
            : null;
    }
}
