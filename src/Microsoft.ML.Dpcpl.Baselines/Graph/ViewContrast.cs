using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Torch;
using Microsoft.ML.Dpcpl.Training.Losses;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Baselines.Graph;

/// <summary>
/// InfoNCE between two views of the graph, each of which lacks some random pairs for an epoch: what a user or an item is in the one is to be nearer to what it is
/// in the other than to what others are there, users among users of the batch and items among items.
/// </summary>
/// <param name="network">What passes vectors on along the views.</param>
/// <param name="union">Items of each user, ascending.</param>
/// <param name="options">Weight, share of the pairs that a view lacks, temperature, and how many are compared.</param>
/// <param name="seed">Everything random comes from it.</param>
internal sealed class ViewContrast(LightGcnNetwork network, SparseRows union, ViewContrastOptions options, ulong seed) : IGraphTerm
{
    private SparseMatrix[] _views = [];

    public void Begin(int epoch) => _views = [View(epoch, 1), View(epoch, 2)];

    public Tensor Of(GraphStep step)
    {
        (Tensor Users, Tensor Items) first = network.Propagate(_views[0]), second = network.Propagate(_views[1]);
        return Between(first.Users, second.Users, step.Batch.Users).Plus(Between(first.Items, second.Items, step.Batch.Items)).Times(options.Weight);
    }

    /// <summary>The pairs of one view.</summary>
    /// <param name="epoch">From 1.</param>
    /// <param name="view">1 or 2.</param>
    internal SparseRows Kept(int epoch, int view)
    {
        var random = new SeededRandom(SeededRandom.Derive(seed, epoch, view));
        return union.Where((_, _) => random.NextDouble() >= options.Dropout);
    }

    private SparseMatrix View(int epoch, int view) => SparseMatrix.Normalized(Kept(epoch, view), options.Items + 1);

    private Tensor Between(Tensor first, Tensor second, long[] nodes)
    {
        // One that is there twice would be its own rival.
        Tensor rows = tensor(nodes.Distinct().Take(options.Nodes).ToArray(), ScalarType.Int64, CPU);
        return Contrast.InfoNce(first.index_select(0, rows), second.index_select(0, rows), options.Temperature);
    }
}
