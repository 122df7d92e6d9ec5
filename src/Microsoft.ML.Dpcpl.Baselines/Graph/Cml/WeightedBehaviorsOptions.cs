namespace Microsoft.ML.Dpcpl.Baselines.Graph.Cml;

/// <summary>Settings of <see cref="WeightedBehaviors"/>.</summary>
/// <param name="WeightDecay">Weight of half the squared lengths of layer 0.</param>
/// <param name="ContrastiveWeight">Weight of the comparison of behaviors.</param>
/// <param name="Temperature">What its cosines are divided by.</param>
/// <param name="ContrastiveUsers">Users of a batch that are compared at most.</param>
/// <param name="MetaPairs">Pairs of a step that weights learn from.</param>
/// <param name="MetaDropout">Share of hidden numbers that the weights do without.</param>
/// <param name="LearningRate">Length of the step that they are judged by.</param>
/// <param name="Negatives">Items that a batch shares; 0: every pair has one of its own.</param>
internal sealed record WeightedBehaviorsOptions(
    double WeightDecay, double ContrastiveWeight, double Temperature, int ContrastiveUsers, int MetaPairs, double MetaDropout, double LearningRate, int Negatives);
