using Microsoft.ML.Dpcpl.Evaluation;

namespace Microsoft.ML.Dpcpl.Scoring.Kernels;

/// <summary>What a pass over the catalog keeps of one row: the best items so far, and how many scores stand above the label's or at it.</summary>
/// <param name="top">Receives the best items; null for none.</param>
/// <param name="labelScore">What scores are counted against; null counts none.</param>
/// <param name="hidden">Ids in ascending order that are not recommended; they are counted all the same.</param>
/// <param name="lift">What is added to the scores before they are looked at; null for nothing.</param>
/// <param name="shown">What may be recommended, and is counted.</param>
internal sealed class RowScan(BestItems? top, float? labelScore, ReadOnlyMemory<int> hidden, ItemLift? lift = null, ShownItems shown = default)
{
    private readonly ShownItems _shown = shown;

    /// <summary>Null when none was asked for.</summary>
    public BestItems? Top => top;

    /// <summary>Counts over all items that may be shown, as <c>ScoreScan.Count</c> makes them.</summary>
    public (int Above, int Tied) All { get; private set; }

    public ItemLift? Lift => lift;

    /// <summary>Whether an item must not be recommended.</summary>
    public bool Hides(int item) => hidden.Span.BinarySearch(item) >= 0 || !_shown.Holds(item);

    /// <summary>An empty one for another thread that works on the same row.</summary>
    public RowScan Another() => new(top?.Another(), labelScore, hidden, lift, _shown);

    /// <summary>Takes the next scores, in ascending order of the ids, and raises them.</summary>
    public void Take(int first, Span<float> scores)
    {
        lift?.Raise(first, scores);
        top?.Offer(first, scores, hidden.Span, _shown);
        if (labelScore is { } label)
        {
            (int above, int tied) = ScoreScan.Count<float>(first, scores, label, _shown);
            All = (All.Above + above, All.Tied + tied);
        }
    }

    /// <summary>Adds what another thread found.</summary>
    public void Add(RowScan other)
    {
        All = (All.Above + other.All.Above, All.Tied + other.All.Tied);
        if (other.Top is { } found)
            top!.Offer(found);
    }
}
