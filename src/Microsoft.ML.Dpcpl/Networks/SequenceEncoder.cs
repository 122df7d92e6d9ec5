using Microsoft.ML.Dpcpl.Networks.Managed;
using Microsoft.ML.Dpcpl.Onnx;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Networks;

/// <summary>
/// What turns windows of events into user vectors: where one system differs from another. The item table is not a parameter of the
/// module: it is passed in, whole or as the gathered rows of a training step.
/// </summary>
internal abstract class SequenceEncoder(string name) : nn.Module(name)
{
    public abstract EncoderShape Shape { get; }

    /// <summary>Rows 1..B of the behavior table, [B, d]: what eq. 4 compares u with; null for an encoder that knows no behaviors.</summary>
    public virtual Tensor? BehaviorVectors => null;

    /// <summary>Categories (with the unknown one) of each user attribute that the encoder reads; empty for an encoder that reads none.</summary>
    public virtual IReadOnlyList<int> AttributeSizes => [];

    /// <summary>Whether a window without its empty slots gives the same: then training cuts windows down to the longest history of a batch.</summary>
    public virtual bool IgnoresEmptySlots => false;

    /// <summary>A fresh item table [V + 1, d], N(0, 0.02 squared), row 0 zero.</summary>
    public static Tensor CreateItemTable(EncoderShape shape, ulong? seed) => CreateItemTable(shape, new Initialization(seed));

    /// <inheritdoc cref="CreateItemTable(EncoderShape, ulong?)"/>
    public static Tensor CreateItemTable(EncoderShape shape, Initialization init)
    {
        Parameter table = init.Normal(0.02, shape.Items + 1L, shape.Width);
        table.requires_grad_(false);
        table[0].zero_();
        return table;
    }

    /// <summary>Encodes n windows of T slots, the newest event in slot T - 1, empty slots on the left; gives u, [n, d].</summary>
    /// <param name="itemVectors">[rows, d]; row 0 must be zero.</param>
    /// <param name="windows">The windows; their items are rows of <paramref name="itemVectors"/>.</param>
    /// <param name="prompts">Tokens that take the first C slots, or a modulation; null: none. Only an encoder that prompts are made for gets some.</param>
    /// <param name="dropout">Dropout of this pass.</param>
    public abstract Tensor Encode(Tensor itemVectors, WindowInputs windows, Prompts? prompts, Dropout dropout);

    /// <summary>What <see cref="Encode"/> gives for every slot as if it were the newest one, [T, n, d]. Causal encoders only: a slot knows no later event.</summary>
    /// <param name="itemVectors">As for <see cref="Encode"/>.</param>
    /// <param name="windows">As for <see cref="Encode"/>.</param>
    /// <param name="dropout">Dropout of this pass.</param>
    public virtual Tensor EncodeAllPositions(Tensor itemVectors, WindowInputs windows, Dropout dropout) =>
        throw new NotSupportedException($"{GetType().Name} is not causal.");

    /// <summary>A copy of the weights for windows one at a time, in managed code; null: the encoder, or one of its shape, has no such form.</summary>
    public virtual ManagedEncoder? ToManaged() => null;

    /// <summary>Describes <see cref="Encode"/> as a graph of ONNX; gives u, [n, d].</summary>
    /// <param name="windows">The windows.</param>
    /// <param name="modulation">Null: none.</param>
    /// <exception cref="NotSupportedException">The encoder, or one of its shape, has no such description.</exception>
    public virtual OnnxValue Describe(OnnxWindows windows, OnnxModulation? modulation) => throw new NotSupportedException($"A network of {GetType().Name} cannot be exported to ONNX.");
}
