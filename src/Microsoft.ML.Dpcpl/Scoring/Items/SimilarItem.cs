namespace Microsoft.ML.Dpcpl;

/// <summary>An item like another one.</summary>
/// <param name="Item">Its name; its key where the keys stand for nothing but themselves.</param>
/// <param name="Score">How much so; comparable among items like the same one.</param>
public sealed record SimilarItem(string Item, float Score);
