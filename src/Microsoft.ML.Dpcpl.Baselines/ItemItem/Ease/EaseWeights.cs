using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Torch;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Dpcpl.Baselines.ItemItem.Ease;

/// <summary>
/// B = I - P diag(1 / diag P), P = (X'X + lambda I)^-1: of all matrices with a zero diagonal the one that minimizes
/// |X - XB|^2 + lambda |B|^2. The largest absolute weights of each row are kept.
/// </summary>
internal static class EaseWeights
{
    /// <summary>Bytes that are taken at the same time, beside X and the weights kept.</summary>
    public static long Memory(TouchedItems touched)
    {
        long n = InverseGram.Size(touched);
        return (n * n * sizeof(float)) + SymmetricInverse.PanelBytes(n);
    }

    public static ItemWeights Learn(TouchedItems touched, EaseTrainer.Options options, IHostEnvironment? env = null)
    {
        CheckMemory(touched, options.MemoryLimit);
        TorchRuntime.EnsureLoaded();
        using InverseGram inverse = InverseGram.Of(touched, (float)options.Lambda, options.CancellationToken, env);
        int items = touched.ItemCount;
        var parallel = new ParallelOptions { CancellationToken = options.CancellationToken };
        var diagonal = new float[items + 1];
        Parallel.For(1, items + 1, parallel, item => diagonal[item] = (float)inverse.Diagonal(item));

        var rows = new (int[], float[])[items + 1];
        rows[0] = ([], []);
        var progress = new Progress(env, "EASE, weights", items, Progress.Items);
        Parallel.For(
            1,
            items + 1,
            parallel,
            () => (Row: new float[items + 1], Buffer: new float[InverseGram.Size(touched)], Largest: new LargestWeights(items, options.Neighbors)),
            (item, _, own) =>
            {
                inverse.Row(item, own.Row, own.Buffer);
                for (int other = 1; other <= items; other++)
                    own.Row[other] /= -diagonal[other];
                own.Row[item] = 0;
                rows[item] = own.Largest.Of(own.Row);
                progress.Add(1);
                return own;
            },
            static _ => { });
        return new ItemWeights(rows);
    }

    private static void CheckMemory(TouchedItems touched, long? limit)
    {
        long needed = Memory(touched), given = limit ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        if (needed <= given)
            return;
        throw new InvalidOperationException(FormattableString.Invariant(
            $"EASE of {touched.ItemCount} items and {touched.UserCount} users inverts a matrix of {InverseGram.Size(touched)} rows and as many columns, which takes {Gigabytes(needed):0.00} GB; {(limit is null ? "the process may use" : "MemoryLimit is")} {Gigabytes(given):0.00} GB. Leave out rare items or users (FilterByCore), or take ItemKnn, which needs no such matrix."));
    }

    private static double Gigabytes(long bytes) => bytes / 1e9;
}
