using System.Diagnostics;
using Microsoft.ML.Dpcpl.Mpi.Exchange;
using Microsoft.ML.Dpcpl.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Benchmarks.Scale;

/// <summary>What processes say to each other in a step, and how long that takes: started by mpirun, with a million items unless another number is given.</summary>
internal static class ExchangeScale
{
    private const int Steps = 200, Width = 64, NetworkWeights = 200_000, Windows = 32, Slots = 64, Negatives = 512;

    public static void Run(string[] args)
    {
        int items = args.Length > 0 ? int.Parse(args[0], null) : 1_000_000;
        MpiDistribution processes = MpiDistribution.Join();
        var exchange = new MpiGradientExchange(processes.Processes);
        var random = new Random(processes.Rank);
        // Each process has its windows' items, and the negatives that all share.
        var shared = new Random(-1);
        long[] rows = [.. Enumerable.Range(0, Windows * Slots / processes.Size).Select(_ => (long)random.Next(1, items)).Concat(Enumerable.Range(0, Negatives).Select(_ => (long)shared.Next(1, items))).Distinct()];
        double meeting = Milliseconds(exchange, 1, null, Steps), network = Milliseconds(exchange, NetworkWeights, null, Steps);
        double sparse = Milliseconds(exchange, NetworkWeights, new RowGradient(tensor(rows), ones(rows.Length, Width)), Steps);
        (long denseBytes, long rowBytes) = (exchange.DenseBytes, exchange.RowBytes);
        double whole = Milliseconds(exchange, NetworkWeights, new RowGradient(null, ones(items, Width)), 5);
        if (processes.Rank == 0)
        {
            Console.WriteLine($"{processes.Size} processes, {items} items of {Width} numbers, {rows.Length} rows touched here, a network of {NetworkWeights} weights; half of the steps took no longer than");
            Console.WriteLine($"a single weight:   {meeting:0.000} ms");
            Console.WriteLine($"the network alone: {denseBytes} bytes dense, {network:0.000} ms");
            Console.WriteLine($"touched rows only: {denseBytes} bytes dense, {rowBytes} bytes of rows, {sparse:0.000} ms");
            Console.WriteLine($"the whole table:   {exchange.DenseBytes} bytes dense, {whole:0.0} ms");
        }

        processes.Leave();
    }

    /// <summary>The median of some steps: others use the cores, too.</summary>
    private static double Milliseconds(MpiGradientExchange exchange, int weights, RowGradient? rows, int steps)
    {
        using var scope = NewDisposeScope();
        var network = new Parameter(zeros(weights)) { grad = ones(weights) };
        exchange.Sum([("network", network)], rows, []);
        double[] times = [.. Enumerable.Range(0, steps).Select(_ =>
        {
            using var one = NewDisposeScope();
            long start = Stopwatch.GetTimestamp();
            exchange.Sum([("network", network)], rows, []);
            return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        })];
        Array.Sort(times);
        return times[steps / 2];
    }
}
