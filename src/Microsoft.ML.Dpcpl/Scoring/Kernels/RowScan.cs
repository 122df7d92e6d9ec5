using Microsoft.ML.Dpcpl.Evaluation;

namespace Microsoft.ML.Dpcpl.Scoring.Kernels;

/// <summary>What a pass over the catalog keeps of one row: the best items so far, and how many scores stand above the label's or at it.</summary>
/// <param name="topK">Items wanted; 0 for none.</param>
/// <param name="labelScore">What scores are counted against; null counts none.</param>
/// <param name="hidden">Ids in ascending order that are not recommended; they are counted all the same.</param>
/// <param name="lift">What is added to the scores before they are looked at; null for nothing.</param>
internal sealed class RowScan(int topK, float? labelScore, ReadOnlyMemory<int> hidden, ItemLift? lift = null)
{
    /// <summary>Null when none was asked for.</summary>
    public TopList? Top { get; private set; } = topK > 0 ? new TopList(topK) : null;

    /// <summary>Counts over all items, as <see cref="ScoreScan.Count"/> makes them.</summary>
    public (int Above, int Tied) All { get; private set; }

    public ReadOnlySpan<int> Hidden => hidden.Span;

    public ItemLift? Lift => lift;

    /// <summary>An empty one for another thread that works on the same row.</summary>
    public RowScan Another() => new(topK, labelScore, hidden, lift);

    /// <summary>Takes the next scores, in ascending order of the ids, and raises them.</summary>
    public void Take(int first, Span<float> scores)
    {
        lift?.Raise(first, scores);
        Top?.Offer(first, scores, hidden.Span);
        if (labelScore is { } label)
        {
            (int above, int tied) = ScoreScan.Count<float>(scores, label);
            All = (All.Above + above, All.Tied + tied);
        }
    }

    /// <summary>Adds what another thread found.</summary>
    public void Add(RowScan other)
    {
        All = (All.Above + other.All.Above, All.Tied + other.All.Tied);
        if (other.Top is not null)
            Top!.Offer(other.Top);
    }
}
