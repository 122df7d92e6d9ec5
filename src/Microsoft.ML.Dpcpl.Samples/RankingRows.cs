using Microsoft.ML.Data;

namespace Microsoft.ML.Dpcpl.Samples;

/// <summary>A history with the item held out and what the first stage recommends.</summary>
internal sealed class Customer
{
    public string[] Item { get; set; } = [];

    public string[] Behavior { get; set; } = [];

    public long[] Timestamp { get; set; } = [];

    public string Label { get; set; } = "";

    public string[] RecommendedItems { get; set; } = [];

    public float[] RecommendedScores { get; set; } = [];
}

/// <summary>A candidate of a customer, as the second stage sees it.</summary>
internal sealed class Pair
{
    [KeyType(10_000_000)]
    public uint GroupId { get; set; }

    public float Label { get; set; }

    [VectorType(10)]
    public float[] Features { get; set; } = [];
}

/// <summary>What the second stage makes of it.</summary>
internal sealed class Scored
{
    public float Score { get; set; }
}
