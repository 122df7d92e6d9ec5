namespace Microsoft.ML.Dpcpl.Networks.Managed;

/// <summary>What makes the modulation of one user. Safe for concurrent calls.</summary>
internal abstract class ManagedPrompts
{
    /// <summary>Layers that have vectors of their own.</summary>
    public abstract int Layers { get; }

    /// <summary>The vectors that scale and shift a user's pass.</summary>
    /// <param name="items">The item table.</param>
    /// <param name="window">The user.</param>
    /// <param name="layers">Receives [layers, 4, stride of d].</param>
    /// <param name="top">Receives [2, stride of d].</param>
    /// <param name="scratch">For what lies between.</param>
    public abstract void Modulate(ManagedItems items, ManagedWindow window, Span<float> layers, Span<float> top, ManagedScratch scratch);
}
