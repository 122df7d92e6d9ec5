namespace Microsoft.ML.Dpcpl;

/// <summary>How the prompts of a layer enter the frozen backbone.</summary>
public enum PromptPlacement
{
    /// <summary>In the first C slots: the window keeps its length and holds C events less.</summary>
    Overwrite,

    /// <summary>Before the T slots of the events: the window grows to T + C, a length that pre-training has not seen.</summary>
    Prepend,

    /// <summary>
    /// In no slot: a layer's prompt vector scales and shifts what the layer computes, and the last one the user vector too (FiLM). The window keeps its T
    /// events. <see cref="SequenceMixer.CausalFilter"/> is modulated in the newest slot alone, inside and behind the filter,
    /// y = W_o[(kernel * v + s) silu(gate + g)] (1 + a) + b; the other mixers behind their output in every slot, y (1 + a) + b; the user vector is
    /// u (1 + c) + e. All start at zero, so that tuning begins with the pre-trained network.
    /// </summary>
    Modulate,
}
