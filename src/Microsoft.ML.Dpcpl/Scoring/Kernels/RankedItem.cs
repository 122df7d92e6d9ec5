namespace Microsoft.ML.Dpcpl.Scoring.Kernels;

/// <summary>An item with its score, in the order of a list: best score first, of equal scores the smaller id.</summary>
internal readonly record struct RankedItem(int Item, float Score) : IComparable<RankedItem>
{
    public int CompareTo(RankedItem other) => Score == other.Score ? Item.CompareTo(other.Item) : other.Score.CompareTo(Score);
}
