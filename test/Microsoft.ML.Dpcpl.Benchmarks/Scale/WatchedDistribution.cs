using System.Diagnostics;
using Microsoft.ML.Dpcpl.Mpi.Exchange;
using Microsoft.ML.Dpcpl.Training;
using TorchSharp.Modules;

namespace Microsoft.ML.Dpcpl.Benchmarks.Scale;

/// <summary>Processes whose exchange is timed and counted.</summary>
/// <param name="processes">They.</param>
internal sealed class WatchedDistribution(Distribution processes) : Distribution
{
    private long _steps, _dense, _rows;
    private TimeSpan _time;

    internal override ICommunicator Processes => processes.Processes;

    /// <summary>Bytes that this process gave in a step, on the mean: of the bucket,</summary>
    public long DenseBytes => _dense / Math.Max(1, _steps);

    /// <summary>and of the rows.</summary>
    public long RowBytes => _rows / Math.Max(1, _steps);

    /// <summary>Of a step, waiting for the others among them.</summary>
    public double Milliseconds => _time.TotalMilliseconds / Math.Max(1, _steps);

    internal override IGradientExchange Exchange() => new Watched(this, (MpiGradientExchange)processes.Exchange());

    private sealed class Watched(WatchedDistribution watcher, MpiGradientExchange exchange) : IGradientExchange
    {
        public ICommunicator Processes => exchange.Processes;

        public RowGradient? Sum(IReadOnlyList<(string Name, Parameter Values)> parameters, RowGradient? rows, Span<float> numbers)
        {
            long start = Stopwatch.GetTimestamp();
            RowGradient? sum = exchange.Sum(parameters, rows, numbers);
            watcher._time += Stopwatch.GetElapsedTime(start);
            (watcher._steps, watcher._dense, watcher._rows) = (watcher._steps + 1, watcher._dense + exchange.DenseBytes, watcher._rows + exchange.RowBytes);
            return sum;
        }
    }
}
