using System.Numerics;
using Microsoft.ML.Dpcpl.Data;

namespace Microsoft.ML.Dpcpl.Evaluation;

/// <summary>Reads what a request wants out of the scores of all items for one row at a time; for one thread.</summary>
internal sealed class RowScorer(SequenceData rows, ScoringRequest request, int itemCount)
{
    private readonly SeenItems _hidden = new();
    private readonly SeenItems _seen = new();

    /// <summary>False for a history that is empty or whose items are all unknown.</summary>
    public bool HasKnownItem(int row) => rows.Store.ItemsOf(row).ContainsAnyInRange(1, itemCount);

    /// <param name="row">Row of the batch.</param>
    /// <param name="scores">Index = item id; entry 0 belongs to no item.</param>
    public ScoredRow Score(int row, ReadOnlySpan<float> scores)
    {
        var result = new ScoredRow();
        if (request.TopK > 0)
        {
            result.TopItems = new int[request.TopK];
            result.TopScores = new float[request.TopK];
            TopItems.Find(scores, Hidden(row), result.TopItems, result.TopScores);
        }

        if (request.LabelRanks)
            result.Ranks = Rank(row, scores);
        if (request.CandidateScores)
            result.CandidateScores = Candidates(row, scores);
        return result;
    }

    /// <summary>Where the row's label stands under every protocol.</summary>
    public LabelRanks Rank<T>(int row, ReadOnlySpan<T> scores)
        where T : unmanaged, IFloatingPoint<T>
    {
        int label = Known(rows.Labels![row]);
        ReadOnlySpan<int> hidden = Hidden(row);
        ReadOnlySpan<int> seen = request.SeenItems == SeenItemPolicy.AllHistory ? hidden : _seen.Fill(rows.Store, row, null, itemCount);
        (int Above, int Tied) all = label == 0 ? default : ScoreScan.Count(scores[1..], scores[label]);
        return new LabelRanks(
            ScoreScan.Without(scores, label, hidden, all),
            ScoreScan.Without(scores, label, seen, all),
            rows.Candidates is null ? null : ScoreScan.RankAmong(scores, label, Array.ConvertAll(rows.Candidates[row], Known)));
    }

    private float[] Candidates(int row, ReadOnlySpan<float> scores)
    {
        int[] candidates = rows.Candidates![row];
        var result = new float[candidates.Length];
        for (int i = 0; i < result.Length; i++)
            result[i] = Known(candidates[i]) == 0 ? float.NaN : scores[candidates[i]];
        return result;
    }

    private ReadOnlySpan<int> Hidden(int row) => request.SeenItems switch
    {
        SeenItemPolicy.Nothing => [],
        SeenItemPolicy.TargetBehavior => _hidden.Fill(rows.Store, row, request.TargetBehavior, itemCount),
        _ => _hidden.Fill(rows.Store, row, null, itemCount),
    };

    private int Known(int item) => item > 0 && item <= itemCount ? item : 0;
}
