namespace Microsoft.ML.Dpcpl.Networks.Managed;

/// <summary>What scales and shifts the pass of one user.</summary>
/// <param name="layers">[layers, 4, stride of d]; empty: none.</param>
/// <param name="top">[2, stride of d].</param>
/// <param name="layerSize">Numbers of one layer.</param>
/// <param name="share">Of what the modulation does to the user vector.</param>
internal readonly ref struct ManagedModulation(ReadOnlySpan<float> layers, ReadOnlySpan<float> top, int layerSize, float share)
{
    private readonly ReadOnlySpan<float> _layers = layers;

    /// <summary>Vectors of a layer.</summary>
    public const int OfLayer = 4;

    /// <summary>Vectors at the top.</summary>
    public const int OfTop = 2;

    /// <summary>Whether there is none.</summary>
    public bool IsNone => Top.IsEmpty;

    /// <summary>c and e of the user vector, u (1 + c) + e.</summary>
    public ReadOnlySpan<float> Top { get; } = top;

    /// <summary>0 to 1.</summary>
    public float Share { get; } = share;

    /// <summary>The vectors of a layer, [4, stride of d]; empty for a layer that has none.</summary>
    public ReadOnlySpan<float> Layer(int layer) => (layer + 1) * layerSize <= _layers.Length ? _layers.Slice(layer * layerSize, layerSize) : [];

    /// <summary>x (1 + a) + b.</summary>
    /// <param name="x">The stride of d.</param>
    /// <param name="vectors">a and b first.</param>
    public static void Apply(Span<float> x, ReadOnlySpan<float> vectors)
    {
        for (int i = 0; i < x.Length; i++)
            x[i] += (x[i] * vectors[i]) + vectors[x.Length + i];
    }
}
