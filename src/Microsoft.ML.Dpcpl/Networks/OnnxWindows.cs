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

    /// <summary>Oldest slots that are left out for a hidden event at the end; null: there is none.</summary>
    private int? LeftOut { get; init; }

    public OnnxGraph Graph => graph;

    /// <summary>T.</summary>
    public int Length => LeftOut is { } leftOut ? length - leftOut + 1 : length;

    /// <summary>These windows, and a hidden event after the newest one of each; the oldest slot makes room for it in windows as long as they may be.</summary>
    /// <param name="most">T_max.</param>
    public OnnxWindows WithHiddenEnd(int most) => new(graph, itemTable, length, prompts) { LeftOut = length == most ? 1 : 0 };

    /// <summary>[V + 1, d].</summary>
    public OnnxValue ItemVectors => graph.Weight(itemTable);

    /// <summary>[n, T].</summary>
    public OnnxValue Items => Ended(ItemInput);

    /// <summary>[n, T].</summary>
    public OnnxValue Behaviors => Ended(graph.Input("behaviors", OnnxType.Int64, length));

    /// <summary>[n, T]: days before the newest event.</summary>
    public OnnxValue Days => Ended(graph.Input("days", OnnxType.Float, length));

    /// <summary>[n, T, 1]: 1 where an event stands.</summary>
    public OnnxValue Valid => _valid ??= (LeftOut is null ? ItemInput.IsNotZero() : Other(Ended(Other(ItemInput.IsNotZero())))).Unsqueeze(2);

    /// <summary>[n, A]: categories.</summary>
    public OnnxValue Attributes(int count) => graph.Input("attributes", OnnxType.Int64, count);

    /// <summary>[n, K]: buckets.</summary>
    public OnnxValue Statistics => graph.Input("statistics", OnnxType.Int64, prompts.Statistics);

    /// <summary>T_h.</summary>
    public int HistoryLength => prompts.HistoryLength;

    /// <summary>[n, B, T_h]: the newest items of each behavior in order of time, filled up with zeros on the right.</summary>
    public OnnxValue Histories => graph.Input("histories", OnnxType.Int64, prompts.Behaviors, prompts.HistoryLength);

    private OnnxValue ItemInput => graph.Input("items", OnnxType.Int64, length);

    /// <summary>[n, T] with the hidden event, 0 there; as it is without one.</summary>
    private OnnxValue Ended(OnnxValue window) => LeftOut is { } leftOut ? window.Slice(1, leftOut, length).PadAfter(2, 1, 1) : window;

    /// <summary>1 for 0 and 0 for 1.</summary>
    private static OnnxValue Other(OnnxValue flags) => (flags * -1) + 1;
}
