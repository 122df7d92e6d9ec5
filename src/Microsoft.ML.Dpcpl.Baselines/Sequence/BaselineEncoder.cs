using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Networks.Managed;
using Microsoft.ML.Dpcpl.Onnx;
using Microsoft.ML.Dpcpl.Torch;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Baselines.Sequence;

/// <summary>An encoder that reads events alone and adds what the user's attributes say: u = h + MLP(attributes).</summary>
internal abstract class BaselineEncoder : SequenceEncoder
{
    private readonly BaselineShape _shape;
    private readonly AttributeEmbedding? _attributes;

    protected BaselineEncoder(string name, BaselineShape shape, Initialization init)
        : base(name)
    {
        _shape = shape;
        if (shape.AttributeSizes.Count > 0)
            _attributes = new AttributeEmbedding(shape.AttributeSizes, shape.Width, init);
    }

    /// <inheritdoc/>
    public sealed override EncoderShape Shape => _shape;

    /// <inheritdoc/>
    public sealed override IReadOnlyList<int> AttributeSizes => _shape.AttributeSizes;

    /// <inheritdoc/>
    /// <remarks>What knows later slots is over the whole window, as a filter is, unless it says otherwise.</remarks>
    public override bool IgnoresEmptySlots => IsCausal;

    /// <summary>Whether no slot knows a later event.</summary>
    protected virtual bool IsCausal => true;

    /// <inheritdoc/>
    public override Tensor Encode(Tensor itemVectors, WindowInputs windows, Prompts? prompts, Dropout dropout) =>
        WithAttributes(Hidden(itemVectors, windows, dropout, lastOnly: true), windows).squeeze(0);

    /// <inheritdoc/>
    public sealed override Tensor EncodeAllPositions(Tensor itemVectors, WindowInputs windows, Dropout dropout) => IsCausal
        ? WithAttributes(Hidden(itemVectors, windows, dropout, lastOnly: false), windows)
        : base.EncodeAllPositions(itemVectors, windows, dropout);

    /// <summary>What the events say, [T, n, d], or of the newest slot alone [1, n, d].</summary>
    protected abstract Tensor Hidden(Tensor itemVectors, WindowInputs windows, Dropout dropout, bool lastOnly);

    /// <summary>h + MLP(attributes), [T, n, d].</summary>
    protected Tensor WithAttributes(Tensor hidden, WindowInputs windows) =>
        _attributes is null ? hidden : hidden.Plus(_attributes.forward(windows.Attributes!));

    /// <inheritdoc/>
    public sealed override OnnxValue Describe(OnnxWindows windows, OnnxModulation? modulation)
    {
        OnnxValue users = Hidden(windows);
        return _attributes is null ? users : users + _attributes.Describe(windows);
    }

    /// <summary>What attributes add, for managed code; null: nothing.</summary>
    protected ManagedAttributes? AttributesToManaged() => _attributes?.ToManaged();

    /// <summary>What the events say, of the newest slot, [n, d], in an ONNX graph.</summary>
    protected abstract OnnxValue Hidden(OnnxWindows windows);
}
