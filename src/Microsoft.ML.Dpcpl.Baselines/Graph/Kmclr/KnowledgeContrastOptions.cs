namespace Microsoft.ML.Dpcpl.Baselines.Graph.Kmclr;

/// <summary>Settings of <see cref="KnowledgeContrast"/>.</summary>
/// <param name="Layers">K.</param>
/// <param name="Weight">Of the term.</param>
/// <param name="TripleDropout">Share of the triples that a view lacks.</param>
/// <param name="LeastKept">The least probability of a pair to stay in a view.</param>
/// <param name="Temperature">What cosines are divided by.</param>
/// <param name="Nodes">Users, and items, of a batch that are compared at most.</param>
internal sealed record KnowledgeContrastOptions(int Layers, double Weight, double TripleDropout, double LeastKept, double Temperature, int Nodes);
