namespace Microsoft.ML.Dpcpl.Networks.Managed;

/// <summary>One layer of an encoder over one window. Safe for concurrent calls.</summary>
/// <param name="width">d.</param>
internal abstract class ManagedLayer(int width)
{
    /// <summary>Numbers from one slot to the next.</summary>
    protected int Stride { get; } = ManagedNumbers.Stride(width);

    /// <summary>Whether the newest slot can be modulated, in two forms side by side.</summary>
    public virtual bool Modulates => false;

    /// <summary>Puts the layer's output in the place of what it reads, where it is wanted.</summary>
    /// <param name="x">All slots, [count, stride of d].</param>
    /// <param name="slots">Which they are.</param>
    /// <param name="modulation">As for <see cref="ManagedMixer.Mix"/>.</param>
    /// <param name="scratch">For what lies between.</param>
    public abstract void Apply(Span<float> x, ManagedSlots slots, ReadOnlySpan<float> modulation, ManagedScratch scratch);
}
