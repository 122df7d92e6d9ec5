using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Evaluation;
using Microsoft.ML.Dpcpl.Scoring.Kernels;

namespace Microsoft.ML.Dpcpl.Scoring;

/// <summary>Reads what a request wants out of the scores of all items for one row at a time; for one thread.</summary>
internal sealed class RowScorer(SequenceData rows, ScoringRequest request, int itemCount)
{
    private readonly LabelRanker _ranker = new(rows, request.SeenBehaviors, itemCount, request.Filter);

    /// <summary>Empty between rows.</summary>
    private readonly BestItems _top = List(request);

    /// <summary>False for a history that is empty or whose items are all unknown.</summary>
    public bool HasKnownItem(int row) => rows.Store.ItemsOf(row).ContainsAnyInRange(1, itemCount);

    /// <summary>From scores that are all there.</summary>
    /// <param name="row">Row of the batch.</param>
    /// <param name="scores">Index = item id; entry 0 belongs to no item.</param>
    public ScoredRow Score(int row, ReadOnlySpan<float> scores)
    {
        ScoredRow result = Empty();
        if (request.TopK > 0)
        {
            _top.Offer(1, scores[1..], _ranker.Hidden(row), _ranker.Shown(row));
            _top.Drain(result.TopItems, result.TopScores);
        }

        if (request.LabelRanks)
            result.Ranks = _ranker.Rank(row, scores);
        if (request.CandidateScores)
            result.CandidateScores = Candidates(row, new KeptScores<float>(scores));
        return result;
    }

    /// <summary>What a pass over the catalog has to find for a row.</summary>
    public RowScan Scan(int row, LiftedScores<ComputedScores> scores)
    {
        int label = request.LabelRanks ? _ranker.Label(row) : 0;
        bool lists = request.TopK > 0;
        return new RowScan(
            lists ? List(request) : null, label == 0 ? null : scores[label], lists ? _ranker.Hidden(row).ToArray() : default, scores.Lift, _ranker.Shown(row));
    }

    /// <summary>From what the pass found.</summary>
    public ScoredRow Score(int row, LiftedScores<ComputedScores> scores, RowScan scan)
    {
        ScoredRow result = Empty();
        scan.Top?.Drain(result.TopItems, result.TopScores);
        if (request.LabelRanks)
            result.Ranks = _ranker.Rank<float, LiftedScores<ComputedScores>>(row, scores, scan.All);
        if (request.CandidateScores)
            result.CandidateScores = Candidates(row, scores);
        return result;
    }

    private static BestItems List(ScoringRequest request) => request.Caps?.Groupings switch
    {
        null => new TopList(request.TopK),
        [(int[] groups, int[] most)] => new CappedList(request.TopK, groups, most),
        var several => new JointlyCappedList(request.TopK, several, request.Caps.Kinds),
    };

    private ScoredRow Empty() => new() { TopItems = new int[request.TopK], TopScores = new float[request.TopK] };

    private float[] Candidates<TScores>(int row, TScores scores)
        where TScores : IItemScores<float>, allows ref struct
    {
        int[] candidates = rows.Candidates![row];
        var result = new float[candidates.Length];
        for (int i = 0; i < result.Length; i++)
            result[i] = _ranker.Known(candidates[i]) == 0 ? float.NaN : scores[candidates[i]];
        return result;
    }
}
