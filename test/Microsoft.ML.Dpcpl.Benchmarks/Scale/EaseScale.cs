using System.Diagnostics;
using Microsoft.ML.Dpcpl.Baselines.ItemItem;
using Microsoft.ML.Dpcpl.Baselines.ItemItem.Ease;
using Microsoft.ML.Dpcpl.Torch;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Benchmarks.Scale;

/// <summary>
/// EASE from a log to its weights, each in a process of its own: time, peak memory beside the matrix's own bytes, and the inverse beside a product of matrices in
/// blocks of 1,024. Arguments: numbers of items of a log without a pattern, or files of events.
/// </summary>
internal static class EaseScale
{
    private const string Measure = "--measure";
    private const int Block = 1024;

    public static void Run(string[] args)
    {
        if (args is [Measure, string one])
        {
            Console.WriteLine(string.Join(" | ", Figures(one)));
            return;
        }

        Table.Header(
            "log", "users", "items", "rows of the matrix", "weights, s", "peak, MB", "beside the weights kept : matrix", "inverse alone, s", "GFLOP/s", "sgemm, GFLOP/s", "inverse : sgemm");
        foreach (string log in args.Length == 0 ? ["5000", "10000"] : args)
            Table.Row(Path.GetFileName(Path.GetDirectoryName(log)) is { Length: > 0 } folder ? folder : log, TimedProcess.LastLine("scale", "ease", Measure, log));
    }

    private static string[] Figures(string log)
    {
        TorchRuntime.EnsureLoaded();
        var touched = new TouchedItems(EventLog.Of(log));
        long n = Math.Min(touched.UserCount, touched.ItemCount), bytes = n * n * sizeof(float);
        using (Tensor small = eye(2))
            SymmetricInverse.InPlace(small);
        GC.Collect();
        long before = ResidentMemory.Now;
        ResidentMemory.ResetPeak();
        var clock = Stopwatch.StartNew();
        ItemWeights weights = EaseWeights.Learn(touched, new EaseTrainer.Options());
        double seconds = clock.Elapsed.TotalSeconds;
        long peak = ResidentMemory.Peak - before, kept = weights.Count * 8L;

        (double inverse, double product) = Inverse(n);
        return
        [
            $"{touched.UserCount:N0}", $"{touched.ItemCount:N0}", $"{n:N0}", $"{seconds:0.0}", $"{peak / 1e6:N0}", $"{(peak - kept) / (double)bytes:0.00}",
            $"{inverse:0.0}", $"{(double)n * n * n / inverse / 1e9:0.0}", $"{product / 1e9:0.0}", $"{(double)n * n * n / inverse / product:0.00}",
        ];
    }

    /// <summary>Seconds that the inverse of n rows takes, which are n^3 operations, and operations per second of a product in blocks.</summary>
    private static (double Seconds, double Product) Inverse(long n)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1);
        Tensor factor = rand([n, 16], generator: generator), matrix = factor.mm(factor.t());
        matrix.diagonal().add_(100);
        double before = Product(n), seconds = Pairs.Once(() => SymmetricInverse.InPlace(matrix)) / 1e3, after = Product(n);
        return (seconds, (before + after) / 2);
    }

    private static double Product(long n)
    {
        using var scope = NewDisposeScope();
        long columns = Math.Max(1, n / Block) * Block;
        Tensor left = rand(Block, Block), right = rand(Block, columns), result = zeros(Block, columns);
        result.addmm_(left, right);
        var clock = Stopwatch.StartNew();
        double operations = 0;
        while (clock.Elapsed.TotalSeconds < 2)
        {
            result.addmm_(left, right);
            operations += 2.0 * Block * Block * columns;
        }

        return operations / clock.Elapsed.TotalSeconds;
    }
}
