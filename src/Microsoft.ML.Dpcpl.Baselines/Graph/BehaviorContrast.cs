using Microsoft.ML.Dpcpl.Torch;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Baselines.Graph;

/// <summary>InfoNCE of cosines: what a user is under the target is to be nearer to what the same user is under another behavior than to what others are there.</summary>
internal static class BehaviorContrast
{
    /// <summary>By behavior but the target, the loss of each user of a batch who has items under both; behaviors with fewer than two of them are left out.</summary>
    /// <param name="graphs">Who touched what.</param>
    /// <param name="batch">Its users.</param>
    /// <param name="under">By behavior - 1, what users are under it, [U, d].</param>
    /// <param name="target">Id of the target behavior.</param>
    /// <param name="temperature">What cosines are divided by.</param>
    /// <param name="most">Users that are compared.</param>
    public static List<BehaviorLosses> Losses(BehaviorGraphs graphs, PairBatch batch, Tensor[] under, int target, double temperature, int most)
    {
        var losses = new List<BehaviorLosses>();
        for (int behavior = 1; behavior <= graphs.Behaviors; behavior++)
        {
            if (behavior == target)
                continue;
            long[] users = [.. batch.Users.Distinct().Where(user => graphs[target].Count((int)user) > 0 && graphs[behavior].Count((int)user) > 0).Take(most)];
            if (users.Length < 2)
                continue;
            Tensor rows = tensor(users, ScalarType.Int64, CPU);
            Tensor Unit(int b) => nn.functional.normalize(under[b - 1].index_select(0, rows), dim: -1, eps: 1e-8);
            Tensor cosines = Unit(target).mm(Unit(behavior).t()).Over(temperature);
            losses.Add(new BehaviorLosses(behavior, rows, cosines.logsumexp(1) - cosines.diagonal(0, 0, 1)));
        }

        return losses;
    }
}
