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
    public static long Memory(TouchedItems touched, EaseTrainer.Options options)
    {
        long n = EaseRows.Size(touched, options);
        return (n * n * sizeof(float)) + Math.Max(SymmetricInverse.PanelBytes(n), Environment.ProcessorCount * EaseRows.BufferBytes(touched, options));
    }

    public static ItemWeights Learn(TouchedItems touched, EaseTrainer.Options options, IHostEnvironment? env = null)
    {
        CheckMemory(touched, options);
        TorchRuntime.EnsureLoaded();
        return new ItemWeights(Kept(touched, options, env));
    }

    /// <summary>The matrix is gone when the rows are put together.</summary>
    private static (int[], float[])[] Kept(TouchedItems touched, EaseTrainer.Options options, IHostEnvironment? env)
    {
        using EaseRows source = EaseRows.Of(touched, options, env);
        int items = touched.ItemCount, blocks = (items + EaseRows.Most - 1) / EaseRows.Most;
        var kept = new (int[], float[])[items + 1];
        kept[0] = ([], []);
        var progress = new Progress(env, "EASE, weights", items, Progress.Items);
        Parallel.For(
            0,
            blocks,
            new ParallelOptions { CancellationToken = options.CancellationToken },
            () => (Rows: Rows(items), Buffers: source.Buffers(), Largest: new LargestWeights(options.Neighbors)),
            (block, _, own) =>
            {
                int first = 1 + (block * EaseRows.Most), count = Math.Min(EaseRows.Most, items + 1 - first);
                source.Fill(first, count, own.Rows, own.Buffers);
                for (int row = 0; row < count; row++)
                {
                    own.Rows[row][first + row] = 0;
                    kept[first + row] = own.Largest.Of(own.Rows[row]);
                }

                progress.Add(count);
                return own;
            },
            static _ => { });
        return kept;
    }

    private static float[][] Rows(int items) => [.. Enumerable.Range(0, EaseRows.Most).Select(_ => new float[items + 1])];

    private static void CheckMemory(TouchedItems touched, EaseTrainer.Options options)
    {
        long needed = Memory(touched, options), given = options.MemoryLimit ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        if (needed <= given)
            return;
        throw new InvalidOperationException(FormattableString.Invariant(
            $"EASE of {touched.ItemCount} items and {touched.UserCount} users inverts a matrix of {EaseRows.Size(touched, options)} rows and as many columns, which takes {Gigabytes(needed):0.00} GB; {(options.MemoryLimit is null ? "the process may use" : "MemoryLimit is")} {Gigabytes(given):0.00} GB. Lower ExactItems, which leaves the weights of rare items approximate, leave out rare items or users (FilterByCore), or take ItemKnn, which needs no such matrix."));
    }

    private static double Gigabytes(long bytes) => bytes / 1e9;
}
