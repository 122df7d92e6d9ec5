namespace Microsoft.ML.Dpcpl;

/// <summary>What mixes the slots of a window inside a layer.</summary>
public enum SequenceMixer
{
    /// <summary>The paper's Efficient Filter Layer over behavior streams.</summary>
    Filter,

    /// <summary>Causal multi-head self-attention over the overall sequence: the ablation "w/o DS" of Table 5.</summary>
    Attention,

    /// <summary>
    /// A gated filter of the overall sequence that reaches into the past alone; its gain may differ at every frequency. No slot knows a later
    /// one, so pre-training can predict at all positions.
    /// </summary>
    CausalFilter,
}
