using Microsoft.ML.Dpcpl.Data.Views;

namespace Microsoft.ML.Dpcpl.Evaluation.Groups;

/// <summary>By the number of events of a history.</summary>
internal sealed class HistoryLengthGroups(string itemColumn, int ranges) : TestGroups
{
    internal override DataViewSchema.Column Column(DataViewSchema schema) => KeyVectors.Require(schema, "item", itemColumn, "data");

    internal override IGrouping Read(DataViewRow row, DataViewSchema.Column column)
    {
        Func<ReadOnlyMemory<uint>> history = KeyVectors.Reader(row, column);
        return new NumberGrouping(() => history().Length, ranges);
    }
}
