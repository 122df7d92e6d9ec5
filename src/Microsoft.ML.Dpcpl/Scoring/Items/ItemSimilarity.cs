namespace Microsoft.ML.Dpcpl;

/// <summary>What makes two items alike.</summary>
public enum ItemSimilarity
{
    /// <summary>The cosine of their vectors, -1 to 1: what the network has learned of both. Neural systems.</summary>
    Vectors,

    /// <summary>
    /// What was counted: how much an event on the one raises the score of the other. The channels of a neural system, with their fitted weights, or
    /// those that they begin with where none has been given one (<see cref="NeuralTrainerOptions.NeighborItems"/>); the weights of an item-item model. Items that were never counted together are not alike.
    /// </summary>
    Counts,
}
