using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Onnx;

/// <summary>A tensor of an <see cref="OnnxGraph"/>: an input, a constant, or what a node gives. Its operations add nodes; negative axes count from the last one.</summary>
internal sealed class OnnxValue(OnnxGraph graph, string name)
{
    public OnnxGraph Graph => graph;

    public string Name => name;

    public static OnnxValue operator +(OnnxValue a, OnnxValue b) => a.Node("Add", b);

    public static OnnxValue operator +(OnnxValue a, float b) => a + a.Graph.Number(b);

    public static OnnxValue operator -(OnnxValue a, OnnxValue b) => a.Node("Sub", b);

    public static OnnxValue operator *(OnnxValue a, OnnxValue b) => a.Node("Mul", b);

    public static OnnxValue operator *(OnnxValue a, float b) => a * a.Graph.Number(b);

    public static OnnxValue operator /(OnnxValue a, OnnxValue b) => a.Node("Div", b);

    public static OnnxValue Concat(long axis, params IReadOnlyList<OnnxValue> parts) => parts.Count == 1 ? parts[0] : parts[0].Graph.Node("Concat", [.. parts], ("axis", axis));

    /// <summary>Of the last two axes.</summary>
    public OnnxValue MatMul(OnnxValue other) => Node("MatMul", other);

    public OnnxValue Sigmoid() => Node("Sigmoid");

    public OnnxValue Silu() => this * Sigmoid();

    public OnnxValue Gelu() => this * 0.5f * ((this * (1 / MathF.Sqrt(2))).Node("Erf") + 1);

    public OnnxValue Sqrt() => Node("Sqrt");

    public OnnxValue Log() => Node("Log");

    /// <summary>max(x, b).</summary>
    public OnnxValue AtLeast(OnnxValue b) => Node("Max", b);

    /// <summary>min(x, b).</summary>
    public OnnxValue AtMost(OnnxValue b) => Node("Min", b);

    public OnnxValue Softmax(long axis) => graph.Node("Softmax", [this], ("axis", axis));

    /// <summary>Over the last axis.</summary>
    public OnnxValue LayerNorm(OnnxValue scale, OnnxValue shift) => graph.Node("LayerNormalization", [this, scale, shift], ("axis", -1L), ("epsilon", 1e-5f));

    /// <summary>0 keeps a size, -1 stands for what is left.</summary>
    public OnnxValue Reshape(params ReadOnlySpan<long> shape) => Node("Reshape", graph.Constant(shape));

    public OnnxValue Transpose(params long[] axes) => graph.Node("Transpose", [this], ("perm", axes));

    public OnnxValue Unsqueeze(long axis) => Node("Unsqueeze", graph.Constant([axis]));

    public OnnxValue Slice(long axis, long start, long end) =>
        graph.Node("Slice", [this, graph.Constant([start]), graph.Constant([end]), graph.Constant([axis])]);

    /// <summary>A part of an axis, which is gone.</summary>
    public OnnxValue At(long axis, long index) => graph.Node("Squeeze", [Slice(axis, index, index + 1), graph.Constant([axis])]);

    /// <summary>Rows of this table at some indices.</summary>
    public OnnxValue Rows(OnnxValue indices) => graph.Node("Gather", [this, indices], ("axis", 0L));

    public OnnxValue Sum(long axis, bool keep = false) => graph.Node("ReduceSum", [this, graph.Constant([axis])], ("keepdims", keep ? 1L : 0));

    public OnnxValue Cast(OnnxType type) => graph.Node("Cast", [this], ("to", (long)type));

    /// <summary>1 where this whole number is not zero, 0 elsewhere.</summary>
    public OnnxValue IsNotZero() => graph.Node("Not", [graph.Node("Equal", [this, graph.Constant([0])])]).Cast(OnnxType.Float);

    /// <summary>Zeros before an axis of a tensor of so many.</summary>
    public OnnxValue PadBefore(int axes, int axis, long count)
    {
        var pads = new long[2 * axes];
        pads[axis] = count;
        return count == 0 ? this : Node("Pad", graph.Constant(pads));
    }

    /// <summary>Zeros after an axis of a tensor of so many.</summary>
    public OnnxValue PadAfter(int axes, int axis, long count)
    {
        var pads = new long[2 * axes];
        pads[axes + axis] = count;
        return Node("Pad", graph.Constant(pads));
    }

    /// <summary>Each channel of [n, T, d] times a kernel of its own, [K, d]: y[t] = sum over lags of kernel[lag] x[t - lag], for the slots with K - 1 slots before them.</summary>
    public OnnxValue Filter(Tensor kernel)
    {
        long width = kernel.shape[1];
        OnnxValue weights = graph.Constant(kernel.detach().flip(0).t().unsqueeze(1));
        return graph.Node("Conv", [Transpose(0, 2, 1), weights], ("group", width)).Transpose(0, 2, 1);
    }

    /// <summary>A gated recurrent unit over [n, T, w] with weights in torch's order; states [n, T, h], and [n, h] after the last of each row's <paramref name="lengths"/>.</summary>
    public (OnnxValue States, OnnxValue Last) Gru(
        Tensor inputWeight, Tensor stateWeight, Tensor inputBias, Tensor stateBias, OnnxValue lengths)
    {
        long state = stateWeight.shape[1];
        // torch: reset, update, new; ONNX: update, reset, new.
        Tensor Reordered(Tensor weight)
        {
            Tensor[] gates = weight.detach().chunk(3, 0);
            return cat([gates[1], gates[0], gates[2]], 0);
        }

        OnnxValue[] outputs = graph.Node(
            "GRU",
            [
                Transpose(1, 0, 2), graph.Constant(Reordered(inputWeight).unsqueeze(0)), graph.Constant(Reordered(stateWeight).unsqueeze(0)),
                graph.Constant(cat([Reordered(inputBias), Reordered(stateBias)], 0).unsqueeze(0)), lengths.Cast(OnnxType.Int32),
            ],
            2, ("hidden_size", state), ("linear_before_reset", 1L));
        // [T, 1, n, h] and [1, n, h].
        return (outputs[0].At(1, 0).Transpose(1, 0, 2), outputs[1].At(0, 0));
    }

    private OnnxValue Node(string operation, params ReadOnlySpan<OnnxValue> others) => graph.Node(operation, [this, .. others]);
}
