using System.Numerics;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Networks.Managed;

/// <summary>A gated recurrent unit (Cho et al. 2014, in libtorch's form) over one line of events.</summary>
internal sealed class ManagedGru
{
    private readonly ManagedLinear _input;
    private readonly ManagedLinear _recurrent;

    /// <param name="input">[3 h, inputs]: reset gate, update gate, new state.</param>
    /// <param name="recurrent">[3 h, h].</param>
    /// <param name="inputBias">[3 h].</param>
    /// <param name="recurrentBias">[3 h].</param>
    public ManagedGru(Tensor input, Tensor recurrent, Tensor inputBias, Tensor recurrentBias) =>
        (_input, _recurrent) = (new ManagedLinear(input, inputBias, 3), new ManagedLinear(recurrent, recurrentBias, 3));

    /// <summary>Numbers of a state.</summary>
    public int Stride => _recurrent.Stride / 3;

    /// <summary>The states after each event.</summary>
    /// <param name="events">[count, stride of the inputs].</param>
    /// <param name="stride">Numbers from one event to the next.</param>
    /// <param name="count">Events, at least one.</param>
    /// <param name="states">Receives [count, stride of h].</param>
    /// <param name="scratch">For what lies between.</param>
    public void Apply(ReadOnlySpan<float> events, int stride, int count, Span<float> states, ManagedScratch scratch)
    {
        int taken = scratch.Taken, h = Stride;
        Span<float> inputs = scratch.Take(count * 3 * h), recurrent = scratch.Take(3 * h), before = scratch.Take(h);
        before.Clear();
        _input.Apply(events, stride, count, inputs);
        for (int time = 0; time < count; time++)
        {
            _recurrent.Apply(before, h, 1, recurrent);
            Span<float> state = states.Slice(time * h, h);
            Next(inputs.Slice(time * 3 * h, 3 * h), recurrent, before, state);
            before = state;
        }

        scratch.Release(taken);
    }

    private static void Next(ReadOnlySpan<float> input, ReadOnlySpan<float> recurrent, ReadOnlySpan<float> before, Span<float> state)
    {
        ReadOnlySpan<Vector<float>> x = ManagedMath.Vectors(input), y = ManagedMath.Vectors(recurrent), old = ManagedMath.Vectors(before);
        Span<Vector<float>> now = ManagedMath.Vectors(state);
        int h = now.Length;
        for (int i = 0; i < h; i++)
        {
            Vector<float> reset = ManagedMath.Sigmoid(x[i] + y[i]), update = ManagedMath.Sigmoid(x[h + i] + y[h + i]);
            Vector<float> fresh = ManagedMath.Tanh(x[(2 * h) + i] + (reset * y[(2 * h) + i]));
            now[i] = fresh + (update * (old[i] - fresh));
        }
    }
}
