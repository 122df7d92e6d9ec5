using System.Reflection;
using Microsoft.ML.Data;
using Microsoft.ML.Dpcpl.Data.Views;

namespace Microsoft.ML.Dpcpl.Data.Sequences;

/// <summary>Puts the values of a key column into an order that was asked for.</summary>
internal static class BehaviorOrder
{
    /// <summary>A view of one column with the values behind the keys: first those not named, then the named ones in their order.</summary>
    public static IDataView Of(DataViewSchema.Column keys, string[] order)
    {
        var type = (VectorDataViewType)keys.Annotations.Schema[KeyNames.Annotation].Type;
        string[] names = KeyNames.Of(keys)!;
        int[] rows = [.. Enumerable.Range(0, names.Length).OrderBy(row => Array.IndexOf(order, names[row]))];

        var schema = new DataViewSchema.Builder();
        schema.AddColumn(keys.Name, type.ItemType);
        MethodInfo method = typeof(BehaviorOrder).GetMethod(nameof(Column), BindingFlags.NonPublic | BindingFlags.Static)!;
        var values = (MemoryColumn)method.MakeGenericMethod(type.ItemType.RawType).Invoke(null, [keys])!;
        return new MemoryDataView(schema.ToSchema(), () => new MemoryTable(rows.Length, [values.Select(rows)]));
    }

    private static ScalarColumn<T> Column<T>(DataViewSchema.Column keys)
    {
        VBuffer<T> values = default;
        keys.Annotations.GetValue(KeyNames.Annotation, ref values);
        return new ScalarColumn<T>([.. values.DenseValues()]);
    }
}
