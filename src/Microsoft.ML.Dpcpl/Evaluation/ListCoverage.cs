namespace Microsoft.ML.Dpcpl.Evaluation;

/// <summary>Which items the recommended lists show: of every item the best place that any list gives it.</summary>
/// <param name="itemCount">V.</param>
internal sealed class ListCoverage(int itemCount)
{
    /// <summary>By item id: 0 for an item in no list, else the place from 1.</summary>
    private readonly int[] _bestPlace = new int[itemCount + 1];

    /// <summary>Places of the longest list so far.</summary>
    public int Length { get; private set; }

    /// <param name="items">A list, best first; 0 stands where no item was left.</param>
    public void Add(ReadOnlySpan<uint> items)
    {
        Length = Math.Max(Length, items.Length);
        for (int place = 1; place <= items.Length; place++)
        {
            if (items[place - 1] is var item && item != 0 && (_bestPlace[item] == 0 || place < _bestPlace[item]))
                _bestPlace[item] = place;
        }
    }

    /// <summary>Share of the items that stand among the first <paramref name="k"/> of any list.</summary>
    public double At(int k) => itemCount == 0 ? 0 : (double)_bestPlace.Count(place => place > 0 && place <= k) / itemCount;
}
