using Microsoft.ML.Data;
using Microsoft.ML.Dpcpl.Data.Views;

namespace Microsoft.ML.Dpcpl.Tests.Data.Sequences;

/// <summary>One row of sequences with the keys resolved, for comparisons in tests.</summary>
internal sealed record SequenceRow(string User, string?[] Items, string?[] Behaviors, long[] Times)
{
    public override string ToString() =>
        $"{User}: {string.Join(' ', Items.Zip(Behaviors, Times).Select(e => $"{e.First}/{e.Second}@{e.Third}"))}";
}

/// <summary>Reads views the way a user would, through cursors.</summary>
internal static class SequenceViews
{
    public static List<SequenceRow> Read(IDataView view)
    {
        var rows = new List<SequenceRow>();
        string[] items = Names(view.Schema["Item"]), behaviors = Names(view.Schema["Behavior"]);
        using DataViewRowCursor cursor = view.GetRowCursor(view.Schema);
        var itemGetter = cursor.GetGetter<VBuffer<uint>>(view.Schema["Item"]);
        var behaviorGetter = cursor.GetGetter<VBuffer<uint>>(view.Schema["Behavior"]);
        var timeGetter = cursor.GetGetter<VBuffer<long>>(view.Schema["Timestamp"]);
        Func<string> user = Text(cursor, "User");
        VBuffer<uint> keys = default;
        VBuffer<long> times = default;
        while (cursor.MoveNext())
        {
            itemGetter(ref keys);
            string?[] rowItems = [.. keys.DenseValues().Select(key => key == 0 ? null : items[key - 1])];
            behaviorGetter(ref keys);
            string?[] rowBehaviors = [.. keys.DenseValues().Select(key => key == 0 ? null : behaviors[key - 1])];
            timeGetter(ref times);
            rows.Add(new SequenceRow(user(), rowItems, rowBehaviors, [.. times.DenseValues()]));
        }
        return rows;
    }

    /// <summary>A scalar column as text.</summary>
    public static List<string> Column(IDataView view, string name)
    {
        var values = new List<string>();
        using DataViewRowCursor cursor = view.GetRowCursor([view.Schema[name]]);
        Func<string> text = Text(cursor, name);
        while (cursor.MoveNext())
            values.Add(text());
        return values;
    }

    public static string[] Names(DataViewSchema.Column column) => KeyNames.Of(column)!;

    private static Func<string> Text(DataViewRow row, string name)
    {
        DataViewSchema.Column column = row.Schema[name];
        return column.Type.RawType switch
        {
            var t when t == typeof(ReadOnlyMemory<char>) => Get<ReadOnlyMemory<char>>(row, column),
            var t when t == typeof(int) => Get<int>(row, column),
            var t when t == typeof(long) => Get<long>(row, column),
            var t when t == typeof(ulong) => Get<ulong>(row, column),
            var t when t == typeof(uint) => Get<uint>(row, column),
            var t when t == typeof(float) => Get<float>(row, column),
            var t when t == typeof(bool) => Get<bool>(row, column),
            var t => throw new NotSupportedException(t.ToString()),
        };
    }

    private static Func<string> Get<T>(DataViewRow row, DataViewSchema.Column column)
    {
        ValueGetter<T> getter = row.GetGetter<T>(column);
        T value = default!;
        return () =>
        {
            getter(ref value);
            return value!.ToString()!;
        };
    }
}
