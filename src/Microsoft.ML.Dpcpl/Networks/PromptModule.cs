using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Networks;

/// <summary>What makes the prompts of users, beside a frozen backbone.</summary>
internal abstract class PromptModule(string name) : nn.Module(name)
{
    public abstract PromptShape Shape { get; }

    /// <summary>The prompts of n users.</summary>
    /// <param name="inputs">What they are made from.</param>
    /// <param name="itemVectors">[rows, d]; row 0 is zero.</param>
    public abstract Prompts forward(PromptInputs inputs, Tensor itemVectors);
}
