namespace Microsoft.ML.Dpcpl.Networks.Managed;

/// <summary>A token mixer over one window. Safe for concurrent calls.</summary>
internal abstract class ManagedMixer
{
    /// <summary>Whether the newest slot can be modulated, in two forms side by side.</summary>
    public virtual bool Modulates => false;

    /// <summary>What the token mixer gives at the slots that are wanted.</summary>
    /// <param name="x">All slots, [count, stride of d].</param>
    /// <param name="slots">Which they are.</param>
    /// <param name="modulation">Vectors that modulate the first form of the newest slot, [4, stride of d]; empty: none.</param>
    /// <param name="mixed">Receives [wanted, stride of d].</param>
    /// <param name="scratch">For what lies between.</param>
    public abstract void Mix(ReadOnlySpan<float> x, ManagedSlots slots, ReadOnlySpan<float> modulation, Span<float> mixed, ManagedScratch scratch);
}
