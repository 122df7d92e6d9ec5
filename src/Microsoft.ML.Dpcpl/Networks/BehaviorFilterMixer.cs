using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Networks;

/// <summary>
/// The token mixer of an EBM layer: the overall sequence and each behaviour's own sequence, kept on the common time axis,
/// pass through one shared <see cref="EfficientFilterLayer"/>; the behaviour mixer, a linear map, joins the results.
/// </summary>
internal sealed class BehaviorFilterMixer : nn.Module, ITokenMixer
{
    private readonly int _streams;
    private readonly EfficientFilterLayer _filter;
    private readonly Linear _mixer;

    public BehaviorFilterMixer(NetworkShape shape, Initialization init)
        : base(nameof(BehaviorFilterMixer))
    {
        _streams = shape.StreamCount;
        _filter = new EfficientFilterLayer(shape.Width, shape.Blocks, shape.Skip, shape.GainKnots, shape.SparsityThreshold, init);
        _mixer = new Linear(_streams * shape.Width, shape.Width, init);
        RegisterComponents();
    }

    public Tensor Mix(Tensor x, WindowMasks masks, bool lastOnly)
    {
        long length = x.shape[0], rows = x.shape[1], width = x.shape[2];
        Tensor streams = x.unsqueeze(2) * masks.Streams;
        Tensor filtered = _filter.forward(streams.view(length, rows * _streams, width), lastOnly);
        return _mixer.forward(filtered.view(-1, rows, _streams * width));
    }
}
