using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Networks.Managed;
using Microsoft.ML.Dpcpl.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Dropout = Microsoft.ML.Dpcpl.Networks.Dropout;
using LayerNorm = Microsoft.ML.Dpcpl.Networks.LayerNorm;
using Linear = Microsoft.ML.Dpcpl.Networks.Linear;

namespace Microsoft.ML.Dpcpl.Paper.Networks;

/// <summary>
/// The backbone: behavior-aware embedding (eq. 1) and L layers; its output at the newest slot is the user vector u.
/// </summary>
internal sealed partial class EfficientBehaviorMiner : SequenceEncoder, IFrozenPast
{
    private readonly EfficientBehaviorMinerShape _shape;
    private readonly Parameter _positions;
    private readonly Parameter _behaviors;
    private readonly LayerNorm? _embeddingNorm;
    private readonly ModuleList<EncoderLayer> _layers;
    private readonly Linear? _streamMixer;
    private readonly LayerNorm? _streamNorm;
    private readonly AttributeEmbedding? _attributes;

    public EfficientBehaviorMiner(EfficientBehaviorMinerShape shape, ulong? seed)
        : this(shape, new Initialization(seed))
    {
    }

    public EfficientBehaviorMiner(EfficientBehaviorMinerShape shape, Initialization init)
        : base(nameof(EfficientBehaviorMiner))
    {
        _shape = shape;
        _positions = EventEmbedding.Positions(shape, init);
        _behaviors = EventEmbedding.Behaviors(shape, init);
        _embeddingNorm = NormalizesSums(shape) ? new LayerNorm(shape.Width) : null;
        _layers = nn.ModuleList(Enumerable.Range(0, shape.Layers).Select(_ => Layer(shape, init)).ToArray());
        if (shape.Packed)
        {
            _streamMixer = new Linear(shape.StreamCount * shape.Width, shape.Width, init);
            _streamNorm = new LayerNorm(shape.Width);
        }

        if (shape.AttributeSizes is { Count: > 0 } sizes)
            _attributes = new AttributeEmbedding(sizes, shape.Width, init);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override EncoderShape Shape => _shape;

    /// <summary>The filters of all layers; empty for another mixer.</summary>
    public IEnumerable<IFilter> Filters => _layers.Select(layer => layer.Mixer).OfType<IFilter>();

    /// <inheritdoc/>
    public override Tensor BehaviorVectors => _behaviors.narrow(0, 1, _shape.Behaviors);

    /// <inheritdoc/>
    public override IReadOnlyList<int> AttributeSizes => _shape.AttributeSizes ?? [];

    /// <inheritdoc/>
    /// <remarks>Prompts change nothing about it: every event sees them at the same place. The paper's filter is over the whole window.</remarks>
    public override bool IgnoresEmptySlots => _shape.Causal;

    /// <inheritdoc/>
    public override Tensor Encode(Tensor itemVectors, WindowInputs windows, Prompts? prompts, Dropout dropout)
    {
        if (prompts?.Modulation is not { } modulation)
            return WithAttributes(forward(itemVectors, windows.Items, windows.Behaviors, windows.Valid, prompts?.Tokens, dropout, windows.Days), windows);
        return FrozenSize > 0
            ? FromFrozen(Freeze(itemVectors, windows), windows, modulation)
            : Top(WithAttributes(
                forward(itemVectors, windows.Items, windows.Behaviors, windows.Valid, null, dropout, windows.Days, modulation: modulation), windows), windows.Valid[-1], modulation);
    }

    /// <inheritdoc/>
    public override Tensor EncodeAllPositions(Tensor itemVectors, WindowInputs windows, Dropout dropout) => _shape.Causal
        ? WithAttributes(forward(itemVectors, windows.Items, windows.Behaviors, windows.Valid, null, dropout, windows.Days, allPositions: true), windows)
        : base.EncodeAllPositions(itemVectors, windows, dropout);

    /// <inheritdoc/>
    /// <remarks>The causal filter alone: in attention the newest slot's own query weighs what the older ones say.</remarks>
    public int FrozenSize => _shape.Mixer == SequenceMixer.CausalFilter ? (_shape.Layers + 1) * _shape.Width : 0;

    /// <inheritdoc/>
    public Tensor Freeze(Tensor itemVectors, WindowInputs windows)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        WindowMasks masks = WindowMasks.Create(windows.Behaviors, windows.Valid, 1, 0);
        Tensor x = Events(itemVectors, windows.Items, windows.Behaviors, windows.Valid, Dropout.None);
        var parts = new List<Tensor> { x[-1] };
        for (int layer = 0; layer < _layers.Count; layer++)
        {
            parts.Add(_layers[layer].Past(x, masks));
            if (layer < _layers.Count - 1)
                x = _layers[layer].forward(x, masks, Dropout.None, lastOnly: false);
        }

        return cat([.. parts], 1).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public Tensor FromFrozen(Tensor frozen, WindowInputs windows, Modulation? modulation)
    {
        Tensor[] parts = frozen.chunk(_layers.Count + 1, 1);
        Tensor x = parts[0], valid = windows.Valid[-1].unsqueeze(-1);
        for (int layer = 0; layer < _layers.Count; layer++)
            x = _layers[layer].Newest(x, parts[layer + 1], valid, modulation?.Layer(layer));
        x = WithAttributes(x, windows);
        return modulation is null ? x : Top(x, windows.Valid[-1], modulation);
    }

    /// <inheritdoc/>
    public override ManagedEncoder? ToManaged()
    {
        if (!_shape.Causal)
            return null;
        var events = new ManagedEvents(_shape.Width, _positions, _behaviors, _embeddingNorm?.ToManaged(), _shape.Positions == SlotPositions.FromOldest);
        return ManagedLayerEncoder.Of(_shape.Width, events, _layers.Select(layer => layer.ToManaged(_shape.Width)), norm: null, _attributes?.ToManaged());
    }

    /// <summary>Encodes n windows of T slots, the newest event in slot T - 1, empty slots on the left; gives u, [n, d].</summary>
    /// <param name="itemVectors">[rows, d]; row 0 must be zero.</param>
    /// <param name="items">[T, n] Int64: the row of each slot's item, 0 where empty.</param>
    /// <param name="behaviors">[T, n] Int64: behavior ids, 0 where empty or unknown.</param>
    /// <param name="valid">[T, n]: 1 where an event stands.</param>
    /// <param name="prompts">Tokens [layers, C, n, d] that take the first C slots; one layer: below the first layer only. Null: none.</param>
    /// <param name="dropout">Dropout of this pass.</param>
    /// <param name="days">[T, n]: days before the newest event, for time decay; null: none.</param>
    /// <param name="allPositions">Gives every slot, [T, n, d].</param>
    /// <param name="modulation">Scales and shifts every slot of each layer; not for the causal filter. Null: none.</param>
    public Tensor forward(
        Tensor itemVectors, Tensor items, Tensor behaviors, Tensor valid, Tensor? prompts, Dropout dropout, Tensor? days = null, bool allPositions = false,
        Modulation? modulation = null)
    {
        int tokens = prompts is null ? 0 : (int)prompts.shape[1];
        long length = items.shape[0] - tokens, users = items.shape[1];
        Tensor WithoutTokens(Tensor window) => window.narrow(0, tokens, length);
        (items, behaviors, valid) = (WithoutTokens(items), WithoutTokens(behaviors), WithoutTokens(valid));
        if (_shape.Packed)
        {
            (items, behaviors, valid) = PackedStreams.Of(items, behaviors, valid, _shape.Behaviors);
            prompts = prompts?.repeat_interleave(_shape.StreamCount, 2);
        }

        WindowMasks masks = WindowMasks.Create(behaviors, valid, _shape.Packed ? 1 : _shape.StreamCount, tokens);
        if (_shape.TimeDecay && days is not null)
            masks = masks.WithGaps(WithoutTokens(days));

        Tensor x = Events(itemVectors, items, behaviors, valid, dropout);

        for (int layer = 0; layer < _layers.Count; layer++)
        {
            if (prompts is not null && layer < prompts.shape[0])
                x = cat([prompts[layer], layer == 0 ? x : x.narrow(0, tokens, length)], 0);
            Tensor? vectors = modulation?.Layer(layer);
            if (_shape.Packed)
                vectors = vectors?.repeat_interleave(_shape.StreamCount, 1);
            x = _layers[layer].forward(x, masks, dropout, lastOnly: layer == _layers.Count - 1 && !allPositions, vectors);
        }

        if (allPositions)
            return x;

        return _streamMixer is null ? x.squeeze(0) : MixStreams(x.reshape(users, _shape.StreamCount, -1), valid[-1].reshape(users, -1));
    }

    /// <summary>The events as vectors (eq. 1), [T, n, d].</summary>
    private Tensor Events(Tensor itemVectors, Tensor items, Tensor behaviors, Tensor valid, Dropout dropout) => EventEmbedding.Join(
        _positions, _behaviors, _embeddingNorm, itemVectors, items, behaviors, valid, dropout, _shape.Positions == SlotPositions.FromOldest);

    /// <summary>u + MLP(attributes), [n, d] or [T, n, d].</summary>
    private Tensor WithAttributes(Tensor users, WindowInputs windows) =>
        _attributes is null ? users : users.Plus(_attributes.forward(windows.Attributes!));

    /// <summary>u (1 + c) + e; a window without an event stays zero, but for what the attributes say.</summary>
    private static Tensor Top(Tensor users, Tensor valid, Modulation modulation) =>
        users.Plus((users * modulation.Top[0]).Plus(modulation.Top[1]) * valid.unsqueeze(-1));

    /// <summary>Joins packed streams after the last layer, in the form of a layer's mixer: [n, S, d] to [n, d].</summary>
    private Tensor MixStreams(Tensor streams, Tensor valid) =>
        _streamNorm!.forward(streams.select(1, 0).Plus(_streamMixer!.forward(streams.flatten(1)))) * valid.narrow(1, 0, 1);

    private static EncoderLayer Layer(EfficientBehaviorMinerShape shape, Initialization init) => new(
        shape.Mixer switch
        {
            SequenceMixer.Filter => new BehaviorFilterMixer(shape, init),
            SequenceMixer.CausalFilter => new CausalFilterMixer(shape.Width, shape.MaxLength, init),
            _ => new SelfAttentionMixer(shape.Width, shape.Heads, shape.TimeDecay, init),
        },
        shape.Width,
        shape.FeedForwardMultiplier,
        init,
        NormalizesSums(shape));

    private static bool NormalizesSums(EfficientBehaviorMinerShape shape) => shape.Normalization == LayerNormPlacement.Sums;
}
