using System.Diagnostics;
using Microsoft.ML.Dpcpl.Mpi;
using Microsoft.ML.Dpcpl.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Benchmarks.Scale;

/// <summary>What processes say to each other in a step, and how long that takes: started by mpirun, with a million items unless another number is given.</summary>
internal static class ExchangeScale
{
    private const int Steps = 50, Width = 64, NetworkWeights = 200_000, Windows = 32, Slots = 64, Negatives = 512;

    public static void Run(string[] args)
    {
        int items = args.Length > 0 ? int.Parse(args[0], null) : 1_000_000;
        MpiDistribution processes = MpiDistribution.Join();
        var exchange = new MpiGradientExchange(processes.Processes);
        var random = new Random(processes.Rank);
        // Each process has its windows' items, and the negatives that all share.
        var shared = new Random(-1);
        long[] rows = [.. Enumerable.Range(0, Windows * Slots / processes.Size).Select(_ => (long)random.Next(1, items)).Concat(Enumerable.Range(0, Negatives).Select(_ => (long)shared.Next(1, items))).Distinct()];
        double sparse = Milliseconds(exchange, new RowGradient(tensor(rows), ones(rows.Length, Width)), Steps);
        (long denseBytes, long rowBytes) = (exchange.DenseBytes, exchange.RowBytes);
        double whole = Milliseconds(exchange, new RowGradient(null, ones(items, Width)), 3);
        if (processes.Rank == 0)
        {
            Console.WriteLine($"{processes.Size} processes, {items} items of {Width} numbers, {rows.Length} rows touched here, a network of {NetworkWeights} weights");
            Console.WriteLine($"touched rows only: {denseBytes} bytes dense, {rowBytes} bytes of rows, {sparse:0.0} ms a step");
            Console.WriteLine($"the whole table:   {exchange.DenseBytes} bytes dense, {whole:0.0} ms a step");
        }

        processes.Leave();
    }

    private static double Milliseconds(MpiGradientExchange exchange, RowGradient rows, int steps)
    {
        using var scope = NewDisposeScope();
        var network = new Parameter(zeros(NetworkWeights)) { grad = ones(NetworkWeights) };
        exchange.Sum([("network", network)], rows, []);
        long start = Stopwatch.GetTimestamp();
        for (int step = 0; step < steps; step++)
        {
            using var one = NewDisposeScope();
            exchange.Sum([("network", network)], rows, []);
        }

        return Stopwatch.GetElapsedTime(start).TotalMilliseconds / steps;
    }
}
