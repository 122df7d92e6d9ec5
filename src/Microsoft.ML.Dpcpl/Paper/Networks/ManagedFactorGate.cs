using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Networks.Managed;

namespace Microsoft.ML.Dpcpl.Paper.Networks;

/// <summary>A <see cref="PromptFactorGate"/> of one user.</summary>
/// <param name="width">w.</param>
/// <param name="factors">N.</param>
/// <param name="queries">w to N (layers + 1).</param>
/// <param name="gates">2 N w to 2 N, of each layer.</param>
/// <param name="values">w to w, of each group of factors; null: none.</param>
internal sealed class ManagedFactorGate(int width, int factors, ManagedLinear queries, ManagedLinear[] gates, ManagedLinear[]? values)
{
    private readonly int _stride = ManagedNumbers.Stride(width);

    /// <summary>Numbers of all factors of a user.</summary>
    public int Size => (gates.Length + 1) * factors * _stride;

    /// <summary>E: attention of each factor over the sources that are there (eq. 6).</summary>
    /// <param name="sources">[M, stride of w].</param>
    /// <param name="there">Of each source, whether it has something to say.</param>
    /// <param name="pooled">Receives [N (layers + 1), stride of w].</param>
    /// <param name="scratch">For what lies between.</param>
    public void Pool(ReadOnlySpan<float> sources, ReadOnlySpan<bool> there, Span<float> pooled, ManagedScratch scratch)
    {
        int taken = scratch.Taken, count = there.Length, all = (gates.Length + 1) * factors;
        Span<float> logits = scratch.Take(count * queries.Stride), weights = scratch.Take(ManagedNumbers.Stride(count)), sums = scratch.Take(Size);
        queries.Apply(sources, _stride, count, logits);
        sums.Clear();
        float scale = 1 / MathF.Sqrt(width);
        for (int factor = 0; factor < all; factor++)
        {
            for (int source = 0; source < count; source++)
                weights[source] = there[source] ? logits[(source * queries.Stride) + factor] * scale : float.NegativeInfinity;
            ManagedMath.Softmax(weights, count);
            for (int source = 0; source < count; source++)
            {
                if (there[source])
                    FloatVectors.Add(sums.Slice(factor * _stride, _stride), sources.Slice(source * _stride, _stride), weights[source]);
            }
        }

        int group = factors * _stride;
        for (int g = 0; g <= gates.Length; g++)
        {
            if (values is null)
                sums.Slice(g * group, group).CopyTo(pooled[(g * group)..]);
            else
                values[g].Apply(sums.Slice(g * group, group), _stride, factors, pooled.Slice(g * group, group));
        }

        scratch.Release(taken);
    }

    /// <summary>A layer's prompt vector (eqs. 7 and 8): its own and the shared factors, mixed by the gate that reads them.</summary>
    /// <param name="layer">Which one.</param>
    /// <param name="pooled">What <see cref="Pool"/> gave.</param>
    /// <param name="vector">Receives the stride of w.</param>
    /// <param name="scratch">For what lies between.</param>
    public void Mix(int layer, ReadOnlySpan<float> pooled, Span<float> vector, ManagedScratch scratch)
    {
        int taken = scratch.Taken, group = factors * _stride;
        ReadOnlySpan<float> own = pooled.Slice(layer * group, group), shared = pooled.Slice(gates.Length * group, group);
        ReadOnlySpan<float> Phi(ReadOnlySpan<float> own, ReadOnlySpan<float> shared, int factor) =>
            factor < factors ? own.Slice(factor * _stride, _stride) : shared.Slice((factor - factors) * _stride, _stride);
        Span<float> flat = scratch.Take(2 * factors * width), beta = scratch.Take(gates[layer].Stride);
        for (int factor = 0; factor < 2 * factors; factor++)
            Phi(own, shared, factor)[..width].CopyTo(flat[(factor * width)..]);
        gates[layer].Apply(flat, flat.Length, 1, beta);
        ManagedMath.Softmax(beta, 2 * factors);
        vector.Clear();
        for (int factor = 0; factor < 2 * factors; factor++)
            FloatVectors.Add(vector, Phi(own, shared, factor), beta[factor]);
        scratch.Release(taken);
    }
}
