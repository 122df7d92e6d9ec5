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
        return Between(first, second, step.Batch, options.Nodes, options.Temperature).Times(options.Weight);
    }

    /// <summary>What the users and the items of a batch lose by two views.</summary>
    /// <param name="first">All users [U, d] and items [V + 1, d] in the one view.</param>
    /// <param name="second">In the other one.</param>
    /// <param name="batch">Its users and items.</param>
    /// <param name="most">Users, and items, that are compared.</param>
    /// <param name="temperature">What cosines are divided by.</param>
    internal static Tensor Between((Tensor Users, Tensor Items) first, (Tensor Users, Tensor Items) second, PairBatch batch, int most, double temperature)
    {
        Tensor Of(Tensor one, Tensor other, long[] nodes)
        {
            // One that is there twice would be its own rival.
            Tensor rows = tensor(nodes.Distinct().Take(most).ToArray(), ScalarType.Int64, CPU);
            return Contrast.InfoNce(one.index_select(0, rows), other.index_select(0, rows), temperature);
        }

        return Of(first.Users, second.Users, batch.Users).Plus(Of(first.Items, second.Items, batch.Items));
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
}
