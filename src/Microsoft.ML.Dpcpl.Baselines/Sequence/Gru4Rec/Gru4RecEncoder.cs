using Microsoft.ML.Dpcpl.Baselines.Sequence.Gru4Rec;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Networks.Managed;
using Microsoft.ML.Dpcpl.Onnx;
using Microsoft.ML.Dpcpl.Systems;
using Microsoft.ML.Dpcpl.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Dropout = Microsoft.ML.Dpcpl.Networks.Dropout;
using Linear = Microsoft.ML.Dpcpl.Networks.Linear;

[assembly: NeuralSystemType("GRU4Rec", typeof(Gru4RecShape))]

namespace Microsoft.ML.Dpcpl.Baselines.Sequence.Gru4Rec;

/// <summary>The sizes and switches of a <see cref="Gru4RecEncoder"/>.</summary>
/// <param name="Items">V.</param>
/// <param name="Behaviors">B.</param>
/// <param name="MaxLength">T_max.</param>
/// <param name="Width">d.</param>
/// <param name="BehaviorEmbedding">Whether an event is more than its item.</param>
/// <param name="AttributeSizes">Categories of each user attribute.</param>
/// <param name="Layers">L.</param>
/// <param name="StateWidth">h: width of the recurrent state.</param>
internal sealed record Gru4RecShape(
    int Items,
    int Behaviors,
    int MaxLength,
    int Width,
    bool BehaviorEmbedding,
    IReadOnlyList<int> AttributeSizes,
    [property: Within(1, 16)] int Layers,
    [property: Within(1, 8192)] int StateWidth)
    : BaselineShape(Items, Behaviors, MaxLength, Width, BehaviorEmbedding, AttributeSizes)
{
    /// <inheritdoc/>
    public override SequenceEncoder CreateEncoder(Initialization init) => new Gru4RecEncoder(this, init);
}

/// <summary>
/// GRU4Rec (Hidasi et al., ICLR 2016; with Tan et al., DLRS 2016): a gated recurrent unit over item and (MB-GRU4Rec) behavior embeddings
/// with dropout, and a linear map from its state to the width of the items.
/// </summary>
internal sealed class Gru4RecEncoder : BaselineEncoder
{
    private readonly EventEmbedding _events;
    private readonly GRU _gru;
    private readonly int _layers, _stateWidth;
    private readonly Linear _output;

    public Gru4RecEncoder(Gru4RecShape shape, Initialization init)
        : base(nameof(Gru4RecEncoder), shape, init)
    {
        (_layers, _stateWidth) = (shape.Layers, shape.StateWidth);
        _events = new EventEmbedding(shape, positions: false, shape.BehaviorEmbedding, init);
        // Three gates, each with two weights and two biases; only the first layer reads the events.
        init.Require(3L * shape.StateWidth * (shape.Width + shape.StateWidth + 2 + ((shape.Layers - 1L) * ((2 * shape.StateWidth) + 2))));
        _gru = TorchGenerator.Untouched(() => nn.GRU(shape.Width, shape.StateWidth, shape.Layers, device: CPU, dtype: ScalarType.Float32));
        using (no_grad())
        {
            foreach ((_, Parameter parameter) in _gru.named_parameters())
            {
                using Parameter values = parameter.dim() == 1
                    ? Initialization.Constant(0, parameter.shape)
                    : init.Linear((int)parameter.shape[1], (int)parameter.shape[0]);
                parameter.copy_(values);
            }
        }

        _output = new Linear(shape.StateWidth, shape.Width, init);
        RegisterComponents();
    }

    /// <inheritdoc/>
    protected override Tensor Hidden(Tensor itemVectors, WindowInputs windows, Dropout dropout, bool lastOnly)
    {
        Tensor x = _events.forward(itemVectors, windows, dropout), valid = windows.Valid;
        long length = x.shape[0];

        // Windows begin with their empty slots, and a state moves on in these too: the events are moved to the start and their states back.
        Tensor empty = (-valid.sum([0L]).to(ScalarType.Int64)).Plus(length);
        Tensor slots = TensorArithmetic.Range(0, length, device: x.device).unsqueeze(1);
        // Given, since TorchSharp makes it with the process's default type and device.
        Tensor start = zeros([_layers, x.shape[1], _stateWidth], x.dtype, x.device);
        Tensor states = _gru.call(Take(x, slots.Plus(empty).AtMost(length - 1)), start).Item1;
        Tensor back = (slots - empty).AtLeast(0);
        if (lastOnly)
            (back, valid) = (back.narrow(0, length - 1, 1), valid.narrow(0, length - 1, 1));
        return _output.forward(Take(states, back)) * valid.unsqueeze(-1);
    }

    /// <summary>x[index[t, i], i], for x [T, n, w] and index [t, n].</summary>
    private static Tensor Take(Tensor x, Tensor index) => x.gather(0, index.unsqueeze(-1).expand(-1, -1, x.shape[2]));

    /// <inheritdoc/>
    public override ManagedEncoder? ToManaged()
    {
        var weights = _gru.named_parameters().ToDictionary(pair => pair.name, pair => pair.parameter);
        return new ManagedGruEncoder(
            Shape.Width,
            _events.ToManaged(Shape.Width),
            [.. Enumerable.Range(0, _layers).Select(layer =>
                new ManagedGru(weights[$"weight_ih_l{layer}"], weights[$"weight_hh_l{layer}"], weights[$"bias_ih_l{layer}"], weights[$"bias_hh_l{layer}"]))],
            _output.ToManaged(),
            AttributesToManaged());
    }

    /// <inheritdoc/>
    protected override OnnxValue Hidden(OnnxWindows windows)
    {
        OnnxGraph graph = windows.Graph;
        OnnxValue x = _events.Describe(windows), count = windows.Valid.Sum(1);
        // [n, T, 1]: where the event of each slot stands once the events are moved to the start; then [n, T, d], as the operator wants it.
        OnnxValue moved = ((count * -1 + windows.Length).Unsqueeze(2) + graph.Constant(TensorArithmetic.Range(0, windows.Length, ScalarType.Float32).reshape(1, -1, 1)))
            .AtMost(graph.Number(windows.Length - 1)).Cast(OnnxType.Int64);
        x = graph.Node("GatherElements", [x, graph.Node("Expand", [moved, graph.Constant([1, 1, Shape.Width])])], ("axis", 1L));
        OnnxValue lengths = count.AtLeast(graph.Number(1)).Reshape(-1), last = x;
        var weights = _gru.named_parameters().ToDictionary(pair => pair.name, pair => pair.parameter);
        for (int layer = 0; layer < _layers; layer++)
            (x, last) = x.Gru(weights[$"weight_ih_l{layer}"], weights[$"weight_hh_l{layer}"], weights[$"bias_ih_l{layer}"], weights[$"bias_hh_l{layer}"], lengths);
        return _output.Describe(last) * windows.Valid.At(1, windows.Length - 1);
    }
}
