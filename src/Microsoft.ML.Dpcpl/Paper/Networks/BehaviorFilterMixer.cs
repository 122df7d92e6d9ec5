using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Linear = Microsoft.ML.Dpcpl.Networks.Linear;

namespace Microsoft.ML.Dpcpl.Paper.Networks;

/// <summary>
/// The token mixer of an EBM layer: the overall sequence and each behavior's own sequence, kept on the common time axis,
/// pass through one shared <see cref="EfficientFilterLayer"/> (or one each); the behavior mixer, a linear map, joins the results.
/// Packed streams come as windows of their own, S of them a user, and stay apart here.
/// </summary>
internal sealed class BehaviorFilterMixer : nn.Module, ITokenMixer, IFilter
{
    private readonly int _streams;
    private readonly bool _packed;
    private readonly EfficientFilterLayer _filter;
    private readonly ModuleList<EfficientFilterLayer>? _behaviorFilters;
    private readonly Linear _mixer;

    public BehaviorFilterMixer(EfficientBehaviorMinerShape shape, Initialization init)
        : base(nameof(BehaviorFilterMixer))
    {
        (_streams, _packed) = (shape.StreamCount, shape.Packed);
        _filter = new EfficientFilterLayer(shape, init);
        if (shape.PerBehaviorFilter && _streams > 1)
            _behaviorFilters = nn.ModuleList(Enumerable.Range(1, _streams - 1).Select(_ => new EfficientFilterLayer(shape, init)).ToArray());
        _mixer = new Linear((_packed ? 1 : _streams) * shape.Width, shape.Width, init);
        RegisterComponents();
    }

    public Tensor Mix(Tensor x, WindowMasks masks, bool lastOnly)
    {
        long length = x.shape[0], rows = x.shape[1], width = x.shape[2];
        Tensor streams = _packed ? x : (x.unsqueeze(2) * masks.Streams).reshape(length, rows * _streams, width);
        if (_streams > 1 && !_packed && !lastOnly && _behaviorFilters is null)
            return MixedSpectra(streams, rows);
        return _mixer.forward(Filter(streams, lastOnly).reshape(-1, rows, _packed ? width : _streams * width));
    }

    /// <inheritdoc/>
    /// <remarks>Of the filter that all events pass through, as measured on noise: it is not linear.</remarks>
    public float[][] Gain(int length) => NoiseGain.Of(events => _filter.forward(events), length, (int)_mixer.Weight.shape[0], _mixer.Weight.device);

    /// <summary>
    /// The same as mixing the filtered streams, in another order: mixer and inverse transform are linear and commute, so the mixer
    /// joins the spectra and one inverse transform serves all streams; the skip path's matrix is multiplied into the mixer's.
    /// </summary>
    private Tensor MixedSpectra(Tensor streams, long rows)
    {
        long length = streams.shape[0], width = streams.shape[2];
        Tensor weight = _mixer.Weight;
        Tensor spectrum = nn.functional.linear(_filter.Spectrum(streams).reshape(-1, _streams * width), weight);
        Tensor mixed = RealFourier.Inverse(spectrum.reshape(-1, 2, rows * width), (int)length).reshape(length, rows, width).Plus(_mixer.Bias);
        if (!_filter.HasSkip)
            return mixed;
        if (_filter.Skip is { } skip)
            weight = weight.reshape(width, _streams, width).matmul(skip.t()).reshape(width, -1);
        return mixed.Plus(nn.functional.linear(streams.reshape(length, rows, _streams * width), weight));
    }

    /// <summary>[T, users * S, d], a user's streams side by side.</summary>
    private Tensor Filter(Tensor streams, bool lastOnly)
    {
        if (_behaviorFilters is null)
            return _filter.forward(streams, lastOnly);
        Tensor apart = streams.reshape(streams.shape[0], -1, _streams, streams.shape[2]);
        Tensor Apply(EfficientFilterLayer filter, int stream) => filter.forward(apart.select(2, stream).contiguous(), lastOnly);
        return stack([Apply(_filter, 0), .. _behaviorFilters.Select((filter, b) => Apply(filter, b + 1))], 2);
    }
}
