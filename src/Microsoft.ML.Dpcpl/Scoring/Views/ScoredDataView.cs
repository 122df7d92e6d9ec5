namespace Microsoft.ML.Dpcpl.Scoring.Views;

/// <summary>A view whose rows are scored in batches as they are read. Holds nothing but its source.</summary>
internal sealed class ScoredDataView(IDataView source, SequenceScorer scorer, ScoringSchema schema) : IDataView
{
    public DataViewSchema Schema => schema.Output;

    public bool CanShuffle => source.CanShuffle;

    public long? GetRowCount() => source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        ScoringPlan plan = scorer.Plan(schema, columnsNeeded);
        return new ScoredCursor(source.GetRowCursor(plan.InputColumns(), rand), scorer, plan);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        ScoringPlan plan = scorer.Plan(schema, columnsNeeded);
        return Array.ConvertAll(
            source.GetRowCursorSet(plan.InputColumns(), n, rand), cursor => (DataViewRowCursor)new ScoredCursor(cursor, scorer, plan));
    }
}
