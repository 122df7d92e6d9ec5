namespace Microsoft.ML.Dpcpl.Evaluation;

/// <summary>Which items may be shown to one row, whatever it has seen; the default value lets every item through.</summary>
/// <param name="filter">Of the call; null: none.</param>
/// <param name="allowed">The only ids that the row allows, distinct and ascending; null: it allows all.</param>
/// <param name="denied">Ids that the row denies, distinct and ascending.</param>
internal readonly struct ShownItems(ItemFilter? filter, ReadOnlyMemory<int>? allowed, ReadOnlyMemory<int> denied)
{
    public bool IsEverything => filter is null && allowed is null && denied.IsEmpty;

    public bool Holds(int item) =>
        (filter is null || filter[item]) && (denied.IsEmpty || denied.Span.BinarySearch(item) < 0) && (allowed is not { } only || only.Span.BinarySearch(item) >= 0);

    /// <param name="itemCount">V.</param>
    public int Count(int itemCount)
    {
        if (allowed is { } only)
            return Held(only.Span);
        return filter is null ? itemCount - denied.Length : filter.Count - new ShownItems(filter, null, default).Held(denied.Span);
    }

    private int Held(ReadOnlySpan<int> items)
    {
        int count = 0;
        foreach (int item in items)
            count += Holds(item) ? 1 : 0;
        return count;
    }
}
