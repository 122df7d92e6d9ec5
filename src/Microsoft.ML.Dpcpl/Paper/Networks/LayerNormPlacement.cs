namespace Microsoft.ML.Dpcpl;

/// <summary>What layers normalize.</summary>
public enum LayerNormPlacement
{
    /// <summary>The sums: of an event's vectors, and those that end a layer's mixer and its feed-forward network, as in the paper (post-norm).</summary>
    Sums,

    /// <summary>What the feed-forward networks read, and nothing else: the length of a user vector may say how sure it is.</summary>
    FeedForwardInputs,
}
