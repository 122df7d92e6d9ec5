namespace Microsoft.ML.Dpcpl;

/// <summary>What item vectors start from in pre-training.</summary>
public enum ItemInitialization
{
    /// <summary>N(0, 0.02 squared), as in the paper's reference lineage.</summary>
    Random,

    /// <summary>The leading factors of the item-item cosine matrix of the training events.</summary>
    CoOccurrence,
}
