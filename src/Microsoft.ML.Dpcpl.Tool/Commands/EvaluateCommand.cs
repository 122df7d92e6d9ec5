using System.CommandLine;
using Microsoft.ML.Dpcpl.Tool.Arguments;
using Microsoft.ML.Dpcpl.Tool.Output;

namespace Microsoft.ML.Dpcpl.Tool.Commands;

using Command = System.CommandLine.Command;

/// <summary>Measures a saved model beside the floors.</summary>
internal sealed class EvaluateCommand : Command
{
    private readonly Option<string> _model = new("--model") { Description = "The model file.", HelpName = "file.zip", Required = true };
    private readonly DataArguments _data = new();
    private readonly ProtocolArguments _protocol = new(TrainingArguments.OfTheModel, ofModel: true);
    private readonly TrainingSetting[] _split =
    [
        new(OptionProperty.Of(typeof(DpcplTrainer.Options), nameof(DpcplTrainer.Options.TimeSplit)), TrainingArguments.OfTheModel),
        new(OptionProperty.Of(typeof(DpcplTrainer.Options), nameof(DpcplTrainer.Options.PretrainingShare)), TrainingArguments.OfTheModel),
    ];

    private readonly Option<string?> _target = new("--target") { Description = "The behavior that is held out. [default: the model's]", HelpName = "behavior" };
    private readonly Option<string?> _by = new("--by")
    {
        Description = "Measure groups of tests, too: history-length, item-popularity (users who touched the held-out item), or a column such as an attribute of the users.",
        HelpName = "column",
    };

    private readonly LogOption _log = new();
    private readonly PlotsOption _plots = new("the log, metrics beside the floors, what scores are worth");

    public EvaluateCommand()
        : base("evaluate", "Measure a saved model beside the floors; use the data it was trained on, or data that came later.")
    {
        Add(_model);
        _data.AddTo(this);
        Add(_target);
        _protocol.AddTo(this);
        foreach (TrainingSetting setting in _split)
            Add(setting.Option);
        Add(_by);
        Add(_log);
        Add(_plots);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        using var outputs = new Outputs();
        outputs.Spare(_data.Name, _data.Path(parsed));
        outputs.Spare(_protocol.TestsName, _protocol.Tests(parsed));
        outputs.Spare(_model.Name, parsed.GetRequiredValue(_model));
        outputs.TakeFile(_log.Name, _log.Path(parsed));
        outputs.TakeFolder(_plots.Name, _plots.Path(parsed));
        using Terminal terminal = _log.Open(parsed);
        var ml = new MLContext(1);
        using SavedModel model = SavedModel.Load(ml, _model.Name, parsed.GetRequiredValue(_model));
        LeaveOneOutOptions protocol = ProtocolOf(parsed, model.Dpcpl.Model);
        var phases = new Phases(terminal, ml);
        Prepared prepared = Prepared.Make(ml, terminal, phases, (_data.Settings(parsed) with { Tests = _protocol.Tests(parsed) }).OfModel(ml), protocol, model.Features);
        terminal.Heading("Result");
        MethodResult result = phases.Measure("Evaluation", () => Measurement.Model(ml, prepared, model.Dpcpl));
        MethodResult[] results = [.. phases.Measure("Floors", () => Measurement.Floors(ml, prepared)), result];
        terminal.Write(MetricsTable.Of(results));
        terminal.Line(MetricsTable.Legend(result.Metrics, prepared.Split.RepeatPolicy));
        terminal.Line(result.Metrics.ToString());
        if (parsed.GetValue(_by) is { } by)
        {
            terminal.Heading($"By {by}");
            terminal.Write(MetricsTable.Of(Measurement.Groups(ml, prepared, model.Dpcpl, by)));
        }

        var plots = new PlotFolder(_plots.Path(parsed), terminal);
        plots.Add(prepared.Counts);
        plots.Add(results, model.Dpcpl.Transform(prepared.Split.TestSet));
        plots.Report();
        return CommandLine.Success;
    }

    /// <summary>The protocol that the model was trained for, as far as no option says otherwise.</summary>
    private LeaveOneOutOptions ProtocolOf(ParseResult parsed, NeuralModelParameters model)
    {
        var options = new DpcplTrainer.Options { TargetBehavior = parsed.GetValue(_target) ?? model.TargetBehavior };
        Protocol.Keep(model.Summary, options);
        options.RepeatPolicy = _protocol.Repeat(parsed, options.RepeatPolicy);
        foreach (TrainingSetting setting in _split)
            setting.Apply(parsed, options);
        return Protocol.Of(options, _protocol.Negatives(parsed), _protocol.UnknownItems(parsed));
    }
}
