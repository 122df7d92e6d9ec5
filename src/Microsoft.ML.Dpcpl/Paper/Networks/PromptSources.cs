using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Networks.Managed;
using Microsoft.ML.Dpcpl.Onnx;
using Microsoft.ML.Dpcpl.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Paper.Networks;

/// <summary>
/// Prompt personalization (section 4.3.1, eq. 5): Q_u stacks what attributes, statistics and each behavior's history say
/// about a user. One GRU reads the histories of all behaviors over the frozen item vectors.
/// </summary>
internal sealed class PromptSources : nn.Module
{
    private readonly CustomizedPromptsShape _shape;
    private readonly ParameterList _attributes;
    private readonly FeedForward? _attributeMlp;
    private readonly Parameter _statistics;
    private readonly FeedForward _statisticMlp;
    private readonly HistoryGru _gru;

    public PromptSources(CustomizedPromptsShape shape, Initialization init)
        : base(nameof(PromptSources))
    {
        _shape = shape;
        int width = shape.VectorWidth;
        _attributes = nn.ParameterList(shape.AttributeSizes.Select(size => init.Normal(0.02, size, width)).ToArray());
        if (shape.AttributeSizes.Count > 0)
            _attributeMlp = new FeedForward(shape.AttributeSizes.Count * width, width, width, init);
        _statistics = init.Normal(0.02, shape.Statistics * CustomizedPromptsShape.StatisticBuckets, shape.StatisticWidth);
        _statisticMlp = new FeedForward(shape.Statistics * shape.StatisticWidth, width, width, init);
        _gru = new HistoryGru(shape.Width, width, init);
        RegisterComponents();
    }

    /// <summary>Q [n, M, w], rows normalized, and what to add to a source's logit: 0, or a large negative number where it has nothing to say, [n, M, 1].</summary>
    public (Tensor Sources, Tensor Absence) forward(PromptInputs inputs, Tensor itemVectors)
    {
        long users = inputs.Statistics.shape[0];
        int behaviors = _shape.Behaviors, width = _shape.VectorWidth;
        var sources = new List<Tensor>();
        if (_attributeMlp is not null)
            sources.Add(AttributeEmbedding.Join(_attributes, _attributeMlp, inputs.Attributes!).unsqueeze(1));

        Tensor offsets = TensorArithmetic.Range(0, _shape.Statistics, device: inputs.Statistics.device).Times(CustomizedPromptsShape.StatisticBuckets);
        Tensor buckets = _statistics.index_select(0, inputs.Statistics.Plus(offsets).reshape(-1)).reshape(users, -1);
        sources.Add(_statisticMlp.forward(buckets).unsqueeze(1));

        Tensor histories = zeros([users * behaviors, width], itemVectors.dtype, itemVectors.device);
        Tensor absence = empty([users * behaviors], itemVectors.dtype, itemVectors.device).Fill(-1e9);
        if (inputs.Histories is { } lines)
        {
            histories = histories.index_copy(0, inputs.HistoryPlaces, _gru.forward(itemVectors, lines));
            _ = absence.Set(0, inputs.HistoryPlaces, 0);
        }

        sources.Add(histories.reshape(users, behaviors, width));
        Tensor stacked = nn.functional.layer_norm(cat(sources.ToArray(), 1), [width]);
        Tensor always = zeros([users, _shape.Sources - behaviors], itemVectors.dtype, itemVectors.device);
        return (stacked, cat([always, absence.reshape(users, behaviors)], 1).unsqueeze(-1));
    }

    /// <summary>A copy of the weights for managed code.</summary>
    public ManagedPromptSources ToManaged() => new(
        _shape, _attributeMlp is null ? null : new ManagedAttributes(_attributes, _attributeMlp.ToManaged()), ManagedNumbers.Of(_statistics), _statisticMlp.ToManaged(), _gru.ToManaged());

    /// <summary>The same in an ONNX graph.</summary>
    public (OnnxValue Sources, OnnxValue Absence) Describe(OnnxWindows windows)
    {
        OnnxGraph graph = windows.Graph;
        int behaviors = _shape.Behaviors, width = _shape.VectorWidth;
        var sources = new List<OnnxValue>();
        if (_attributeMlp is not null)
            sources.Add(AttributeEmbedding.Describe(_attributes, _attributeMlp, windows).Unsqueeze(1));

        OnnxValue offsets = graph.Constant([.. Enumerable.Range(0, _shape.Statistics).Select(k => (long)k * CustomizedPromptsShape.StatisticBuckets)]);
        sources.Add(_statisticMlp.Describe(graph.Weight(_statistics).Rows(windows.Statistics + offsets).Reshape(0, _shape.Statistics * _shape.StatisticWidth)).Unsqueeze(1));

        // A history a line; an empty one is read as one of a single unknown item, and what it gives is not taken.
        OnnxValue lines = windows.Histories.Reshape(-1, windows.HistoryLength);
        OnnxValue lengths = lines.IsNotZero().Sum(1), present = lengths.AtMost(graph.Number(1));
        OnnxValue states = _gru.Describe(windows.ItemVectors.Rows(lines), lengths.AtLeast(graph.Number(1)));
        OnnxValue there = present.Reshape(-1, behaviors);
        sources.Add(states.Reshape(-1, behaviors, width) * there.Unsqueeze(2));

        // The shift may be left out, but ONNX Runtime 1.32 ends the process on files without it.
        OnnxValue stacked = OnnxValue.Concat(1, sources).LayerNorm(graph.Constant(ones([width], ScalarType.Float32, CPU)), graph.Constant(zeros([width], ScalarType.Float32, CPU)));
        return (stacked, ((there + -1) * 1e9f).PadBefore(2, 1, _shape.Sources - behaviors).Unsqueeze(2));
    }
}
