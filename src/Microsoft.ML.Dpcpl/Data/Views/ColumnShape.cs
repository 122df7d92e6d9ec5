using Microsoft.ML.Data;

namespace Microsoft.ML.Dpcpl.Data.Views;

/// <summary>What can be said about a column both before data exist (<see cref="SchemaShape"/>) and after (<see cref="DataViewSchema"/>).</summary>
internal sealed record ColumnShape(string Name, bool IsVector, bool IsKey, DataViewType ItemType, string Text)
{
    public bool IsText => ItemType is TextDataViewType;

    public bool IsInteger => !IsKey && IsIntegerType(ItemType.RawType);

    public bool IsFloat => ItemType is NumberDataViewType && (ItemType.RawType == typeof(float) || ItemType.RawType == typeof(double));

    public bool IsMoment => ItemType is DateTimeDataViewType or DateTimeOffsetDataViewType;

    /// <summary>Users, items and behaviors may be text, an integer or a key.</summary>
    public bool IsName => IsText || IsInteger || IsKey;

    public static ColumnShape Of(DataViewSchema.Column column)
    {
        DataViewType item = column.Type is VectorDataViewType vector ? vector.ItemType : column.Type;
        return new ColumnShape(column.Name, column.Type is VectorDataViewType, item is KeyDataViewType, item, column.Type.ToString() ?? "");
    }

    public static ColumnShape Of(SchemaShape.Column column)
    {
        bool vector = column.Kind != SchemaShape.Column.VectorKind.Scalar;
        string item = column.IsKey ? $"Key<{column.ItemType}>" : $"{column.ItemType}";
        return new ColumnShape(column.Name, vector, column.IsKey, column.ItemType, vector ? $"Vector<{item}>" : item);
    }

    private static bool IsIntegerType(Type type) =>
        type == typeof(sbyte) || type == typeof(byte) || type == typeof(short) || type == typeof(ushort) ||
        type == typeof(int) || type == typeof(uint) || type == typeof(long) || type == typeof(ulong);
}
