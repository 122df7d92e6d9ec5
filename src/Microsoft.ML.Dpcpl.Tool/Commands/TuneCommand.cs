using System.CommandLine;
using Microsoft.ML.Dpcpl.Tool.Arguments;
using Microsoft.ML.Dpcpl.Tool.Output;

namespace Microsoft.ML.Dpcpl.Tool.Commands;

using Command = System.CommandLine.Command;

/// <summary>Tunes prompts for another behavior on the backbone of a saved model.</summary>
internal sealed class TuneCommand : Command
{
    private readonly Option<string> _from = new("--from") { Description = "The model whose backbone is kept.", HelpName = "file.zip", Required = true };
    private readonly DataArguments _data = new();
    private readonly ProtocolArguments _protocol = new(TrainingArguments.OfTheModel, ofModel: true);
    private readonly TrainingArguments _training = new(TrainingArguments.OfTheModel);
    private readonly Option<string?> _target = new("--target") { Description = "The behavior whose next item is predicted, such as cart. [default: the only one there is; among several buy]", HelpName = "behavior" };
    private readonly Option<string> _model = new("--model") { Description = "The model file to write.", HelpName = "file.zip", Required = true };
    private readonly LogOption _log = new();
    private readonly ReportOption _report = new();
    private readonly PlotsOption _plots = new("the log, learning curve, metrics beside the floors, what scores are worth, filters, prompts, their gates");
    private readonly TensorBoardOption _tensorBoard = new();

    public TuneCommand()
        : base("tune", "Teach a saved model another target behavior: new prompts on the same backbone.")
    {
        Add(_from);
        _data.AddTo(this);
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
        using var outputs = new Outputs();
        outputs.Spare(_data.Name, _data.Path(parsed));
        outputs.Spare(_protocol.TestsName, _protocol.Tests(parsed));
        outputs.TakeFile(_model.Name, parsed.GetRequiredValue(_model));
        outputs.TakeFile(_report.Name, _report.Path(parsed));
        outputs.TakeFile(_log.Name, _log.Path(parsed));
        outputs.TakeFolder(_plots.Name, _plots.Path(parsed));
        outputs.TakeFolder(_tensorBoard.Name, _tensorBoard.Path(parsed));
        outputs.TakeFolder(_training.CheckpointName, _training.Checkpoint(parsed));
        using Terminal terminal = _log.Open(parsed);
        using SavedModel from = SavedModel.Load(new MLContext(1), _from.Name, parsed.GetRequiredValue(_from));
        DpcplTrainer.Options options = _training.Read(parsed, stop, from.Dpcpl.Model.Summary);
        options.TargetBehavior = parsed.GetValue(_target);
        options.RepeatPolicy = _protocol.Repeat(parsed, options.RepeatPolicy);
        var ml = new MLContext(options.Seed ??= 1);
        var job = new TrainingJob(ml, terminal)
        {
            Title = target => $"DPCPL tuned for {target} on the backbone of {Path.GetFileName(parsed.GetRequiredValue(_from))}",
            Command = parsed.CommandText(),
            Source = (_data.Settings(parsed) with { Tests = _protocol.Tests(parsed) }).OfModel(ml),
            Options = options,
            ModelPath = parsed.GetRequiredValue(_model),
            ReportPath = _report.Path(parsed),
            PlotsPath = _plots.Path(parsed),
            TensorBoardPath = _tensorBoard.Path(parsed),
            TestNegatives = _protocol.Negatives(parsed),
            UnknownItems = _protocol.UnknownItems(parsed),
            From = from,
        };
        using TrainingOutcome outcome = job.Run();
        return Task.FromResult(CommandLine.Success);
    }
}
