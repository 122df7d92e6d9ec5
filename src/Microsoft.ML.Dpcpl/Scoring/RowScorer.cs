using System.Numerics;
using Microsoft.ML.Dpcpl.Data.Items;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Evaluation;
using Microsoft.ML.Dpcpl.Scoring.Kernels;

namespace Microsoft.ML.Dpcpl.Scoring;

/// <summary>Reads what a request wants out of the scores of all items for one row at a time; for one thread.</summary>
internal sealed class RowScorer(SequenceData rows, ScoringRequest request, int itemCount)
{
    private readonly SeenItems _hidden = new();
    private readonly SeenItems _seen = new();

    /// <summary>False for a history that is empty or whose items are all unknown.</summary>
    public bool HasKnownItem(int row) => rows.Store.ItemsOf(row).ContainsAnyInRange(1, itemCount);

    /// <summary>From scores that are all there.</summary>
    /// <param name="row">Row of the batch.</param>
    /// <param name="scores">Index = item id; entry 0 belongs to no item.</param>
    public ScoredRow Score(int row, ReadOnlySpan<float> scores)
    {
        ScoredRow result = Empty();
        if (request.TopK > 0)
            TopItems.Find(scores, Hidden(row), result.TopItems, result.TopScores);
        var kept = new KeptScores<float>(scores);
        if (request.LabelRanks)
            result.Ranks = Rank<float, KeptScores<float>>(row, kept, CountAll(row, scores));
        if (request.CandidateScores)
            result.CandidateScores = Candidates(row, kept);
        return result;
    }

    /// <summary>What a pass over the catalog has to find for a row.</summary>
    public RowScan Scan(int row, LiftedScores<ComputedScores> scores)
    {
        int label = request.LabelRanks ? Known(rows.Labels![row]) : 0;
        return new RowScan(request.TopK, label == 0 ? null : scores[label], request.TopK == 0 ? default : Hidden(row).ToArray(), scores.Lift);
    }

    /// <summary>From what the pass found.</summary>
    public ScoredRow Score(int row, LiftedScores<ComputedScores> scores, RowScan scan)
    {
        ScoredRow result = Empty();
        scan.Top?.Drain(result.TopItems, result.TopScores);
        if (request.LabelRanks)
            result.Ranks = Rank<float, LiftedScores<ComputedScores>>(row, scores, scan.All);
        if (request.CandidateScores)
            result.CandidateScores = Candidates(row, scores);
        return result;
    }

    /// <summary>Where the row's label stands under every protocol.</summary>
    public LabelRanks Rank<T>(int row, ReadOnlySpan<T> scores)
        where T : unmanaged, IFloatingPoint<T> => Rank<T, KeptScores<T>>(row, new KeptScores<T>(scores), CountAll(row, scores));

    private LabelRanks Rank<T, TScores>(int row, TScores scores, (int Above, int Tied) all)
        where T : unmanaged, IFloatingPoint<T>
        where TScores : IItemScores<T>, allows ref struct
    {
        int label = Known(rows.Labels![row]);
        ReadOnlySpan<int> hidden = Hidden(row);
        ReadOnlySpan<int> seen = request.SeenItems == SeenItemPolicy.AllHistory ? hidden : _seen.Fill(rows.Store, row, null, itemCount);
        return new LabelRanks(
            ScoreScan.Without<T, TScores>(scores, label, hidden, all),
            ScoreScan.Without<T, TScores>(scores, label, seen, all),
            rows.Candidates is null ? null : ScoreScan.RankAmong<T, TScores>(scores, label, Array.ConvertAll(rows.Candidates[row], Known)));
    }

    private (int Above, int Tied) CountAll<T>(int row, ReadOnlySpan<T> scores)
        where T : unmanaged, IFloatingPoint<T>
    {
        int label = Known(rows.Labels![row]);
        return label == 0 ? default : ScoreScan.Count(scores[1..], scores[label]);
    }

    private ScoredRow Empty() => new() { TopItems = new int[request.TopK], TopScores = new float[request.TopK] };

    private float[] Candidates<TScores>(int row, TScores scores)
        where TScores : IItemScores<float>, allows ref struct
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
