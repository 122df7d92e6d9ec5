using Microsoft.ML.Data;
using Microsoft.ML.Dpcpl.Data.Views;
using Microsoft.ML.Dpcpl.Evaluation.Lists;

namespace Microsoft.ML.Dpcpl.Evaluation.Groups;

/// <summary>By the number of users of a training set who touched the held-out item.</summary>
internal sealed class LabelPopularityGroups(IDataView trainSet, string itemColumn, string labelColumn, int ranges) : TestGroups
{
    internal override DataViewSchema.Column Column(DataViewSchema schema)
    {
        DataViewSchema.Column column = schema.GetColumnOrNull(labelColumn) ?? throw SchemaMismatch.NotFound("data", "label", labelColumn, schema);
        return column.Type is KeyDataViewType key && key.RawType == typeof(uint)
            ? column
            : throw SchemaMismatch.Wrong("data", "label", labelColumn, "a key (UInt32)", column.Type.ToString()!);
    }

    internal override IGrouping Read(DataViewRow row, DataViewSchema.Column column)
    {
        int[] users = ItemUsers.In(trainSet, itemColumn, column).Of;
        ValueGetter<uint> label = row.GetGetter<uint>(column);
        return new NumberGrouping(
            () =>
            {
                uint item = 0;
                label(ref item);
                return item == 0 ? double.NaN : users[item];
            },
            ranges);
    }
}
