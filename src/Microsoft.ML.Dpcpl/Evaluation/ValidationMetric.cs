namespace Microsoft.ML.Dpcpl;

/// <summary>What epochs, shares of prompts and weights of channels are compared by, on validation events.</summary>
public enum ValidationMetric
{
    /// <summary>The geometric mean of the other two, so that one per cent of either counts the same.</summary>
    FullAndSampled,

    /// <summary>NDCG@10 + NDCG@20 of the label among all items, as in the paper (section 5.1.1).</summary>
    Full,

    /// <summary>NDCG@10 of the label among 100 drawn items: its expectation.</summary>
    Sampled,
}
