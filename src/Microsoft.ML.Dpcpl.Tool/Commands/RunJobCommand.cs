using System.CommandLine;
using Microsoft.ML.Dpcpl.Tool.Experiments;
using Microsoft.ML.Dpcpl.Tool.Output;

namespace Microsoft.ML.Dpcpl.Tool.Commands;

using Command = System.CommandLine.Command;

/// <summary>Does one run of an experiment: what the experiment command starts as a process of its own.</summary>
internal sealed class RunJobCommand : Command
{
    private readonly Argument<string> _job = new("job") { Description = "The file that says the run." };

    public RunJobCommand()
        : base(ChildProcess.CommandName, "One run of an experiment; started by the experiment command.")
    {
        Hidden = true;
        Add(_job);
        SetAction(Run);
    }

    private Task<int> Run(ParseResult parsed, CancellationToken stop)
    {
        string path = InputFile.Existing("the job", parsed.GetRequiredValue(_job));
        RunJob job = Json.Read<RunJob>(path) ?? throw new UserError($"{path} says no run");
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(stop);
        if (Console.IsInputRedirected)
            StopWhenInputEnds(either);
        using var terminal = new Terminal(parsed.InvocationConfiguration.Output, null);
        var progress = new RunProgress(parsed.InvocationConfiguration.Output, job.WorkFolder);
        Json.Write(job.ResultPath, RunExecution.Run(job, terminal, progress, either.Token));
        return Task.FromResult(CommandLine.Success);
    }

    private static void StopWhenInputEnds(CancellationTokenSource stop) => new Thread(() =>
    {
        while (Console.In.ReadLine() is not null)
        {
        }
        try
        {
            stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The run was done first.
        }
    })
    { IsBackground = true }.Start();
}
