namespace Microsoft.ML.Dpcpl.Baselines.Graph.Kmclr;

/// <summary>Settings of <see cref="KmclrRanking"/>.</summary>
/// <param name="WeightDecay">Weight of half the squared lengths of layer 0 of the convolution.</param>
/// <param name="ContrastiveWeight">Weight of the comparison of behaviors.</param>
/// <param name="Temperature">What its cosines are divided by.</param>
/// <param name="ContrastiveUsers">Users of a batch that are compared at most.</param>
internal sealed record KmclrRankingOptions(double WeightDecay, double ContrastiveWeight, double Temperature, int ContrastiveUsers);
