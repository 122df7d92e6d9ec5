namespace Microsoft.ML.Dpcpl.Evaluation;

/// <summary>What a pass over the catalogue keeps of one row: the best items so far, and how many scores stand above the label's or at it.</summary>
/// <param name="topK">Items wanted; 0 for none.</param>
/// <param name="labelScore">What scores are counted against; null counts none.</param>
/// <param name="hidden">Ids in ascending order that are not recommended; they are counted all the same.</param>
internal sealed class RowScan(int topK, float? labelScore, ReadOnlyMemory<int> hidden)
{
    /// <summary>Null when none was asked for.</summary>
    public TopList? Top { get; } = topK > 0 ? new TopList(topK) : null;

    /// <summary>Counts over all items, as <see cref="ScoreScan.Count"/> makes them.</summary>
    public (int Above, int Tied) All { get; private set; }

    public ReadOnlySpan<int> Hidden => hidden.Span;

    /// <summary>An empty one for another thread that works on the same row.</summary>
    public RowScan Another() => new(topK, labelScore, hidden);

    /// <summary>Takes the next scores, in ascending order of the ids.</summary>
    public void Take(int first, ReadOnlySpan<float> scores)
    {
        Top?.Offer(first, scores, hidden.Span);
        if (labelScore is { } label)
        {
            (int above, int tied) = ScoreScan.Count(scores, label);
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
