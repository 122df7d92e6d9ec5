using Microsoft.ML.Dpcpl.Data.Views;

namespace Microsoft.ML.Dpcpl.Data.Sequences;

/// <summary>Puts the values of a key column into an order that was asked for.</summary>
internal static class BehaviorOrder
{
    /// <summary>A view of one column with the values behind the keys: first those not named, then the named ones in their order.</summary>
    public static IDataView Of(DataViewSchema.Column keys, string[] order)
    {
        string[] names = KeyNames.Of(keys)!;
        return KeyValueView.Of(keys, [.. Enumerable.Range(0, names.Length).OrderBy(row => Array.IndexOf(order, names[row]))]);
    }
}
