using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Baselines.Graph;

/// <summary>One step of a training: what its terms compute once and share.</summary>
/// <param name="network">The network.</param>
/// <param name="graphs">Who touched what, as the step may know it.</param>
/// <param name="propagate">Gives all vectors after propagation over that.</param>
/// <param name="batch">The pairs of the step.</param>
internal sealed class GraphStep(GraphNetwork network, BehaviorGraphs graphs, Func<(Tensor Users, Tensor Items)> propagate, PairBatch batch)
{
    private (Tensor Users, Tensor Items)? _vectors;

    public GraphNetwork Network => network;

    public BehaviorGraphs Graphs => graphs;

    public PairBatch Batch => batch;

    /// <summary>Id of the target behavior.</summary>
    public byte Target { get; init; }

    /// <summary>[n] Int64.</summary>
    public Tensor Users { get; } = tensor(batch.Users, ScalarType.Int64, CPU);

    /// <summary>[n] Int64.</summary>
    public Tensor Items { get; } = tensor(batch.Items, ScalarType.Int64, CPU);

    /// <summary>All vectors after propagation; computed when first asked for.</summary>
    public (Tensor Users, Tensor Items) Vectors => _vectors ??= propagate();
}
