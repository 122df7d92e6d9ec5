using System.Diagnostics;
using System.Globalization;

namespace Microsoft.ML.Dpcpl.Benchmarks.Scale;

/// <summary>
/// Another process of this program that times one thing for every line it is sent, so that two of them take turns and neither
/// runs under the other's settings.
/// </summary>
internal sealed class TimedProcess : IDisposable
{
    private readonly Process _process;

    public TimedProcess(IEnumerable<string> args)
    {
        string program = typeof(TimedProcess).Assembly.Location;
        _process = Process.Start(new ProcessStartInfo("dotnet", [program, .. args]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
    }

    /// <summary>The figures of the next line.</summary>
    public double[] Next()
    {
        _process.StandardInput.WriteLine();
        string line = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The timed process has ended.");
        return [.. line.Split(' ').Select(figure => double.Parse(figure, CultureInfo.InvariantCulture))];
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }
}
