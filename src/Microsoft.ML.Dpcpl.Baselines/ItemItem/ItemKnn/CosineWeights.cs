using Microsoft.ML.Dpcpl.Common;
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
        float[] user = [.. Enumerable.Range(0, touched.UserCount).Select(u => Damping(touched.ItemsOf.Count(u), options.UserExponent))];
        float[] history = [.. Enumerable.Range(0, items + 1).Select(i => Damping(touched.UsersOf.Count(i), options.HistoryExponent))];
        float[] candidate = [.. Enumerable.Range(0, items + 1).Select(i => Damping(touched.UsersOf.Count(i), options.CandidateExponent))];
        var rows = new (int[], float[])[items + 1];
        rows[0] = ([], []);
        var progress = new Progress(env, "ItemKnn, weights", items, Progress.Items);
        // Each item is one thread's work from beginning to end, so the result does not depend on their number.
        Parallel.For(
            1,
            items + 1,
            new ParallelOptions { CancellationToken = options.CancellationToken },
            () => (Row: new float[items + 1], Largest: new LargestWeights(items, options.Neighbors)),
            (item, _, own) =>
            {
                Array.Clear(own.Row);
                foreach (int u in touched.UsersOf[item])
                {
                    foreach (int other in touched.ItemsOf[u])
                        own.Row[other] += user[u];
                }

                own.Row[item] = 0;
                for (int other = 1; other <= items; other++)
                    own.Row[other] *= history[item] * candidate[other];
                rows[item] = own.Largest.Of(own.Row);
                progress.Add(1);
                return own;
            },
            static _ => { });
        return new ItemWeights(rows);
    }

    private static float Damping(int count, double exponent) => (float)Math.Pow(Math.Max(1, count), -exponent);
}
