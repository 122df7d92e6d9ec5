using Microsoft.ML.Dpcpl.Paper.Networks;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Benchmarks.Scale;

/// <summary>
/// The backbone as one writes it down from the paper: users first, an embedding gather and a filter call for each stream, FFT
/// and complex einsum, libtorch's own dropout, every layer computed at every slot. The reference that the product is timed against.
/// </summary>
internal sealed class NaiveNetwork : nn.Module
{
    private readonly EfficientBehaviorMinerShape _shape;
    private readonly Embedding _items;
    private readonly Embedding _behaviors;
    private readonly Embedding _positions;
    private readonly TorchSharp.Modules.LayerNorm _norm;
    private readonly ModuleList<NaiveLayer> _layers;
    private readonly TorchSharp.Modules.Dropout _dropout;

    public NaiveNetwork(EfficientBehaviorMinerShape shape)
        : base(nameof(NaiveNetwork))
    {
        _shape = shape;
        _items = nn.Embedding(shape.Items + 1, shape.Width, padding_idx: 0);
        _behaviors = nn.Embedding(shape.Behaviors + 1, shape.Width, padding_idx: 0);
        _positions = nn.Embedding(shape.MaxLength, shape.Width);
        _norm = nn.LayerNorm(shape.Width);
        _dropout = nn.Dropout(shape.Dropout);
        _layers = nn.ModuleList(Enumerable.Range(0, shape.Layers).Select(_ => new NaiveLayer(shape)).ToArray());
        RegisterComponents();
    }

    /// <summary>The sampled softmax of one batch; windows are [n, T].</summary>
    public Tensor Loss(Tensor items, Tensor behaviors, Tensor targets, Tensor negatives)
    {
        Tensor positions = _positions.call(arange(items.shape[1], ScalarType.Int64));
        var streams = new List<Tensor>();
        Tensor valid = items.ne(0);
        for (int stream = 0; stream <= _shape.Behaviors; stream++)
        {
            Tensor mask = stream == 0 ? valid : behaviors.eq(stream);
            Tensor x = _items.call(items * mask) + _behaviors.call(behaviors * mask) + positions;
            streams.Add(_dropout.call(_norm.call(x)) * mask.unsqueeze(-1));
        }

        Tensor state = streams[0];
        foreach (NaiveLayer layer in _layers)
        {
            state = layer.Forward(state, streams);
            for (int stream = 0; stream < streams.Count; stream++)
                streams[stream] = stream == 0 ? state : state * behaviors.eq(stream).unsqueeze(-1);
            state = state * valid.unsqueeze(-1);
        }

        Tensor user = state.select(1, items.shape[1] - 1);
        Tensor positive = (user * _items.call(targets)).sum(-1, keepdim: true);
        Tensor scores = cat([positive, user.mm(_items.call(negatives).t())], 1);
        return nn.functional.cross_entropy(scores, zeros(items.shape[0], ScalarType.Int64));
    }

    private sealed class NaiveLayer : nn.Module
    {
        private readonly int _blocks;
        private readonly Parameter _weight1;
        private readonly Parameter _weight2;
        private readonly Parameter _bias1;
        private readonly Parameter _bias2;
        private readonly TorchSharp.Modules.Linear _skip;
        private readonly TorchSharp.Modules.Linear _mixer;
        private readonly TorchSharp.Modules.Linear _inner;
        private readonly TorchSharp.Modules.Linear _outer;
        private readonly TorchSharp.Modules.LayerNorm _norm1;
        private readonly TorchSharp.Modules.LayerNorm _norm2;
        private readonly TorchSharp.Modules.Dropout _dropout;

        public NaiveLayer(EfficientBehaviorMinerShape shape)
            : base(nameof(NaiveLayer))
        {
            _blocks = shape.Blocks;
            long block = shape.Width / shape.Blocks;
            // The last axis holds real and imaginary part.
            _weight1 = new Parameter(randn(_blocks, block, block, 2) * 0.02);
            _weight2 = new Parameter(randn(_blocks, block, block, 2) * 0.02);
            _bias1 = new Parameter(randn(_blocks, block, 2) * 0.02);
            _bias2 = new Parameter(randn(_blocks, block, 2) * 0.02);
            _skip = nn.Linear(shape.Width, shape.Width, hasBias: false);
            _mixer = nn.Linear((shape.Behaviors + 1) * shape.Width, shape.Width);
            _inner = nn.Linear(shape.Width, shape.FeedForwardMultiplier * shape.Width);
            _outer = nn.Linear(shape.FeedForwardMultiplier * shape.Width, shape.Width);
            _norm1 = nn.LayerNorm(shape.Width);
            _norm2 = nn.LayerNorm(shape.Width);
            _dropout = nn.Dropout(shape.Dropout);
            RegisterComponents();
        }

        public Tensor Forward(Tensor x, List<Tensor> streams)
        {
            Tensor mixed = _mixer.call(cat(streams.Select(Filter).ToArray(), -1));
            Tensor a = _norm1.call(x + _dropout.call(mixed));
            return _norm2.call(a + _dropout.call(_outer.call(nn.functional.gelu(_inner.call(a)))));
        }

        private Tensor Filter(Tensor z)
        {
            long n = z.shape[0], length = z.shape[1], width = z.shape[2];
            Tensor spectrum = fft.rfft(z, dim: 1, norm: FFTNormType.Ortho).reshape(n, -1, _blocks, width / _blocks);
            Tensor hidden = einsum("ntki,kio->ntko", spectrum, view_as_complex(_weight1)) + view_as_complex(_bias1);
            hidden = complex(hidden.real.relu(), hidden.imag.relu());
            Tensor mixed = einsum("ntki,kio->ntko", hidden, view_as_complex(_weight2)) + view_as_complex(_bias2);
            return fft.irfft(mixed.reshape(n, -1, width), length, dim: 1, norm: FFTNormType.Ortho) + _skip.call(z);
        }
    }
}
