using Microsoft.ML.Dpcpl.Data;

namespace Microsoft.ML.Dpcpl.Evaluation;

/// <summary>Reads what a request wants out of the scores of all items for one row.</summary>
internal sealed class RowScorer(SequenceData rows, ScoringRequest request, int itemCount)
{
    private readonly SeenItems _hidden = new();
    private readonly SeenItems _seen = new();

    /// <summary>False for a history that is empty or whose items are all unknown.</summary>
    public bool HasKnownItem(int row)
    {
        foreach (int item in rows.Store.ItemsOf(row))
        {
            if (item > 0 && item <= itemCount)
                return true;
        }

        return false;
    }

    /// <param name="row">Row of the batch.</param>
    /// <param name="scores">Index = item id; entry 0 belongs to no item.</param>
    public ScoredRow Score(int row, ReadOnlySpan<float> scores)
    {
        var result = new ScoredRow();
        ReadOnlySpan<int> hidden = Hidden(row);
        if (request.TopK > 0)
        {
            result.TopItems = new int[request.TopK];
            result.TopScores = new float[request.TopK];
            TopItems.Find(scores, hidden, result.TopItems, result.TopScores);
        }

        int label = Known(rows.Labels is null ? 0 : rows.Labels[row]);
        if (request.LabelRanks)
            (result.ItemRank, result.UnseenRank) = LabelRanks(row, scores, label, hidden);
        if (request.CandidateRanks || request.CandidateScores)
            ScoreCandidates(result, scores, label, rows.Candidates![row]);
        return result;
    }

    private (Rank Items, Rank Unseen) LabelRanks(int row, ReadOnlySpan<float> scores, int label, ReadOnlySpan<int> hidden)
    {
        ReadOnlySpan<int> seen = request.SeenItems == SeenItemPolicy.AllHistory ? hidden : _seen.Fill(rows.Store, row, null, itemCount);
        if (label == 0)
            return (ScoreScan.Rank(scores, 0, hidden), ScoreScan.Rank(scores, 0, seen));
        (int Above, int Tied) all = ScoreScan.Count(scores[1..], scores[label]);
        return (ScoreScan.Without(scores, label, hidden, all), ScoreScan.Without(scores, label, seen, all));
    }

    private void ScoreCandidates(ScoredRow result, ReadOnlySpan<float> scores, int label, int[] candidates)
    {
        int[] known = Array.ConvertAll(candidates, Known);
        if (request.CandidateRanks)
            result.CandidateRank = ScoreScan.RankAmong(scores, label, known);
        if (request.CandidateScores)
        {
            result.CandidateScores = new float[known.Length];
            for (int i = 0; i < known.Length; i++)
                result.CandidateScores[i] = known[i] == 0 ? float.NaN : scores[known[i]];
        }
    }

    private ReadOnlySpan<int> Hidden(int row) => request.SeenItems switch
    {
        SeenItemPolicy.Nothing => [],
        SeenItemPolicy.TargetBehavior => _hidden.Fill(rows.Store, row, request.TargetBehavior, itemCount),
        _ => _hidden.Fill(rows.Store, row, null, itemCount),
    };

    private int Known(int item) => item > 0 && item <= itemCount ? item : 0;
}
