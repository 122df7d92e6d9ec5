using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Torch;
using static TorchSharp.torch;
using Linear = Microsoft.ML.Dpcpl.Networks.Linear;

namespace Microsoft.ML.Dpcpl.Baselines.Sequence.FeaRec;

/// <summary>FEARec's hybrid attention: auto-correlation of queries and keys in a band of frequencies, and beside it causal self-attention over what sounds in that band.</summary>
internal sealed class HybridAttentionMixer : nn.Module, ITokenMixer
{
    private readonly FrequencyBand _band;
    private readonly int _heads, _lags;
    private readonly double _spatialRatio;
    private readonly Linear _projection;
    private readonly Linear _output;

    /// <param name="shape">Sizes.</param>
    /// <param name="layer">From 0; says which frequencies are heard.</param>
    /// <param name="init">Makes the weights.</param>
    public HybridAttentionMixer(FeaRecShape shape, int layer, Initialization init)
        : base(nameof(HybridAttentionMixer))
    {
        _band = FrequencyBand.OfLayer(layer, shape.Layers, shape.MaxLength, shape.GlobalRatio);
        (_heads, _spatialRatio) = (shape.Heads, shape.SpatialRatio);
        _lags = Math.Clamp((int)(shape.TopKFactor * Math.Log(shape.MaxLength)), 1, shape.MaxLength);
        _projection = new Linear(shape.Width, 3 * shape.Width, init);
        _output = new Linear(shape.Width, shape.Width, init, Initialization.ResidualScale);
        RegisterComponents();
    }

    public Tensor Mix(Tensor x, WindowMasks masks, bool lastOnly)
    {
        // A transform hears empty slots, too: the bias must not stand in them.
        Tensor projected = _projection.forward(x) * masks.Valid;
        Tensor spectrum = _band.Spectrum(projected);
        if (_spatialRatio == 0)
            return _output.forward(ByLags(projected, spectrum, lastOnly));
        Tensor bySlots = BySlots(_band.IsWhole ? projected : _band.Windows(spectrum), masks.Valid, lastOnly);
        return _output.forward(_spatialRatio == 1
            ? bySlots
            : ByLags(projected, spectrum, lastOnly).Times(1 - _spatialRatio).Plus(bySlots.Times(_spatialRatio)));
    }

    private Tensor ByLags(Tensor projected, Tensor spectrum, bool lastOnly)
    {
        Tensor[] parts = spectrum.chunk(3, -1);
        Tensor weights = AutoCorrelation.Weights(AutoCorrelation.Of(parts[0], parts[1], _band), _lags);
        return AutoCorrelation.Aggregate(weights, projected.chunk(3, -1)[2].transpose(0, 1), lastOnly).transpose(0, 1);
    }

    private Tensor BySlots(Tensor projected, Tensor valid, bool lastOnly)
    {
        long length = projected.shape[0], rows = projected.shape[1], width = projected.shape[2] / 3, head = width / _heads;
        Tensor[] parts = projected.chunk(3, -1);
        Tensor Heads(Tensor part) => part.contiguous().view(length, rows * _heads, head).transpose(0, 1);
        Tensor queries = Heads(parts[0]), keys = Heads(parts[1]), values = Heads(parts[2]);

        // No later slot, no empty slot: [n heads, T, T]. A large number and not infinity, since empty slots see nothing.
        Tensor later = ones([length, length], valid.dtype, valid.device).triu(1), empty = (-valid.squeeze(-1).t()).Plus(1);
        Tensor blocked = later.unsqueeze(0).Plus(empty.repeat_interleave(_heads, 0).unsqueeze(1)).Times(-1e9);
        if (lastOnly)
            (queries, blocked) = (queries.narrow(1, length - 1, 1), blocked.narrow(1, length - 1, 1));
        Tensor weights = nn.functional.softmax(queries.bmm(keys.transpose(1, 2)).Over(Math.Sqrt(head)).Plus(blocked), -1);
        return weights.bmm(values).transpose(0, 1).reshape(-1, rows, width);
    }
}
