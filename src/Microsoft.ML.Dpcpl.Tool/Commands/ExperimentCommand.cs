using System.CommandLine;
using Microsoft.ML.Dpcpl.Tool.Arguments;
using Microsoft.ML.Dpcpl.Tool.Experiments;
using Microsoft.ML.Dpcpl.Tool.Output;
using Microsoft.ML.Dpcpl.Torch;

namespace Microsoft.ML.Dpcpl.Tool.Commands;

using Command = System.CommandLine.Command;

/// <summary>Compares systems on the same data under the same protocol.</summary>
internal sealed class ExperimentCommand : Command
{
    private readonly Argument<string> _file = new("file") { Description = "The experiment: JSON that names data, protocol, seeds and systems.", HelpName = "experiment.json" };
    private readonly Option<string> _output = new("--output") { Description = "Folder for runs, logs, tables and plots; the same command goes on there.", HelpName = "folder", Required = true };
    private readonly Option<string?> _dataFolder = new("--data-folder") { Description = "Where relative paths of data begin. [default: the folder of the experiment file]", HelpName = "folder" };

    private readonly Option<int?> _sampleUsers = new("--sample-users")
    {
        Description = "Run on so many users of the file, drawn at random, always the same ones; 0 takes all. [default: what \"sample-users\" of the file says]",
        HelpName = "number",
    };

    public ExperimentCommand()
        : base("experiment", "Run the systems of an experiment file, each seed in a process of its own, and write the tables of their results.")
    {
        Add(_file);
        Add(_output);
        Add(_dataFolder);
        Numbers.Restrict(_sampleUsers, least: 0);
        Add(_sampleUsers);
        SetAction(Run);
    }

    private Task<int> Run(ParseResult parsed, CancellationToken stop)
    {
        Experiment experiment = ExperimentReader.ReadFile(parsed.GetRequiredValue(_file), parsed.GetValue(_dataFolder));
        if (parsed.GetValue(_sampleUsers) is { } users)
            experiment = Cut(experiment, users);
        CheckDevices(experiment);
        var folder = new OutputFolder(Path.GetFullPath(parsed.GetRequiredValue(_output)));
        using var outputs = new Outputs();
        outputs.TakeFolder(_output.Name, parsed.GetRequiredValue(_output));
        TextWriter output = parsed.InvocationConfiguration.Output;
        using var terminal = new Terminal(output, null);
        terminal.Heading(experiment.Title);
        string command = parsed.CommandText();
        string? obstacle = null;
        var runner = new ExperimentRunner(
            experiment, folder, terminal, Execute, (runs, trials) => obstacle = ResultsWriter.Write(folder, experiment, Summary.Of(experiment, command, runs, trials)));
        try
        {
            bool complete = runner.Run(stop);
            if (obstacle is not null)
                terminal.Line(obstacle);
            terminal.Line($"{(complete ? "Done" : "Some runs failed; the same command tries them again")}: {folder.Report}");
            return Task.FromResult(complete ? CommandLine.Success : CommandLine.Failure);
        }
        catch (OperationCanceledException)
        {
            terminal.Line("Stopped. The same command goes on from the last checkpoint.");
            return Task.FromResult(CommandLine.Stopped);
        }

        RunResult Execute(RunJob job)
        {
            using var both = new Terminal(output, folder.LogOf(job.Id), append: true);
            return ChildProcess.Run(job, both, stop);
        }
    }

    /// <summary>The experiment on some of the users of its log; its title says how many.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="users">Users that are drawn; 0 for all.</param>
    /// <exception cref="UserError">The data come from a generator.</exception>
    internal static Experiment Cut(Experiment experiment, int users)
    {
        if (experiment.Data.Generator is not null)
            throw new UserError("--sample-users draws from a file of events; the data of this experiment are built in, and \"users\" of their generator says how many there are");
        return experiment with
        {
            Title = users > 0 ? $"{experiment.Title}: {Figures.Count(users)} users" : experiment.Title,
            Data = experiment.Data with { SampleUsers = users },
        };
    }

    /// <summary>A device that is not there fails every run of its system.</summary>
    private static void CheckDevices(Experiment experiment)
    {
        string device = Kebab.Case(nameof(DpcplTrainer.Options.Device));
        foreach (ExperimentSystem system in experiment.Systems.Where(system => system.Options.ContainsKey(device)))
        {
            try
            {
                TorchDevice.Resolve(system.Options[device]);
            }
            catch (ArgumentException e)
            {
                throw new UserError($"{system.Name}: {Errors.Message(e, OptionNames.Experiment)}", e);
            }
        }
    }
}
