using Microsoft.ML.Data;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Data.Views;

namespace Microsoft.ML.Dpcpl.Scoring.Views;

/// <summary>Reads a batch of rows ahead, scores it at once, and then hands its rows out.</summary>
internal sealed class ScoredCursor : DataViewRowCursor
{
    private readonly DataViewRowCursor _source;
    private readonly SequenceScorer _scorer;
    private readonly ScoringPlan _plan;
    private readonly Progress _progress;
    private readonly SequenceRowReader? _reader;
    private readonly ValueGetter<DataViewRowId> _sourceId;
    private readonly ColumnBuffer?[] _buffers;
    private readonly Delegate?[] _getters;
    private readonly DataViewRowId[] _ids;
    private readonly long[] _batches;
    private ScoredRow[] _scored = [];
    private int _filled;
    private int _slot = -1;
    private long _position = -1;
    private bool _ended;
    private Lifetime.Use _use;

    /// <param name="source">The histories; disposed with this one.</param>
    /// <param name="scorer">Scores them. Its model lives as long as there are rows to come, even when the transformer is disposed meanwhile.</param>
    /// <param name="plan">What to read and compute.</param>
    /// <param name="progress">Receives the rows that are scored.</param>
    public ScoredCursor(DataViewRowCursor source, SequenceScorer scorer, ScoringPlan plan, Progress progress)
    {
        (_source, _scorer, _plan, _progress) = (source, scorer, plan, progress);
        if (!plan.Request.IsEmpty)
            _use = Begin(source, scorer);
        // Without a score to give there is nothing to gain from reading ahead.
        int slots = plan.Request.IsEmpty ? 1 : scorer.BatchSize;
        _reader = plan.Request.IsEmpty ? null : plan.Reader();
        _sourceId = source.GetIdGetter();
        _ids = new DataViewRowId[slots];
        _batches = new long[slots];
        _buffers = new ColumnBuffer?[plan.Schema.Input.Count];
        _getters = new Delegate?[plan.Active.Length];
        for (int i = 0; i < _getters.Length; i++)
        {
            if (!plan.Active[i])
                continue;
            if (plan.Schema.Added(i) is { } added)
            {
                _getters[i] = ScoredGetters.Of(added, () => _scored[Slot()]);
            }
            else
            {
                _buffers[i] = ColumnBuffer.Of(source, plan.Schema.Input[i], slots);
                _getters[i] = _buffers[i]!.Getter(Slot);
            }
        }
    }

    public override DataViewSchema Schema => _plan.Schema.Output;

    public override long Position => _position;

    public override long Batch => _slot < 0 ? 0 : _batches[_slot];

    public override bool IsColumnActive(DataViewSchema.Column column) => _plan.Active[column.Index];

    public override bool MoveNext()
    {
        if (_ended)
            return false;
        if (_slot + 1 == _filled)
            Fill();
        if (_filled == 0)
        {
            (_ended, _slot, _position) = (true, -1, -1);
            EndUse();
            return false;
        }

        _slot++;
        _position++;
        return true;
    }

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => Getters.Checked<TValue>(_getters[column.Index], column);

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = _ids[Slot()];

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            EndUse();
            _source.Dispose();
        }

        base.Dispose(disposing);
    }

    private static Lifetime.Use Begin(DataViewRowCursor source, SequenceScorer scorer)
    {
        try
        {
            return scorer.Begin();
        }
        catch (ObjectDisposedException)
        {
            source.Dispose();
            throw;
        }
    }

    private void EndUse()
    {
        Lifetime.Use use = _use;
        _use = default;
        use.Dispose();
    }

    private void Fill()
    {
        (_filled, _slot) = (0, -1);
        _reader?.Begin();
        while (_filled < _ids.Length && _source.MoveNext())
        {
            foreach (ColumnBuffer? buffer in _buffers)
                buffer?.Store(_filled);
            _sourceId(ref _ids[_filled]);
            _batches[_filled] = _source.Batch;
            _reader?.Add(_source);
            _filled++;
        }

        if (_reader is null || _filled == 0)
            return;
        _scored = _scorer.ScoreInUse(_reader.End(), _plan.Request);
        _progress.Add(_filled);
    }

    private int Slot() => _slot >= 0 ? _slot : throw new InvalidOperationException("The cursor stands on no row: call MoveNext before reading values.");
}
