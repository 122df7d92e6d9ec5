using Microsoft.ML.Data;
using Microsoft.ML.Dpcpl.Data.Views;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Dpcpl.Evaluation;

/// <summary>Reads the rank columns of scored histories.</summary>
internal static class SequenceEvaluator
{
    /// <summary>Negatives that the paper's protocol draws beside the held-out item.</summary>
    public const int DefaultNegatives = 100;

    /// <param name="env">The environment.</param>
    /// <param name="scored">What the transformer made of histories with a label.</param>
    /// <param name="negatives">Negatives of the expected sampled metric where there are no candidates; those say it themselves.</param>
    public static SequentialRecommendationMetrics Evaluate(IHostEnvironment env, IDataView scored, int negatives = DefaultNegatives)
    {
        using IChannel channel = env.Register(nameof(SequenceEvaluator)).Start("Evaluate");
        RankColumns all = RankColumns.Find(scored.Schema, ColumnNames.ItemsAbove, ColumnNames.ItemsTied, ColumnNames.ItemsRanked)
            ?? throw new ArgumentOutOfRangeException(
                nameof(scored),
                $"Could not find rank column '{ColumnNames.ItemsAbove}': evaluate what a trained model's Transform makes of histories with a label column.");
        RankColumns? unseen = RankColumns.Find(scored.Schema, ColumnNames.UnseenAbove, ColumnNames.UnseenTied, ColumnNames.UnseenRanked);
        RankColumns? candidates = RankColumns.Find(
            scored.Schema, ColumnNames.CandidatesAbove, ColumnNames.CandidatesTied, ColumnNames.CandidatesRanked);
        DataViewSchema.Column[] flags = Flags(scored.Schema);
        DataViewSchema.Column[] lists = Lists(scored.Schema);

        var ranks = new RankAccumulator(Array.ConvertAll(flags, column => column.Name));
        using DataViewRowCursor cursor = scored.GetRowCursor(
            [.. all.Columns, .. unseen?.Columns ?? [], .. candidates?.Columns ?? [], .. flags, .. lists]);
        Func<Rank> itemRank = all.Reader(cursor);
        Func<Rank>? unseenRank = unseen?.Reader(cursor), candidateRank = candidates?.Reader(cursor);
        ValueGetter<bool>[] flagGetters = Array.ConvertAll(flags, column => cursor.GetGetter<bool>(column));
        ListCoverage? coverage = lists.Length == 0 ? null : new ListCoverage(checked((int)((KeyDataViewType)((VectorDataViewType)lists[0].Type).ItemType).Count));
        ValueGetter<VBuffer<uint>>? listGetter = coverage is null ? null : cursor.GetGetter<VBuffer<uint>>(lists[0]);
        VBuffer<uint> list = default;
        uint[] items = [];
        while (cursor.MoveNext())
        {
            ranks.Add(new LabelRanks(itemRank(), unseenRank?.Invoke(), candidateRank?.Invoke()), Array.ConvertAll(flagGetters, Get));
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

    /// <summary>The Boolean columns: each divides the tests in two.</summary>
    public static DataViewSchema.Column[] Flags(DataViewSchema schema) =>
        [.. schema.Where(column => !column.IsHidden && column.Type is BooleanDataViewType)];

    /// <summary>The recommended lists, where the view has them as keys.</summary>
    private static DataViewSchema.Column[] Lists(DataViewSchema schema) =>
        schema.GetColumnOrNull(ColumnNames.RecommendedItems) is { Type: VectorDataViewType { ItemType: KeyDataViewType { RawType: { } raw } } } column && raw == typeof(uint)
            ? [column]
            : [];

    private static T Get<T>(ValueGetter<T> getter)
    {
        T value = default!;
        getter(ref value);
        return value;
    }

    private sealed record RankColumns(DataViewSchema.Column Above, DataViewSchema.Column Tied, DataViewSchema.Column Ranked)
    {
        public DataViewSchema.Column[] Columns => [Above, Tied, Ranked];

        /// <summary>Null when the first column is missing; the others must then be there.</summary>
        public static RankColumns? Find(DataViewSchema schema, string above, string tied, string ranked) =>
            schema.GetColumnOrNull(above) is null ? null : new RankColumns(Require(schema, above), Require(schema, tied), Require(schema, ranked));

        public Func<Rank> Reader(DataViewRow row)
        {
            ValueGetter<int> above = row.GetGetter<int>(Above), tied = row.GetGetter<int>(Tied), ranked = row.GetGetter<int>(Ranked);
            return () => new Rank(Get(above), Get(tied), Get(ranked));
        }

        private static DataViewSchema.Column Require(DataViewSchema schema, string name)
        {
            DataViewSchema.Column column = schema.GetColumnOrNull(name) ?? throw SchemaMismatch.NotFound("scored", "rank", name);
            return column.Type == NumberDataViewType.Int32
                ? column
                : throw SchemaMismatch.Wrong("scored", "rank", name, "Int32", column.Type.ToString()!);
        }
    }
}
