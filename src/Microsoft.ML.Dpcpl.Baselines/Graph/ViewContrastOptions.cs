namespace Microsoft.ML.Dpcpl.Baselines.Graph;

/// <summary>Settings of a <see cref="ViewContrast"/>.</summary>
/// <param name="Items">V.</param>
/// <param name="Weight">Of the term.</param>
/// <param name="Dropout">Share of the pairs that a view lacks.</param>
/// <param name="Temperature">What cosines are divided by.</param>
/// <param name="Nodes">Users, and items, of a batch that are compared at most.</param>
internal sealed record ViewContrastOptions(int Items, double Weight, double Dropout, double Temperature, int Nodes);
