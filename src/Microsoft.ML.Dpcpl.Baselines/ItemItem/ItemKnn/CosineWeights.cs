using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Scoring.Channels;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Dpcpl.Baselines.ItemItem.ItemKnn;

/// <summary>
/// B[i, j] = sum over the users u of both items of |u|^-c, divided by n_i^a n_j^b: |u| items of user u, n_i users of item i. The
/// exponents a = b = 0.5, c = 0 give the cosine of the two columns of X.
/// </summary>
internal static class CosineWeights
{
    public static ItemWeights Learn(TouchedItems touched, ItemKnnTrainer.Options options, IHostEnvironment? env = null)
    {
        int items = touched.ItemCount;
        double[] user = [.. Enumerable.Range(0, touched.UserCount).Select(u => Damping(touched.ItemsOf.Count(u), options.UserExponent))];
        double[] history = [.. Enumerable.Range(0, items + 1).Select(i => Damping(touched.UsersOf.Count(i), options.HistoryExponent))];
        double[] candidate = [.. Enumerable.Range(0, items + 1).Select(i => Damping(touched.UsersOf.Count(i), options.CandidateExponent))];
        var progress = new Progress(env, "ItemKnn, weights", items, Progress.Items);
        return new ItemWeights(PairCounts.Heaviest(items, options.Neighbors, (item, sums) =>
        {
            foreach (int u in touched.UsersOf[item])
                sums.Add(touched.ItemsOf[u], user[u]);
            return other => history[item] * candidate[other];
        }, progress, options.CancellationToken));
    }

    private static double Damping(int count, double exponent) => Math.Pow(Math.Max(1, count), -exponent);
}
