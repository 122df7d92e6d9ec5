using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Dpcpl.Scoring.Views;

/// <summary>A view whose rows are scored in batches as they are read. Holds nothing but its source.</summary>
internal sealed class ScoredDataView(IDataView source, SequenceScorer scorer, ScoringSchema schema, IHostEnvironment? env) : IDataView
{
    public DataViewSchema Schema => schema.Output;

    public bool CanShuffle => source.CanShuffle;

    public long? GetRowCount() => source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        ScoringPlan plan = scorer.Plan(schema, columnsNeeded);
        DataViewRowCursor cursor = source.GetRowCursor(plan.InputColumns(), rand);
        return new ScoredCursor(cursor, scorer, plan, Scoring());
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        ScoringPlan plan = scorer.Plan(schema, columnsNeeded);
        DataViewRowCursor[] cursors = source.GetRowCursorSet(plan.InputColumns(), n, rand);
        Progress together = Scoring();
        return Array.ConvertAll(cursors, cursor => (DataViewRowCursor)new ScoredCursor(cursor, scorer, plan, together));
    }

    /// <summary>Called once there are cursors of the source: views that group events know their rows only then.</summary>
    private Progress Scoring() => new(env, "scoring", GetRowCount(), Progress.Rows);
}
