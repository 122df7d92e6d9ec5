using TorchSharp.Modules;

namespace Microsoft.ML.Dpcpl.Networks.Managed;

/// <summary>A vector of each user attribute, joined by an MLP.</summary>
internal sealed class ManagedAttributes
{
    private readonly float[][] _tables;
    private readonly int _width;
    private readonly ManagedFeedForward _mlp;

    /// <param name="tables">[categories, d] of each attribute.</param>
    /// <param name="mlp">A d to d.</param>
    public ManagedAttributes(ParameterList tables, ManagedFeedForward mlp)
    {
        _tables = [.. tables.Select(ManagedNumbers.Of)];
        (_width, _mlp) = ((int)tables[0].shape[1], mlp);
    }

    /// <summary>[A] category ids to the stride of d.</summary>
    public void Join(ReadOnlySpan<long> attributes, Span<float> joined, ManagedScratch scratch)
    {
        int taken = scratch.Taken;
        Span<float> vectors = scratch.Take(_tables.Length * _width);
        for (int a = 0; a < _tables.Length; a++)
            _tables[a].AsSpan(checked((int)attributes[a] * _width), _width).CopyTo(vectors[(a * _width)..]);
        _mlp.Apply(vectors, vectors.Length, 1, joined, scratch);
        scratch.Release(taken);
    }
}
