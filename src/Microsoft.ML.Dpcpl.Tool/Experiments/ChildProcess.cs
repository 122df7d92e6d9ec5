using System.Diagnostics;
using Microsoft.ML.Dpcpl.Tool.Output;

namespace Microsoft.ML.Dpcpl.Tool.Experiments;

/// <summary>Does a run in a process of its own: its memory is its own, and its end is no other run's.</summary>
internal static class ChildProcess
{
    /// <summary>Name of the hidden command that does a run.</summary>
    public const string CommandName = "run-job";

    /// <param name="job">The run; the process writes its result.</param>
    /// <param name="terminal">Shows progress and keeps the log.</param>
    /// <param name="stop">Ends the run.</param>
    /// <returns>The result, or why there is none.</returns>
    /// <exception cref="OperationCanceledException">The run was stopped.</exception>
    public static RunResult Run(RunJob job, Terminal terminal, CancellationToken stop)
    {
        string file = Path.Combine(job.WorkFolder, "job.json");
        Json.Write(file, job);
        var view = new ProgressView(terminal);
        (int code, string error) = view.Show(() => Execute(file, terminal, view, stop));
        if (code == 0 && Json.Read<RunResult>(job.ResultPath) is { } result && result.Fingerprint == job.Fingerprint)
            return result;
        if (code == CommandLine.Stopped || stop.IsCancellationRequested)
            throw new OperationCanceledException("the run was stopped", stop);
        return RunResult.OfFailed(job, Reason(code, error));
    }

    private static (int Code, string Error) Execute(string jobFile, Terminal terminal, ProgressView view, CancellationToken stop)
    {
        using Process process = Process.Start(Start(jobFile))!;
        // The end of its input tells the process to stop, however this one ends.
        using CancellationTokenRegistration registration = stop.Register(process.StandardInput.Close);
        string error = "";
        var gate = new Lock();
        process.ErrorDataReceived += (_, line) =>
        {
            if (string.IsNullOrWhiteSpace(line.Data))
                return;
            lock (gate)
            {
                error = line.Data;
                terminal.LogOnly($"{line.Data}");
            }
        };
        process.BeginErrorReadLine();
        while (process.StandardOutput.ReadLine() is { } line)
        {
            lock (gate)
            {
                if (RunProgress.Parse(line) is { } progress)
                    view.Report(progress);
                else
                    terminal.LogOnly($"{line}");
            }
        }
        process.WaitForExit();
        return (process.ExitCode, error);
    }

    private static ProcessStartInfo Start(string jobFile)
    {
        string program = typeof(ChildProcess).Assembly.Location;
        string self = Environment.ProcessPath ?? "dotnet", name = Path.GetFileNameWithoutExtension(self);
        // As its own executable, by dotnet dpcpl.dll, or inside another program such as the tests.
        (string file, string[] arguments) = program.Length == 0 || name == Path.GetFileNameWithoutExtension(program)
            ? (self, (string[])[])
            : (name == "dotnet" ? self : "dotnet", [program]);
        return new ProcessStartInfo(file, [.. arguments, CommandName, jobFile])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
    }

    private static string Reason(int code, string error)
    {
        // 128 + 9: what the system's out-of-memory killer leaves.
        if (code == 137)
            return "killed from outside, as happens when memory runs out";
        const string program = "dpcpl: ";
        string text = error.StartsWith(program, StringComparison.Ordinal) ? error[program.Length..] : error;
        return text.Length > 0 && code is CommandLine.Failure or CommandLine.BadInput ? text : $"exit code {code}{(text.Length > 0 ? ": " + text : "")}";
    }
}
