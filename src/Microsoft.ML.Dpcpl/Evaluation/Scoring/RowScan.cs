namespace Microsoft.ML.Dpcpl.Evaluation;

/// <summary>What a pass over the catalogue keeps of one row: the best items so far, and how many scores stand above the label's or at it.</summary>
/// <param name="topK">Items wanted; 0 for none.</param>
/// <param name="labelScore">What scores are counted against; null counts none.</param>
/// <param name="hidden">Ids in ascending order that are not recommended; they are counted all the same.</param>
internal sealed class RowScan(int topK, float? labelScore, ReadOnlyMemory<int> hidden)
{
    /// <summary>Null when none was asked for.</summary>
    public TopList? Top { get; private set; } = topK > 0 ? new TopList(topK) : null;

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

    /// <summary>
    /// Raises some scores after the pass. What fell out of the best items cannot come back: only items that rise could have made room,
    /// and they stand above it still.
    /// </summary>
    /// <param name="lift">Which scores rise, and by how much.</param>
    /// <param name="scores">The scores as they were.</param>
    public void Lift(ItemLift lift, ComputedScores scores)
    {
        ReadOnlySpan<int> items = lift.Items;
        TopList? top = Top is null ? null : new TopList(topK);
        (int above, int tied) = All;
        for (int i = 0; i < items.Length; i++)
        {
            float before = scores[items[i]], after = before + lift.Values[i];
            if (labelScore is { } label)
            {
                above += (after < label || after == label ? 0 : 1) - (before < label || before == label ? 0 : 1);
                tied += (after == label ? 1 : 0) - (before == label ? 1 : 0);
            }

            if (top is not null && hidden.Span.BinarySearch(items[i]) < 0)
                top.Offer(items[i], after);
        }

        All = (above, tied);
        if (top is null)
            return;
        var found = new int[topK];
        var values = new float[topK];
        Top!.Drain(found, values);
        for (int i = 0; i < topK && found[i] != 0; i++)
        {
            if (!items.Contains(found[i]))
                top.Offer(found[i], values[i]);
        }

        Top = top;
    }

    /// <summary>Adds what another thread found.</summary>
    public void Add(RowScan other)
    {
        All = (All.Above + other.All.Above, All.Tied + other.All.Tied);
        if (other.Top is not null)
            Top!.Offer(other.Top);
    }
}
