using Microsoft.ML.Data;
using Microsoft.ML.Dpcpl.Data.Views;

namespace Microsoft.ML.Dpcpl.Evaluation;

/// <summary>The columns of a scored view that say where the labels stand.</summary>
internal sealed class ScoredRanks
{
    private readonly Three _all;
    private readonly Three? _unseen, _candidates;

    private ScoredRanks(Three all, Three? unseen, Three? candidates) => (_all, _unseen, _candidates) = (all, unseen, candidates);

    /// <summary>What a cursor must be asked for.</summary>
    public IEnumerable<DataViewSchema.Column> Columns => [.. _all.Columns, .. _unseen?.Columns ?? [], .. _candidates?.Columns ?? []];

    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has another type.</exception>
    public static ScoredRanks Of(DataViewSchema schema, string parameter) => new(
        Three.Find(schema, parameter, ColumnNames.ItemsAbove, ColumnNames.ItemsTied, ColumnNames.ItemsRanked) ?? throw new ArgumentOutOfRangeException(
            parameter, $"Could not find rank column '{ColumnNames.ItemsAbove}': evaluate what a trained model's Transform makes of histories with a label column."),
        Three.Find(schema, parameter, ColumnNames.UnseenAbove, ColumnNames.UnseenTied, ColumnNames.UnseenRanked),
        Three.Find(schema, parameter, ColumnNames.CandidatesAbove, ColumnNames.CandidatesTied, ColumnNames.CandidatesRanked));

    /// <summary>Reads the row that a cursor stands at.</summary>
    public Func<LabelRanks> Reader(DataViewRow row)
    {
        Func<Rank> all = _all.Reader(row);
        Func<Rank>? unseen = _unseen?.Reader(row), candidates = _candidates?.Reader(row);
        return () => new LabelRanks(all(), unseen?.Invoke(), candidates?.Invoke());
    }

    private sealed record Three(DataViewSchema.Column Above, DataViewSchema.Column Tied, DataViewSchema.Column Ranked)
    {
        public DataViewSchema.Column[] Columns => [Above, Tied, Ranked];

        /// <summary>Null when the first column is missing; the others must then be there.</summary>
        public static Three? Find(DataViewSchema schema, string parameter, string above, string tied, string ranked) => schema.GetColumnOrNull(above) is null
            ? null
            : new Three(Require(schema, parameter, above), Require(schema, parameter, tied), Require(schema, parameter, ranked));

        public Func<Rank> Reader(DataViewRow row)
        {
            ValueGetter<int> above = row.GetGetter<int>(Above), tied = row.GetGetter<int>(Tied), ranked = row.GetGetter<int>(Ranked);
            return () =>
            {
                (int before, int same, int all) = (0, 0, 0);
                above(ref before);
                tied(ref same);
                ranked(ref all);
                return new Rank(before, same, all);
            };
        }

        private static DataViewSchema.Column Require(DataViewSchema schema, string parameter, string name)
        {
            DataViewSchema.Column column = schema.GetColumnOrNull(name) ?? throw SchemaMismatch.NotFound(parameter, "rank", name);
            return column.Type == NumberDataViewType.Int32 ? column : throw SchemaMismatch.Wrong(parameter, "rank", name, "Int32", column.Type.ToString()!);
        }
    }
}
