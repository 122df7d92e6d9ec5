using Microsoft.ML.Dpcpl.Onnx;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Networks;

/// <summary>
/// Windows as the inputs of an ONNX graph, one row a window: the newest event in the last slot, empty slots on the left. An input that no module asks for is none of the file's.
/// </summary>
/// <param name="graph">The graph.</param>
/// <param name="itemTable">[V + 1, d].</param>
/// <param name="length">T.</param>
/// <param name="prompts">What prompts are made from, where they are.</param>
internal sealed class OnnxWindows(OnnxGraph graph, Tensor itemTable, int length, OnnxPromptSizes prompts)
{
    private OnnxValue? _valid;

    public OnnxGraph Graph => graph;

    /// <summary>T.</summary>
    public int Length => length;

    /// <summary>[V + 1, d].</summary>
    public OnnxValue ItemVectors => graph.Weight(itemTable);

    /// <summary>[n, T].</summary>
    public OnnxValue Items => graph.Input("items", OnnxType.Int64, length);

    /// <summary>[n, T].</summary>
    public OnnxValue Behaviors => graph.Input("behaviors", OnnxType.Int64, length);

    /// <summary>[n, T]: days before the newest event.</summary>
    public OnnxValue Days => graph.Input("days", OnnxType.Float, length);

    /// <summary>[n, T, 1]: 1 where an event stands.</summary>
    public OnnxValue Valid => _valid ??= Items.IsNotZero().Unsqueeze(2);

    /// <summary>[n, A]: categories.</summary>
    public OnnxValue Attributes(int count) => graph.Input("attributes", OnnxType.Int64, count);

    /// <summary>[n, K]: buckets.</summary>
    public OnnxValue Statistics => graph.Input("statistics", OnnxType.Int64, prompts.Statistics);

    /// <summary>T_h.</summary>
    public int HistoryLength => prompts.HistoryLength;

    /// <summary>[n, B, T_h]: the newest items of each behavior in order of time, filled up with zeros on the right.</summary>
    public OnnxValue Histories => graph.Input("histories", OnnxType.Int64, prompts.Behaviors, prompts.HistoryLength);
}
