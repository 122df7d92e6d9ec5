using Microsoft.ML.Data;

namespace Microsoft.ML.Dpcpl.Scoring.Views;

/// <summary>Scores single rows, as prediction engines ask for.</summary>
internal sealed class ScoringRowMapper(SequenceScorer scorer, ScoringSchema schema) : IRowToRowMapper
{
    public DataViewSchema InputSchema => schema.Input;

    public DataViewSchema OutputSchema => schema.Output;

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns) =>
        scorer.Plan(schema, dependingColumns).InputColumns();

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        if (input.Schema != schema.Input)
            throw new ArgumentException("The row has another schema than the one this mapper was made for.", nameof(input));
        return new ScoredSingleRow(input, scorer, scorer.Plan(schema, activeColumns));
    }
}
