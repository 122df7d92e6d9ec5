namespace Microsoft.ML.Dpcpl.Networks;

/// <summary>Sizes of what prompts are made from.</summary>
/// <param name="Statistics">K.</param>
/// <param name="Behaviors">B.</param>
/// <param name="HistoryLength">T_h.</param>
internal readonly record struct OnnxPromptSizes(int Statistics, int Behaviors, int HistoryLength);
