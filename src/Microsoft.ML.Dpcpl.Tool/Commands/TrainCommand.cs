using System.CommandLine;
using Microsoft.ML.Dpcpl.Tool.Arguments;
using Microsoft.ML.Dpcpl.Tool.Output;

namespace Microsoft.ML.Dpcpl.Tool.Commands;

using Command = System.CommandLine.Command;

/// <summary>Trains a model on files.</summary>
internal sealed class TrainCommand : Command
{
    private readonly DataArguments _data = new("0; with --preset paper 20");
    private readonly PreparationArguments _preparation = new();
    private readonly ProtocolArguments _protocol = new("target-pair-removed; with --preset paper as-is");
    private readonly TrainingArguments _training = new();
    private readonly Option<string?> _target = new("--target") { Description = "The behavior whose next item is predicted, such as buy. [default: the only one there is; among several buy]", HelpName = "behavior" };
    private readonly Option<string> _model = new("--model") { Description = "The model file to write.", HelpName = "file.zip", Required = true };
    private readonly LogOption _log = new();
    private readonly ReportOption _report = new();
    private readonly PlotsOption _plots = new("the log, learning curve, metrics beside the floors, what scores are worth, filters, prompts, their gates");
    private readonly TensorBoardOption _tensorBoard = new();

    public TrainCommand()
        : base("train", "Pre-train and tune a model on files, measure it beside the floors, save it.")
    {
        _data.AddTo(this);
        _preparation.AddTo(this);
        Add(_target);
        Add(_model);
        _protocol.AddTo(this);
        Add(_log);
        Add(_report);
        Add(_plots);
        Add(_tensorBoard);
        _training.AddTo(this);
        SetAction(Run);
    }

    private Task<int> Run(ParseResult parsed, CancellationToken stop)
    {
        bool isFirst = MpiRun.Rank == 0;
        using var outputs = new Outputs();
        outputs.Spare(_data.Name, _data.Path(parsed));
        outputs.Spare(_protocol.TestsName, _protocol.Tests(parsed));
        outputs.Spare(_preparation.UsersName, _preparation.Users(parsed));
        outputs.Spare(_preparation.ItemsName, _preparation.Items(parsed));
        if (isFirst)
        {
            outputs.TakeFile(_model.Name, parsed.GetRequiredValue(_model));
            outputs.TakeFile(_report.Name, _report.Path(parsed));
            outputs.TakeFile(_log.Name, _log.Path(parsed));
            outputs.TakeFolder(_plots.Name, _plots.Path(parsed));
            outputs.TakeFolder(_tensorBoard.Name, _tensorBoard.Path(parsed));
            outputs.TakeFolder(_training.CheckpointName, _training.Checkpoint(parsed));
        }

        using Terminal terminal = isFirst ? _log.Open(parsed) : new Terminal(TextWriter.Null, null);
        DpcplTrainer.Options options = _training.Read(parsed, stop);
        options.TargetBehavior = parsed.GetValue(_target);
        options.RepeatPolicy = _protocol.Repeat(parsed, options.RepeatPolicy);
        MpiDistribution? processes = MpiRun.Join(parsed.InvocationConfiguration.Error, _training.Checkpoint(parsed));
        options.Distributed = processes;
        var ml = new MLContext(options.Seed ??= 1);
        var job = new TrainingJob(ml, terminal)
        {
            Title = target => $"DPCPL on {_data.Settings(parsed).Name}, target {target}",
            Command = parsed.CommandText(),
            Source = _preparation.Read(parsed, ml, _data.Settings(parsed, _training.Core(parsed)) with { Tests = _protocol.Tests(parsed) }),
            Options = options,
            ModelPath = parsed.GetRequiredValue(_model),
            ReportPath = _report.Path(parsed),
            PlotsPath = _plots.Path(parsed),
            TensorBoardPath = isFirst ? _tensorBoard.Path(parsed) : null,
            TestNegatives = _protocol.Negatives(parsed),
        };
        using TrainingOutcome outcome = job.Run();
        // After an error it does not leave: mpirun then ends the others, which would wait for it.
        processes?.Leave();
        return Task.FromResult(CommandLine.Success);
    }
}
