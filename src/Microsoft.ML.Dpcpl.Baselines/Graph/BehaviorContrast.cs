using Microsoft.ML.Dpcpl.Torch;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Baselines.Graph;

/// <summary>InfoNCE of cosines: what a user is under the target is to be nearer to what the same user is under another behavior than to what others are there.</summary>
internal static class BehaviorContrast
{
    /// <summary>By behavior but the target, the loss of each user of a batch who has items under both; behaviors with fewer than two of them are left out.</summary>
    /// <param name="graphs">Who touched what.</param>
    /// <param name="batch">Its users.</param>
    /// <param name="under">Gives what users are under one behavior, [n, d].</param>
    /// <param name="target">Id of the target behavior.</param>
    /// <param name="temperature">What cosines are divided by.</param>
    /// <param name="most">Users that are compared.</param>
    public static List<BehaviorLosses> Losses(BehaviorGraphs graphs, PairBatch batch, Func<IReadOnlyList<BehaviorUsers>, Tensor> under, int target, double temperature, int most)
    {
        long[] own = [.. batch.Users.Distinct().Where(user => graphs[target].Count((int)user) > 0)];
        List<BehaviorUsers> compared =
        [
            .. from behavior in Enumerable.Range(1, graphs.Behaviors)
               where behavior != target
               let users = own.Where(user => graphs[behavior].Count((int)user) > 0).Take(most).ToArray()
               where users.Length >= 2
               select new BehaviorUsers(behavior, users),
        ];
        if (compared.Count == 0)
            return [];
        // Asked for at once: a gradient as large as a table of vectors is made once a layer.
        Tensor all = under([.. compared, .. compared.Select(one => one with { Behavior = target })]);
        Tensor[] units = nn.functional.normalize(all, dim: -1, eps: 1e-8).split([.. compared.Concat(compared).Select(one => (long)one.Users.Length)]);
        return
        [
            .. compared.Select((one, i) =>
            {
                Tensor cosines = units[compared.Count + i].mm(units[i].t()).Over(temperature);
                return new BehaviorLosses(one.Behavior, one.Users, cosines.logsumexp(1) - cosines.diagonal(0, 0, 1));
            }),
        ];
    }
}
