using System.Numerics;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Networks.Managed;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Paper.Networks;

/// <summary>A <see cref="CausalFilterMixer"/> over the events of one window. The convolution is summed event by event: windows are short.</summary>
internal sealed class ManagedCausalFilter : ManagedMixer
{
    private readonly ManagedLinear _values;
    private readonly ManagedLinear _gate;
    private readonly ManagedLinear _output;
    private readonly float[] _kernel;

    /// <param name="values">d to d: what is convolved.</param>
    /// <param name="gate">d to d.</param>
    /// <param name="output">d to d.</param>
    /// <param name="kernel">[T_max, d], by how far back.</param>
    public ManagedCausalFilter(ManagedLinear values, ManagedLinear gate, ManagedLinear output, Tensor kernel) =>
        (_values, _gate, _output, _kernel) = (values, gate, output, ManagedNumbers.Rows(kernel));

    /// <inheritdoc/>
    public override bool Modulates => true;

    /// <inheritdoc/>
    public override void Mix(ReadOnlySpan<float> x, ManagedSlots slots, ReadOnlySpan<float> modulation, Span<float> mixed, ManagedScratch scratch)
    {
        int taken = scratch.Taken, stride = _values.Stride, count = slots.Count, wanted = slots.Wanted, first = slots.First;
        Span<float> values = scratch.Take(count * stride), gate = scratch.Take(wanted * stride), filtered = scratch.Take(wanted * stride);
        _values.Apply(x, stride, count, values);
        _gate.Apply(x[(first * stride)..], stride, wanted, gate);
        for (int row = 0; row < wanted; row++)
            Filter(values, first + row, Math.Min(first + row, slots.Older), stride, filtered.Slice(row * stride, stride));

        int newest = wanted - slots.Paths;
        bool modulated = !modulation.IsEmpty;
        if (modulated)
        {
            FloatVectors.Add(filtered.Slice(newest * stride, stride), modulation.Slice(2 * stride, stride));
            FloatVectors.Add(gate.Slice(newest * stride, stride), modulation.Slice(3 * stride, stride));
        }

        Span<Vector<float>> sums = ManagedMath.Vectors(filtered), gates = ManagedMath.Vectors(gate);
        for (int i = 0; i < sums.Length; i++)
            sums[i] *= ManagedMath.Silu(gates[i]);
        _output.Apply(filtered, stride, wanted, mixed);
        if (modulated)
            ManagedModulation.Apply(mixed.Slice(newest * stride, stride), modulation);
        scratch.Release(taken);
    }

    /// <summary>The sum of kernel[0] of a slot's own value and kernel[lag] of those of the <paramref name="older"/> slots before it.</summary>
    private void Filter(ReadOnlySpan<float> values, int slot, int older, int stride, Span<float> sum)
    {
        ReadOnlySpan<Vector<float>> own = ManagedMath.Vectors(values.Slice(slot * stride, stride)), past = ManagedMath.Vectors(values[..(older * stride)]);
        ReadOnlySpan<Vector<float>> kernel = ManagedMath.Vectors(_kernel.AsSpan(0, (older + 1) * stride));
        Span<Vector<float>> to = ManagedMath.Vectors(sum);
        int wide = to.Length;
        // Two vectors at a time: rows are whole pairs.
        for (int i = 0; i < wide; i += 2)
        {
            Vector<float> left = kernel[i] * own[i], right = kernel[i + 1] * own[i + 1];
            int from = i + ((older - 1) * wide);
            for (int at = i + wide; at < kernel.Length; at += wide, from -= wide)
            {
                left = ManagedMath.MultiplyAdd(kernel[at], past[from], left);
                right = ManagedMath.MultiplyAdd(kernel[at + 1], past[from + 1], right);
            }

            (to[i], to[i + 1]) = (left, right);
        }
    }
}
