namespace Microsoft.ML.Dpcpl;

/// <summary>A pair of a user and an item that a model was made of, and how much of a noise it is to the model.</summary>
public sealed class PairNoise
{
    /// <summary>The user; empty where the model cannot name users.</summary>
    public string User { get; set; } = "";

    /// <summary>The item, as it stands in the events; its key where keys stand for nothing.</summary>
    public string Item { get; set; } = "";

    /// <summary>The behavior.</summary>
    public string Behavior { get; set; } = "";

    /// <summary>1 less the probability of the pair under the behavior: 0 to 1, the larger the less it is like the others.</summary>
    public float Noise { get; set; }

    /// <summary>Whether the model goes on without the pair.</summary>
    public bool IsDropped { get; set; }
}
