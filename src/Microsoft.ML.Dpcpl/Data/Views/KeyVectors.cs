using Microsoft.ML.Data;

namespace Microsoft.ML.Dpcpl.Data.Views;

/// <summary>Columns that hold a vector of keys in every row.</summary>
internal static class KeyVectors
{
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or of a wrong type.</exception>
    public static DataViewSchema.Column Require(DataViewSchema schema, string role, string name, string parameter)
    {
        DataViewSchema.Column column = schema.GetColumnOrNull(name) ?? throw SchemaMismatch.NotFound(parameter, role, name, schema);
        return column.Type is VectorDataViewType { ItemType: KeyDataViewType { RawType: { } raw } } && raw == typeof(uint)
            ? column
            : throw SchemaMismatch.Wrong(parameter, role, name, "a vector of keys (UInt32)", column.Type.ToString()!);
    }

    /// <summary>The keys of every row; each is valid until the next one.</summary>
    public static IEnumerable<ReadOnlyMemory<uint>> Rows(IDataView view, DataViewSchema.Column column)
    {
        using DataViewRowCursor cursor = view.GetRowCursor([column]);
        Func<ReadOnlyMemory<uint>> read = Reader(cursor, column);
        while (cursor.MoveNext())
            yield return read();
    }

    /// <summary>Reads the row that a cursor stands at; valid until the next call.</summary>
    public static Func<ReadOnlyMemory<uint>> Reader(DataViewRow row, DataViewSchema.Column column)
    {
        ValueGetter<VBuffer<uint>> getter = row.GetGetter<VBuffer<uint>>(column);
        VBuffer<uint> value = default;
        uint[] keys = [];
        return () =>
        {
            getter(ref value);
            if (keys.Length < value.Length)
                keys = new uint[value.Length];
            value.CopyTo(keys);
            return keys.AsMemory(0, value.Length);
        };
    }
}
