namespace Microsoft.ML.Dpcpl.Baselines.Graph;

/// <summary>How an attention along edges weighs them.</summary>
/// <param name="Count">Heads; they divide the width.</param>
/// <param name="Scale">What the dot products of queries and keys are multiplied by.</param>
/// <param name="Route">Whether an edge parts itself between the heads, by the softmax over them of its scores; a head then takes the mean of the edges weighted by their parts.</param>
internal sealed record EdgeHeads(int Count, float Scale, bool Route = false);
