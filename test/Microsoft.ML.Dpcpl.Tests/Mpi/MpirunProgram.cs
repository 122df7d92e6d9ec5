using System.Diagnostics;
using System.Globalization;

namespace Microsoft.ML.Dpcpl.Tests.Mpi;

/// <summary>The program, started by <c>mpirun</c>.</summary>
internal sealed class MpirunProgram : IDisposable
{
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(5);

    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _error;

    /// <summary>Starts it; where there is no MPI the test that asks is inconclusive.</summary>
    /// <param name="processes">How many.</param>
    /// <param name="arguments">Of each of them.</param>
    public MpirunProgram(int processes, params string[] arguments)
    {
        string? mpirun = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, "mpirun")).FirstOrDefault(File.Exists);
        if (mpirun is null || !OperatingSystem.IsLinux())
            Assert.Inconclusive("There is no mpirun in the PATH: build/install-mpi.sh brings Open MPI to Debian and Ubuntu.");
        string dotnet = Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";
        string[] options = ["--allow-run-as-root", "--oversubscribe", "--bind-to", "none", "-np", processes.ToString(CultureInfo.InvariantCulture)];
        _process = Process.Start(new ProcessStartInfo(mpirun, [.. options, dotnet, Path.Combine(AppContext.BaseDirectory, "dpcpl.dll"), .. arguments])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        (_output, _error) = (_process.StandardOutput.ReadToEndAsync(), _process.StandardError.ReadToEndAsync());
    }

    public bool HasEnded => _process.HasExited;

    /// <summary>Kills one of the processes that mpirun started.</summary>
    public void KillOne()
    {
        string[] children = File.ReadAllText($"/proc/{_process.Id}/task/{_process.Id}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        using var last = Process.GetProcessById(int.Parse(children[^1], CultureInfo.InvariantCulture));
        last.Kill();
    }

    /// <summary>Waits for the end. Exit code, and what was written.</summary>
    /// <param name="longest">How long at most; null: minutes.</param>
    public (int Code, string Output, string Error) Wait(TimeSpan? longest = null)
    {
        Assert.IsTrue(_process.WaitForExit(longest ?? s_longest), "The run does not end.");
        return (_process.ExitCode, _output.GetAwaiter().GetResult(), _error.GetAwaiter().GetResult());
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }
}
