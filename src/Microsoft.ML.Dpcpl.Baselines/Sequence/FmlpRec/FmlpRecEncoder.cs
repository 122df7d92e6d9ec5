using Microsoft.ML.Dpcpl.Networks;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Dropout = Microsoft.ML.Dpcpl.Networks.Dropout;

namespace Microsoft.ML.Dpcpl.Baselines.Sequence.FmlpRec;

/// <summary>
/// FMLP-Rec (Zhou et al., WWW 2022): layers of a learned filter over the whole window and a feed-forward network, over item, slot and
/// (MB-FMLP-Rec) behavior embeddings. Every slot hears of every other, later ones too, so a window has one target.
/// </summary>
internal sealed class FmlpRecEncoder : BaselineEncoder
{
    private readonly FmlpRecShape _shape;
    private readonly EventEmbedding _events;
    private readonly ModuleList<EncoderLayer> _layers;

    public FmlpRecEncoder(FmlpRecShape shape, ulong? seed)
        : this(shape, new Initialization(seed))
    {
    }

    private FmlpRecEncoder(FmlpRecShape shape, Initialization init)
        : base(nameof(FmlpRecEncoder), shape, init)
    {
        _shape = shape;
        _events = new EventEmbedding(shape, positions: true, shape.BehaviorEmbedding, init);
        _layers = nn.ModuleList(Enumerable.Range(0, shape.Layers).Select(_ =>
            new EncoderLayer(new WindowFilterMixer(shape.MaxLength, shape.Width, init), shape.Width, shape.FeedForwardMultiplier, init)).ToArray());
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override EncoderShape Shape => _shape;

    /// <inheritdoc/>
    protected override Tensor Hidden(Tensor itemVectors, WindowInputs windows, Dropout dropout, bool lastOnly)
    {
        Tensor x = Full(_events.forward(itemVectors, windows, dropout)), valid = Full(windows.Valid);
        var masks = new WindowMasks(valid.unsqueeze(-1), valid.unsqueeze(-1).unsqueeze(-1));
        for (int layer = 0; layer < _layers.Count; layer++)
            x = _layers[layer].forward(x, masks, dropout, lastOnly && layer == _layers.Count - 1);
        return x;
    }

    /// <summary>A filter has one length: shorter windows begin with more empty slots.</summary>
    private Tensor Full(Tensor window)
    {
        long missing = _shape.MaxLength - window.shape[0];
        return missing == 0 ? window : cat([zeros([missing, .. window.shape[1..]], window.dtype, window.device), window], 0);
    }
}
