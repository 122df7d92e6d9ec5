using Microsoft.ML.Data;
using Microsoft.ML.Dpcpl.Data.Views;
using Microsoft.ML.Dpcpl.Evaluation.Groups;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Dpcpl.Evaluation;

/// <summary>Reads the rank columns of scored histories.</summary>
internal static class SequenceEvaluator
{
    /// <summary>Negatives that the paper's protocol draws beside the held-out item.</summary>
    public const int DefaultNegatives = 100;

    /// <param name="env">The environment.</param>
    /// <param name="scored">What the transformer made of histories with a label.</param>
    /// <param name="prefix">What stands before the names of the columns that scoring added.</param>
    /// <param name="negatives">Negatives of the expected sampled metric where there are no candidates; those say it themselves.</param>
    public static SequentialRecommendationMetrics Evaluate(IHostEnvironment env, IDataView scored, string prefix = "", int negatives = DefaultNegatives)
    {
        using IChannel channel = env.Register(nameof(SequenceEvaluator)).Start("Evaluate");
        ScoredRanks rankColumns = ScoredRanks.Of(scored.Schema, nameof(scored), prefix);
        DataViewSchema.Column[] flags = Flags(scored.Schema);
        DataViewSchema.Column[] lists = Lists(scored.Schema, prefix);

        var ranks = new RankAccumulator(Array.ConvertAll(flags, column => column.Name));
        using DataViewRowCursor cursor = scored.GetRowCursor([.. rankColumns.Columns, .. flags, .. lists]);
        Func<LabelRanks> read = rankColumns.Reader(cursor);
        ValueGetter<bool>[] flagGetters = Array.ConvertAll(flags, column => cursor.GetGetter<bool>(column));
        ListCoverage? coverage = lists.Length == 0 ? null : new ListCoverage(checked((int)((KeyDataViewType)((VectorDataViewType)lists[0].Type).ItemType).Count));
        ValueGetter<VBuffer<uint>>? listGetter = coverage is null ? null : cursor.GetGetter<VBuffer<uint>>(lists[0]);
        VBuffer<uint> list = default;
        uint[] items = [];
        while (cursor.MoveNext())
        {
            ranks.Add(read(), Array.ConvertAll(flagGetters, Get));
            if (coverage is null)
                continue;
            listGetter!(ref list);
            if (items.Length != list.Length)
                items = new uint[list.Length];
            list.CopyTo(items);
            coverage.Add(items);
        }

        channel.Trace(MessageSensitivity.None, "{0} held-out items evaluated.", ranks.Count);
        SequentialRecommendationMetrics metrics = ranks.ToMetrics(negatives);
        metrics.Lists = coverage;
        return metrics;
    }

    /// <summary>The metrics of every group of tests, in the order of the groups.</summary>
    public static IReadOnlyList<GroupMetrics> EvaluateGroups(IHostEnvironment env, IDataView data, TestGroups groups)
    {
        using IChannel channel = env.Register(nameof(SequenceEvaluator)).Start("EvaluateGroups");
        ScoredRanks columns = ScoredRanks.Of(data.Schema, nameof(data));
        DataViewSchema.Column column = groups.Column(data.Schema);
        var ranks = new RankAccumulator();
        using DataViewRowCursor cursor = data.GetRowCursor([.. columns.Columns, column]);
        Func<LabelRanks> read = columns.Reader(cursor);
        IGrouping grouping = groups.Read(cursor, column);
        while (cursor.MoveNext())
        {
            ranks.Add(read());
            grouping.Add();
        }

        (int[] numbers, string[] names) = grouping.End();
        Dictionary<int, SequentialRecommendationMetrics> metrics = ranks.ToGroups(DefaultNegatives, numbers);
        return [.. names.Select((name, number) => new GroupMetrics(name, metrics[number]))];
    }

    /// <summary>The Boolean columns: each divides the tests in two.</summary>
    public static DataViewSchema.Column[] Flags(DataViewSchema schema) =>
        [.. schema.Where(column => !column.IsHidden && column.Type is BooleanDataViewType)];

    /// <summary>The recommended lists, where the view has them as keys.</summary>
    private static DataViewSchema.Column[] Lists(DataViewSchema schema, string prefix) =>
        schema.GetColumnOrNull(prefix + ColumnNames.RecommendedItems) is { Type: VectorDataViewType { ItemType: KeyDataViewType { RawType: { } raw } } } column && raw == typeof(uint)
            ? [column]
            : [];

    private static T Get<T>(ValueGetter<T> getter)
    {
        T value = default!;
        getter(ref value);
        return value;
    }
}
