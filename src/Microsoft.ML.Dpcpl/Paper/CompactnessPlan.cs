

namespace Microsoft.ML.Dpcpl.Paper;

/// <summary>The compactness regularizer of eqs. 12 and 13.</summary>
/// <param name="Weight">lambda.</param>
/// <param name="EpsilonSquared">epsilon squared.</param>
/// <param name="Factors">lambda_e.</param>
/// <param name="Prompts">lambda_p.</param>
/// <param name="IntraLayer">Weight of the term inside a layer.</param>
/// <param name="Sign">Which way.</param>
internal sealed record CompactnessPlan(double Weight, double EpsilonSquared, double Factors, double Prompts, double IntraLayer, CompactnessSign Sign)
{
    public static CompactnessPlan Of(DpcplTrainer.Options options) => new(
        options.CompactnessWeight, options.CompactnessEpsilonSquared, options.FactorCompactness, options.PromptCompactness,
        options.IntraLayerCompactness, options.CompactnessSign);
}
