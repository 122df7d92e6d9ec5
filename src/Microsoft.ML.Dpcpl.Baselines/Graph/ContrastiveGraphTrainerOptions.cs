using Microsoft.ML.Dpcpl.Baselines.Graph;
using Microsoft.ML.Dpcpl.Common;

namespace Microsoft.ML.Dpcpl;

/// <summary>Settings that the trainers of graph systems share which compare two views of the graph.</summary>
/// <remarks>Checked when a trainer is made; an <see cref="ArgumentOutOfRangeException"/> names option, value and range.</remarks>
public abstract class ContrastiveGraphTrainerOptions : GraphTrainerOptions
{
    internal ContrastiveGraphTrainerOptions()
    {
    }

    /// <summary>Share of the pairs that a view of the graph lacks.</summary>
    /// <value>Default 0.1; range 0 to 0.9.</value>
    [Within(0, 0.9)]
    public double EdgeDropout { get; set; } = 0.1;

    /// <summary>What cosines are divided by in the comparison of the views: the smaller, the more the nearest others count.</summary>
    /// <value>Default 0.2; range 0.01 to 10.</value>
    [Within(0.01, 10)]
    public double Temperature { get; set; } = 0.2;

    /// <summary>Users, and items, of a batch that are compared at most; time grows with their square.</summary>
    /// <value>Default 1024; range 2 to 65536.</value>
    [Within(2, 65_536)]
    public int ContrastiveNodes { get; set; } = 1024;

    /// <summary>The comparison of the views, with a weight.</summary>
    private protected IGraphTerm Views(GraphNetwork network, BehaviorGraphs graphs, double weight, ulong seed) =>
        new ViewContrast((LightGcnNetwork)network, graphs.Union, new ViewContrastOptions(graphs.Items, weight, EdgeDropout, Temperature, ContrastiveNodes), seed);
}
