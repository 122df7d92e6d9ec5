using System.Diagnostics;

namespace Microsoft.ML.Dpcpl.Benchmarks.Scale;

/// <summary>
/// Another process of this program that times one thing for every line it is sent, so that two of them take turns and neither
/// runs under the other's settings.
/// </summary>
internal sealed class TimedProcess : IDisposable
{
    private readonly Process _process;

    /// <param name="args">Arguments of the program.</param>
    /// <param name="environment">Variables that differ from this process's own; null removes one.</param>
    public TimedProcess(IEnumerable<string> args, params ReadOnlySpan<(string Name, string? Value)> environment)
    {
        ProcessStartInfo start = ThisProgram(args);
        start.RedirectStandardInput = true;
        foreach ((string name, string? value) in environment)
            start.Environment[name] = value;
        _process = Process.Start(start)!;
    }

    /// <summary>The figures of the next line.</summary>
    public double[] Next()
    {
        _process.StandardInput.WriteLine();
        string line = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The timed process has ended.");
        return [.. line.Split(' ').Select(double.Parse)];
    }

    /// <summary>The last line that a process of this program writes.</summary>
    public static string LastLine(params string[] args)
    {
        using Process child = Process.Start(ThisProgram(args))!;
        string output = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        string? last = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault();
        return child.ExitCode == 0 && last is not null ? last : throw new InvalidOperationException($"The measuring process failed: {output}");
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private static ProcessStartInfo ThisProgram(IEnumerable<string> args) =>
        new("dotnet", [typeof(TimedProcess).Assembly.Location, .. args]) { RedirectStandardOutput = true };
}
