using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Networks.Managed;
using Microsoft.ML.Dpcpl.Onnx;
using Microsoft.ML.Dpcpl.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Paper.Networks;

/// <summary>
/// A gated recurrent unit (Cho et al. 2014, in libtorch's form and with its weights' names) that reads lines of different length and
/// gives the state after each line's last event.
/// </summary>
/// <remarks>What the inputs say is one product over all events.</remarks>
internal sealed class HistoryGru : nn.Module
{
    private readonly int _state;

    // The names under which models hold them.
    private readonly Parameter weight_ih_l0;
    private readonly Parameter weight_hh_l0;
    private readonly Parameter bias_ih_l0;
    private readonly Parameter bias_hh_l0;

    /// <param name="inputs">Width of an event's vector.</param>
    /// <param name="state">Width of the state, h.</param>
    /// <param name="init">Draws the weights, N(0, 1 / h).</param>
    public HistoryGru(int inputs, int state, Initialization init)
        : base(nameof(HistoryGru))
    {
        _state = state;
        double deviation = 1 / Math.Sqrt(state);
        // Rows: reset gate, update gate, new state.
        weight_ih_l0 = init.Normal(deviation, 3 * state, inputs);
        weight_hh_l0 = init.Normal(deviation, 3 * state, state);
        bias_ih_l0 = init.Normal(deviation, 3 * state);
        bias_hh_l0 = init.Normal(deviation, 3 * state);
        RegisterComponents();
    }

    /// <summary>States [m, h] of m lines.</summary>
    /// <param name="vectors">[rows, inputs]: what the lines point into.</param>
    /// <param name="lines">At least one.</param>
    public Tensor forward(Tensor vectors, HistoryLines lines)
    {
        Tensor inputs = nn.functional.linear(vectors.index_select(0, lines.Events), weight_ih_l0, bias_ih_l0);
        var ended = new List<Tensor>();
        Tensor? state = null;
        long start = 0;
        foreach (int count in lines.Going)
        {
            if (state is not null && state.shape[0] > count)
            {
                ended.Add(state.narrow(0, count, state.shape[0] - count));
                state = state.narrow(0, 0, count);
            }

            state = Next(inputs.narrow(0, start, count), state);
            start += count;
        }

        ended.Add(state!);
        ended.Reverse();
        return cat([.. ended], 0).index_select(0, lines.Order);
    }

    private Tensor Next(Tensor input, Tensor? state)
    {
        Tensor recurrent = state is null ? bias_hh_l0.unsqueeze(0) : nn.functional.linear(state, weight_hh_l0, bias_hh_l0);
        Tensor gates = input.narrow(1, 0, 2 * _state).Plus(recurrent.narrow(1, 0, 2 * _state)).sigmoid_();
        Tensor reset = gates.narrow(1, 0, _state), update = gates.narrow(1, _state, _state);
        Tensor fresh = input.narrow(1, 2 * _state, _state).Plus(reset * recurrent.narrow(1, 2 * _state, _state)).tanh_();
        return state is null ? fresh - (update * fresh) : fresh.Plus(update * (state - fresh));
    }

    /// <summary>A copy of the weights for managed code.</summary>
    public ManagedGru ToManaged() => new(weight_ih_l0, weight_hh_l0, bias_ih_l0, bias_hh_l0);

    /// <summary>The same in an ONNX graph: states [m, h] after the last event of each line.</summary>
    /// <param name="events">[m, T, inputs].</param>
    /// <param name="lengths">[m]: events of each line, 1 or more.</param>
    public OnnxValue Describe(OnnxValue events, OnnxValue lengths) => events.Gru(weight_ih_l0, weight_hh_l0, bias_ih_l0, bias_hh_l0, lengths).Last;
}
