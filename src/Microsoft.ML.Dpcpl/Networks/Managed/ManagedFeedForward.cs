namespace Microsoft.ML.Dpcpl.Networks.Managed;

/// <summary>Two linear maps with a GELU between them.</summary>
internal sealed class ManagedFeedForward(ManagedLinear inner, ManagedLinear outer)
{
    /// <summary>[rows, stride] to [rows, stride of the outputs].</summary>
    /// <param name="x">What is mapped.</param>
    /// <param name="stride">Numbers from one row of <paramref name="x"/> to the next.</param>
    /// <param name="rows">How many.</param>
    /// <param name="y">Receives the outputs.</param>
    /// <param name="scratch">For what lies between.</param>
    public void Apply(ReadOnlySpan<float> x, int stride, int rows, Span<float> y, ManagedScratch scratch)
    {
        int taken = scratch.Taken;
        Span<float> hidden = scratch.Take(rows * inner.Stride);
        inner.Apply(x, stride, rows, hidden);
        ManagedMath.Gelu(hidden);
        outer.Apply(hidden, inner.Stride, rows, y);
        scratch.Release(taken);
    }
}
