using System.Numerics;
using Microsoft.ML.Dpcpl.Networks.Managed;

namespace Microsoft.ML.Dpcpl.Baselines.Sequence.ESasRec;

/// <summary>A <see cref="LigrLayer"/> over one window.</summary>
/// <param name="width">d.</param>
/// <param name="attention">Causal attention.</param>
/// <param name="attentionNorm">Of what attention reads.</param>
/// <param name="attentionGate">d to d: opens for what attention says.</param>
/// <param name="gate">d to the inner width, W_a.</param>
/// <param name="inner">d to the inner width, W_b.</param>
/// <param name="outer">The inner width to d, W_c.</param>
/// <param name="feedForwardNorm">Of what the network reads.</param>
/// <param name="feedForwardGate">d to d: opens for what the network says.</param>
internal sealed class ManagedLigrLayer(
    int width, ManagedMixer attention, ManagedLayerNorm attentionNorm, ManagedLinear attentionGate, ManagedLinear gate, ManagedLinear inner, ManagedLinear outer,
    ManagedLayerNorm feedForwardNorm, ManagedLinear feedForwardGate)
    : ManagedLayer(width)
{
    /// <inheritdoc/>
    public override void Apply(Span<float> x, ManagedSlots slots, ReadOnlySpan<float> modulation, ManagedScratch scratch)
    {
        int taken = scratch.Taken, rows = slots.Wanted, size = rows * Stride;
        Span<float> normalized = scratch.Take(slots.Count * Stride), mixed = scratch.Take(size), opened = scratch.Take(size), a = x.Slice(slots.First * Stride, size);
        attentionNorm.Apply(x[..normalized.Length], normalized);
        attention.Mix(normalized, slots, modulation, mixed, scratch);
        AddGated(a, attentionGate, mixed, opened, rows);

        feedForwardNorm.Apply(a, normalized);
        Span<float> active = scratch.Take(rows * gate.Stride), hidden = scratch.Take(rows * gate.Stride);
        gate.Apply(normalized, Stride, rows, active);
        inner.Apply(normalized, Stride, rows, hidden);
        Span<Vector<float>> left = ManagedMath.Vectors(active), right = ManagedMath.Vectors(hidden);
        for (int i = 0; i < left.Length; i++)
            left[i] = ManagedMath.Silu(left[i]) * right[i];
        outer.Apply(active, gate.Stride, rows, mixed);
        AddGated(a, feedForwardGate, mixed, opened, rows);
        scratch.Release(taken);
    }

    /// <summary>a becomes a + sigmoid(W a) o said.</summary>
    private void AddGated(Span<float> a, ManagedLinear map, ReadOnlySpan<float> said, Span<float> opened, int rows)
    {
        map.Apply(a, Stride, rows, opened);
        Span<Vector<float>> sum = ManagedMath.Vectors(a), gates = ManagedMath.Vectors(opened);
        ReadOnlySpan<Vector<float>> terms = ManagedMath.Vectors(said);
        for (int i = 0; i < sum.Length; i++)
            sum[i] += ManagedMath.Sigmoid(gates[i]) * terms[i];
    }
}
