using Microsoft.ML.Dpcpl.Torch;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Training.Losses;

/// <summary>
/// InfoNCE between two passes over the same windows that differ in their dropout alone: a user's two vectors are to be nearer to each other
/// than to those of the batch's other users.
/// </summary>
/// <remarks>
/// Cosines, a temperature of 0.1, both directions on the mean. Source: van den Oord et al., Representation Learning with Contrastive
/// Predictive Coding, 2018; dropout as the only difference: Gao et al., SimCSE, EMNLP 2021, and Qiu et al., DuoRec, WSDM 2022.
/// </remarks>
/// <param name="weight">Of the term.</param>
internal sealed class Contrast(double weight) : ILossTerm
{
    private const double Temperature = 0.1;

    public Tensor Of(StepContext step) => InfoNce(View(step, 1), View(step, 2)).Times(weight);

    /// <summary>The loss of n pairs, each among all of them.</summary>
    /// <param name="first">[n, d].</param>
    /// <param name="second">[n, d]; row i belongs to row i of <paramref name="first"/>.</param>
    /// <param name="temperature">What cosines are divided by.</param>
    internal static Tensor InfoNce(Tensor first, Tensor second, double temperature = Temperature)
    {
        Tensor cosines = Unit(first).mm(Unit(second).t()).Over(temperature);
        Tensor pairs = cosines.diagonal(0, 0, 1);
        return (cosines.logsumexp(0) - pairs).Plus(cosines.logsumexp(1) - pairs).mean().Times(0.5);
    }

    private static Tensor View(StepContext step, int pass) =>
        step.Encoder.Encode(step.ItemVectors, step.Inputs, null, step.AnotherDropout(pass));

    private static Tensor Unit(Tensor users) => nn.functional.normalize(users, dim: -1, eps: 1e-8);
}
