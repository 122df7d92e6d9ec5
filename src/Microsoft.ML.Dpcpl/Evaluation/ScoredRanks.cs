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

    /// <param name="schema">Of the view.</param>
    /// <param name="parameter">What the caller calls it.</param>
    /// <param name="prefix">What stands before the names of the columns that scoring added.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has another type.</exception>
    public static ScoredRanks Of(DataViewSchema schema, string parameter, string prefix = "") => new(
        Three.Find(schema, parameter, prefix, ColumnNames.ItemsAbove, ColumnNames.ItemsTied, ColumnNames.ItemsRanked)
            ?? throw new ArgumentOutOfRangeException(parameter, $"Could not find rank column '{prefix}{ColumnNames.ItemsAbove}': {Hint(schema)}"),
        Three.Find(schema, parameter, prefix, ColumnNames.UnseenAbove, ColumnNames.UnseenTied, ColumnNames.UnseenRanked),
        Three.Find(schema, parameter, prefix, ColumnNames.CandidatesAbove, ColumnNames.CandidatesTied, ColumnNames.CandidatesRanked));

    private static string Hint(DataViewSchema schema)
    {
        string? other = schema.Select(column => column.Name).FirstOrDefault(name => name.EndsWith(ColumnNames.ItemsAbove, StringComparison.Ordinal));
        return other is null ? "evaluate what a trained model's Transform makes of histories with a label column."
            : $"there is '{other}'; say what stands before the names, '{other[..^ColumnNames.ItemsAbove.Length]}'.";
    }

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
        public static Three? Find(DataViewSchema schema, string parameter, string prefix, string above, string tied, string ranked) => schema.GetColumnOrNull(prefix + above) is null
            ? null
            : new Three(Require(schema, parameter, prefix + above), Require(schema, parameter, prefix + tied), Require(schema, parameter, prefix + ranked));

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
            DataViewSchema.Column column = schema.GetColumnOrNull(name) ?? throw SchemaMismatch.NotFound(parameter, "rank", name, schema);
            return column.Type == NumberDataViewType.Int32 ? column : throw SchemaMismatch.Wrong(parameter, "rank", name, "Int32", column.Type.ToString()!);
        }
    }
}
