using Microsoft.ML.Dpcpl.Networks.Managed;
using Microsoft.ML.Dpcpl.Onnx;
using Microsoft.ML.Dpcpl.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Networks;

/// <summary>
/// Multi-head self-attention over the overall sequence, causal unless asked otherwise: takes the filter's place in the ablation "w/o DS" of Table 5.
/// Prompt slots stand first, so every event can attend to them. With time decay a head lowers the score of an event g days back by
/// a log(1 + g), a &gt; 0 learned: its weight falls like (1 + g)^-a.
/// </summary>
internal sealed class SelfAttentionMixer : nn.Module, ITokenMixer, IOnnxMixer, IManagedMixer
{
    private readonly int _heads;
    private readonly bool _causal;
    private readonly Linear _projection;
    private readonly Linear _output;
    private readonly Parameter? _decay;

    public SelfAttentionMixer(int width, int heads, bool timeDecay, Initialization init, bool causal = true)
        : base(nameof(SelfAttentionMixer))
    {
        (_heads, _causal) = (heads, causal);
        _projection = new Linear(width, 3 * width, init);
        _output = new Linear(width, width, init, Initialization.ResidualScale);
        if (timeDecay)
        {
            // The heads start at different rates, softplus of these: 0.7 to 2.1.
            _decay = new Parameter(heads == 1
                ? zeros([1], ScalarType.Float32, CPU).Plus(0.5)
                : linspace(0, 2, heads, ScalarType.Float32, CPU));
        }

        RegisterComponents();
    }

    public Tensor Mix(Tensor x, WindowMasks masks, bool lastOnly)
    {
        long length = x.shape[0], rows = x.shape[1], width = x.shape[2], head = width / _heads;
        Tensor Heads(Tensor part) => part.reshape(length, rows * _heads, head).transpose(0, 1);
        Tensor[] parts = _projection.forward(x).chunk(3, -1);
        Tensor queries = Heads(parts[0].contiguous()), keys = Heads(parts[1].contiguous()), values = Heads(parts[2].contiguous());

        // Additive mask [n heads, T, T]: no later slot where attention is causal, no empty slot. A large number and not infinity, since empty slots see nothing.
        Tensor later = _causal && !masks.BothWays ? ones([length, length], x.dtype, x.device).triu(1).Times(-1e9) : zeros([length, length], x.dtype, x.device);
        Tensor empty = (-masks.Valid.squeeze(-1).t()).Plus(1).Times(-1e9);
        Tensor blocked = later.unsqueeze(0).Plus(empty.repeat_interleave(_heads, 0).unsqueeze(1));
        if (_decay is not null && masks.LogGaps is { } gaps)
            blocked = blocked - (Softplus(_decay).reshape(1, -1, 1, 1) * gaps.unsqueeze(1)).reshape(-1, length, length);
        if (lastOnly)
        {
            queries = queries.narrow(1, length - 1, 1);
            blocked = blocked.narrow(1, length - 1, 1);
        }

        Tensor weights = nn.functional.softmax(queries.bmm(keys.transpose(1, 2)).Over(Math.Sqrt(head)).Plus(blocked), -1);
        return _output.forward(weights.bmm(values).transpose(0, 1).reshape(-1, rows, width));
    }

    /// <inheritdoc/>
    public ManagedMixer? ToManaged()
    {
        if (!_causal)
            return null;
        using var scope = NewDisposeScope();
        int width = (int)_output.Weight.shape[0];
        float[] rates = _decay is null ? [] : ManagedNumbers.Of(Softplus(_decay.detach()));
        return new ManagedAttention(
            width, rates, _projection.ToManaged(0, width), _projection.ToManaged(width, width), _projection.ToManaged(2 * width, width), _output.ToManaged(), _heads);
    }

    private static Tensor Softplus(Tensor x) => -nn.functional.logsigmoid(-x);

    /// <inheritdoc/>
    public OnnxValue Describe(OnnxValue x, OnnxWindows windows, bool lastOnly)
    {
        OnnxGraph graph = x.Graph;
        long length = windows.Length, width = _output.Weight.shape[0], head = width / _heads;
        OnnxValue projected = _projection.Describe(x);
        // [n, heads, T, d / heads].
        OnnxValue Part(int part) => projected.Slice(2, part * width, (part + 1) * width).Reshape(0, length, _heads, head).Transpose(0, 2, 1, 3);
        OnnxValue queries = Part(0), keys = Part(1), values = Part(2);

        // [n, heads or 1, T, T].
        OnnxValue later = graph.Constant(ones([length, length], ScalarType.Float32, CPU).triu(1).Times(_causal ? -1e9 : 0));
        OnnxValue blocked = later + ((windows.Valid.Transpose(0, 2, 1) + -1) * 1e9f).Unsqueeze(1);
        if (_decay is not null)
        {
            OnnxValue days = windows.Days;
            OnnxValue gaps = ((days.Unsqueeze(1) - days.Unsqueeze(2)).AtLeast(graph.Number(0)) + 1).Log();
            blocked -= graph.Constant(Softplus(_decay.detach()).reshape(-1, 1, 1)) * gaps.Unsqueeze(1);
        }

        if (lastOnly)
            (queries, blocked) = (queries.Slice(2, length - 1, length), blocked.Slice(2, length - 1, length));
        OnnxValue weights = ((queries.MatMul(keys.Transpose(0, 1, 3, 2)) * (1 / MathF.Sqrt(head))) + blocked).Softmax(-1);
        return _output.Describe(weights.MatMul(values).Transpose(0, 2, 1, 3).Reshape(0, -1, width));
    }
}
