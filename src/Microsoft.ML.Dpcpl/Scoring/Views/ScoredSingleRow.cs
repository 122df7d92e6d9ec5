using Microsoft.ML.Data;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Data.Views;

namespace Microsoft.ML.Dpcpl.Scoring.Views;

/// <summary>A row over another one; scored once for each position of the source, when a score is first asked for.</summary>
internal sealed class ScoredSingleRow : DataViewRow
{
    private readonly DataViewRow _source;
    private readonly SequenceScorer _scorer;
    private readonly ScoringPlan _plan;
    private readonly SequenceRowReader? _reader;
    private readonly Delegate?[] _getters;
    private ScoredRow? _scored;
    private long _scoredPosition = -1;

    public ScoredSingleRow(DataViewRow source, SequenceScorer scorer, ScoringPlan plan)
    {
        (_source, _scorer, _plan) = (source, scorer, plan);
        _reader = plan.Request.IsEmpty ? null : plan.Reader();
        _getters = new Delegate?[plan.Active.Length];
        for (int i = plan.Schema.Input.Count; i < _getters.Length; i++)
            _getters[i] = plan.Active[i] ? ScoredGetters.Of(plan.Schema.Added(i)!.Value, Score) : null;
    }

    public override DataViewSchema Schema => _plan.Schema.Output;

    public override long Position => _source.Position;

    public override long Batch => _source.Batch;

    public override bool IsColumnActive(DataViewSchema.Column column) => _plan.Active[column.Index];

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) =>
        _plan.Active[column.Index] && _plan.Schema.Added(column.Index) is null
            ? _source.GetGetter<TValue>(_plan.Schema.Input[column.Index])
            : Getters.Checked<TValue>(_getters[column.Index], column);

    public override ValueGetter<DataViewRowId> GetIdGetter() => _source.GetIdGetter();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _source.Dispose();
        base.Dispose(disposing);
    }

    private ScoredRow Score()
    {
        if (_scored is null || _scoredPosition != _source.Position)
        {
            _scored = _scorer.Score(_reader!.Read(_source), _plan.Request)[0];
            _scoredPosition = _source.Position;
        }

        return _scored;
    }
}
