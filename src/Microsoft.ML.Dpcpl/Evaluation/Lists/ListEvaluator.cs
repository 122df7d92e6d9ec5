using Microsoft.ML.Data;
using Microsoft.ML.Dpcpl.Data.Views;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Dpcpl.Evaluation.Lists;

/// <summary>Reads the recommended lists of a scored view, and what they are held against.</summary>
internal static class ListEvaluator
{
    public static RecommendationListMetrics Evaluate(IHostEnvironment env, IDataView scored, IDataView trainSet, RecommendationListOptions options)
    {
        options.Validate();
        using IChannel channel = env.Register(nameof(ListEvaluator)).Start("EvaluateLists");
        DataViewSchema.Column lists = KeyVectors.Require(scored.Schema, "recommended items", options.RecommendedItemsColumnName, nameof(scored));
        ItemUsers users = ItemUsers.In(trainSet, options.ItemColumnName, lists);
        ItemDifference? difference = options.ItemAttributes is { } table ? ItemDifferences.Of(table, options.AttributedItemColumnName, options.AttributeColumnName, new KeyIndex(lists)) : null;
        List<uint[]> read = [.. KeyVectors.Rows(scored, lists).Select(row => row.ToArray())];
        channel.Trace(MessageSensitivity.None, "{0} lists evaluated.", read.Count);
        return new RecommendationListMetrics([.. read], HistoryPopularity(scored, options.ItemColumnName, lists, users), users, options.HeadShare, difference);
    }

    /// <summary>The mean over the scored histories of the mean number of users of their items; NaN where the view has no such histories.</summary>
    private static double HistoryPopularity(IDataView scored, string itemColumn, DataViewSchema.Column lists, ItemUsers users)
    {
        if (scored.Schema.GetColumnOrNull(itemColumn) is not { Type: VectorDataViewType } column || KeyNames.Count(column.Type) != KeyNames.Count(lists.Type))
            return double.NaN;
        return MeanError.Of(KeyVectors.Rows(scored, KeyVectors.Require(scored.Schema, "item", itemColumn, nameof(scored))).Select(row => MeanOf(row.Span, users)).Where(double.IsFinite)).Value;
    }

    private static double MeanOf(ReadOnlySpan<uint> items, ItemUsers users)
    {
        long sum = 0, count = 0;
        foreach (uint item in items)
            (sum, count) = item == 0 ? (sum, count) : (sum + users.Of[item], count + 1);
        return (double)sum / count;
    }
}
