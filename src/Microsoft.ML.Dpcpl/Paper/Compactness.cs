using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Paper.Networks;
using Microsoft.ML.Dpcpl.Torch;
using Microsoft.ML.Dpcpl.Training.Losses;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Paper;

/// <summary>The compactness regularizer of eqs. 12 and 13 over the prompts of a batch, and the cosines that show its work.</summary>
internal sealed class Compactness(DpcplTrainer.Options options, CustomizedPromptsShape shape) : ILossTerm
{
    /// <summary>Mean absolute cosine between the prompt factors of a user.</summary>
    public const string FactorCosine = "prompt factor cosine";

    /// <summary>Mean absolute cosine between the prompts of different layers of a user.</summary>
    public const string PromptCosine = "prompt cosine";

    public Tensor Of(StepContext step)
    {
        Prompts prompts = step.Prompts!;
        Tensor regularizer = CodingRate.Regularizer(
            prompts, shape.Factors, shape.FactorRank, options.CompactnessEpsilonSquared, options.FactorCompactness, options.PromptCompactness, options.CompactnessSign);
        if (options.IntraLayerCompactness > 0)
            regularizer = regularizer.Plus(CodingRate.WithinLayers(prompts.Vectors!, options.CompactnessEpsilonSquared).Times(options.IntraLayerCompactness));
        step.Report(FactorCosine, CodingRate.MeanAbsoluteCosine(prompts.Factors!.detach()));
        step.Report(PromptCosine, CodingRate.MeanAbsoluteCosine(prompts.Vectors!.detach()));
        return regularizer.Times(options.CompactnessWeight);
    }
}
