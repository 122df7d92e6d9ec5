using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Networks;

/// <summary>The prompts of n users.</summary>
/// <param name="Tokens">[layers, C, n, d]: what takes slots of the backbone's window; null for prompts that modulate.</param>
/// <param name="Factors">E, [n, N (layers + 1), d]; null for free prompts.</param>
/// <param name="Vectors">P, [n, layers, d]; null for free prompts.</param>
/// <param name="Modulation">What scales and shifts; null for prompts that take slots.</param>
internal sealed record Prompts(Tensor? Tokens, Tensor? Factors, Tensor? Vectors, Modulation? Modulation = null)
{
    /// <summary>Name of <see cref="PersonalShare"/> among the figures of a training.</summary>
    public const string PersonalShareName = "personal share of the prompts";

    /// <summary>How much of what the backbone takes differs between these users: the squared distance to their mean in the whole squared norm, a number from 0 to 1.</summary>
    public Tensor PersonalShare()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        Tensor[] parts = [.. new[] { Tokens, Modulation?.Layers, Modulation?.Top }.OfType<Tensor>().Select(part => part.detach().to(ScalarType.Float64))];
        Tensor whole = stack([.. parts.Select(x => (x * x).sum())]).sum();
        Tensor personal = stack([.. parts.Select(x => x - x.mean([-2L], keepdim: true)).Select(deviation => (deviation * deviation).sum())]).sum();
        // Prompts of zeros alone have nothing personal.
        return (personal / whole).nan_to_num(0).MoveToOuterDisposeScope();
    }
}
