using Microsoft.ML.Dpcpl.Networks.Managed;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Networks;

/// <summary>What makes the prompts of users, beside a frozen backbone.</summary>
internal abstract class PromptModule(string name, PromptShape shape) : nn.Module(name)
{
    public PromptShape Shape => shape;

    /// <summary>The prompts of n users.</summary>
    /// <param name="inputs">What they are made from.</param>
    /// <param name="itemVectors">[rows, d]; row 0 is zero.</param>
    public abstract Prompts forward(PromptInputs inputs, Tensor itemVectors);

    /// <summary>
    /// Share of what the prompts do to a user vector that is taken, [1], 0 to 1: u_0 + share (u - u_0), u_0 the vector without them. Chosen on held-out events,
    /// not trained; null for prompts that are taken whole.
    /// </summary>
    public virtual Tensor? Share => null;

    /// <summary>Follows the users of a training step: what is averaged over them, not learned by gradients. Nothing, where nothing is.</summary>
    /// <param name="prompts">What <see cref="forward"/> gave for them.</param>
    public virtual void Follow(Prompts prompts)
    {
    }

    /// <summary>A copy of the weights for one user at a time, in managed code; null: these prompts have no such form.</summary>
    public virtual ManagedPrompts? ToManaged() => null;

    /// <summary>Describes <see cref="forward"/> as a graph of ONNX.</summary>
    /// <param name="windows">The windows.</param>
    /// <exception cref="NotSupportedException">These prompts have no such description.</exception>
    public virtual OnnxModulation Describe(OnnxWindows windows) => throw new NotSupportedException($"Prompts of {GetType().Name} cannot be exported to ONNX.");
}
