using Microsoft.ML.Dpcpl.Torch;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Training;

/// <summary>
/// A running average of the weights as they are after each epoch: a_n = s a_(n-1) + (1 - s) w_n, s no more than (n - 1) / n. What steps add at random
/// falls out of it (Polyak and Juditsky, SIAM J. Control Optim. 30, 1992; by epochs Izmailov et al., UAI 2018).
/// </summary>
internal sealed class WeightAverage : IDisposable
{
    /// <summary>Numbers that are exchanged at a time: a table may be large.</summary>
    private const long Block = 1 << 20;

    private readonly IReadOnlyList<(string Name, Tensor Values)> _weights;
    private readonly List<(string Name, Tensor Values)> _averages;
    private readonly double _share;

    /// <param name="weights">What is averaged.</param>
    /// <param name="share">s; above 0 and below 1.</param>
    public WeightAverage(IReadOnlyList<(string Name, Tensor Values)> weights, double share)
    {
        (_weights, _share) = (weights, share);
        using var noGrad = no_grad();
        _averages = [.. weights.Select(w => ("average of " + w.Name, w.Values.detach().clone().DetachFromDisposeScope()))];
    }

    /// <summary>The averages, by name: a checkpoint has them.</summary>
    public IReadOnlyList<(string Name, Tensor Values)> State => _averages;

    /// <summary>Takes in the weights as they are after an epoch, from 1.</summary>
    public void Add(int epoch)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        double own = 1 - Math.Min(_share, (epoch - 1.0) / epoch);
        foreach ((Tensor weights, Tensor averages) in Pairs())
            averages.Multiply(1 - own).Add(weights, own);
    }

    /// <summary>Puts the averages where the weights are, and the weights where the averages are. Twice, and all is as before.</summary>
    public void Swap()
    {
        using var noGrad = no_grad();
        foreach ((Tensor weights, Tensor averages) in Pairs())
        {
            using var scope = NewDisposeScope();
            Tensor own = weights.view(-1), other = averages.view(-1);
            for (long start = 0; start < own.shape[0]; start += Block)
            {
                using var block = NewDisposeScope();
                long count = Math.Min(Block, own.shape[0] - start);
                Tensor kept = own.narrow(0, start, count).clone();
                own.narrow(0, start, count).copy_(other.narrow(0, start, count));
                other.narrow(0, start, count).copy_(kept);
            }
        }
    }

    public void Dispose()
    {
        foreach ((_, Tensor averages) in _averages)
            averages.Dispose();
    }

    private IEnumerable<(Tensor Weights, Tensor Averages)> Pairs() => _weights.Zip(_averages, (w, a) => (w.Values, a.Values));
}
