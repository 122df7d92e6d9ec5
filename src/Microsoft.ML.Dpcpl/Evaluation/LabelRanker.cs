using System.Numerics;
using Microsoft.ML.Dpcpl.Data.Items;
using Microsoft.ML.Dpcpl.Data.Sequences;

namespace Microsoft.ML.Dpcpl.Evaluation;

/// <summary>Ranks the labels of a batch of histories under every protocol, one row at a time; for one thread.</summary>
/// <param name="rows">The histories, with labels, and candidates where there are some.</param>
/// <param name="seenBehaviors">Whose items of a history do not compete (<see cref="SeenBehaviors"/>); null: all.</param>
/// <param name="itemCount">V; ids above it are unknown, as 0 is.</param>
/// <param name="filter">The only items that compete; null: all.</param>
internal sealed class LabelRanker(SequenceData rows, bool[]? seenBehaviors, int itemCount, ItemFilter? filter = null)
{
    private readonly SeenItems _hidden = new();
    private readonly SeenItems _seen = new();

    /// <summary>The id, or 0 for one that is unknown.</summary>
    public int Known(int item) => item > 0 && item <= itemCount ? item : 0;

    /// <summary>The label of a row; 0 when it is unknown.</summary>
    public int Label(int row) => Known(rows.Labels![row]);

    /// <summary>Items in ascending order that do not compete with a row's label; valid until the next call.</summary>
    public ReadOnlySpan<int> Hidden(int row) => _hidden.Fill(rows.Store, row, seenBehaviors, itemCount);

    /// <summary>What may be shown to a row, whatever it has seen.</summary>
    public ShownItems Shown(int row) => new(filter, rows.Allowed?[row], rows.Denied is { } denied ? denied[row] : default);

    /// <summary>Where a row's label stands, from scores that are all there.</summary>
    /// <param name="row">Row of the batch.</param>
    /// <param name="scores">V + 1 scores; index = item id, entry 0 belongs to no item.</param>
    public LabelRanks Rank<T>(int row, ReadOnlySpan<T> scores)
        where T : unmanaged, IFloatingPoint<T>
    {
        int label = Label(row);
        return Rank<T, KeptScores<T>>(row, new KeptScores<T>(scores), label == 0 ? default : ScoreScan.Count(1, scores[1..], scores[label], Shown(row)));
    }

    /// <summary>Where a row's label stands, from a count over all items that was made before.</summary>
    /// <param name="row">Row of the batch.</param>
    /// <param name="scores">Scores to look some items up in.</param>
    /// <param name="all">What <c>ScoreScan.Count</c> says of all items that may be shown; not looked at when the label is unknown.</param>
    public LabelRanks Rank<T, TScores>(int row, TScores scores, (int Above, int Tied) all)
        where T : unmanaged, IFloatingPoint<T>
        where TScores : IItemScores<T>, allows ref struct
    {
        int label = Label(row);
        ReadOnlySpan<int> hidden = Hidden(row);
        ReadOnlySpan<int> seen = seenBehaviors is null ? hidden : _seen.Fill(rows.Store, row, null, itemCount);
        ShownItems shown = Shown(row);
        return new LabelRanks(
            ScoreScan.Listed<T, TScores>(scores, label, hidden, all, shown),
            ScoreScan.Without<T, TScores>(scores, label, seen, all, shown),
            rows.Candidates is null ? null : ScoreScan.RankAmong<T, TScores>(scores, label, Array.ConvertAll(rows.Candidates[row], Known)));
    }
}
