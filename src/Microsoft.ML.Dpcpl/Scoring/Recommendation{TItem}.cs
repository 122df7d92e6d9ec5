namespace Microsoft.ML.Dpcpl;

/// <summary><see cref="Recommendation"/> with items of another type than text, such as integers: the type that they had in the events.</summary>
/// <typeparam name="TItem">Type of the items: an integer type, or text.</typeparam>
public sealed class Recommendation<TItem>
{
    /// <summary>Whom it is for, as it came in.</summary>
    public string User { get; set; } = "";

    /// <summary>Items, best first; the type's default (0) at the end where the catalog has fewer items to recommend, beside a score of NaN.</summary>
    public TItem[] RecommendedItems { get; set; } = [];

    /// <summary>Their scores, descending; NaN where there is no item. Comparable within one list only.</summary>
    public float[] RecommendedScores { get; set; } = [];
}
