using Spectre.Console;

namespace Microsoft.ML.Dpcpl.Tool.Output;

/// <summary>Shows a training run: a bar per stage to a person, a line per epoch to a file.</summary>
internal sealed class ProgressView(Terminal terminal) : IProgress<TrainingProgress>
{
    private readonly Dictionary<TrainingStage, ProgressTask> _bars = [];
    private ProgressContext? _context;

    /// <summary>Runs the training while its reports are shown.</summary>
    public T Show<T>(Func<T> training)
    {
        if (!terminal.Interactive)
            return training();
        return terminal.Screen.Progress()
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn(), new RemainingTimeColumn())
            .Start(context =>
            {
                _context = context;
                T result = training();
                foreach (ProgressTask bar in _bars.Values)
                    bar.Value = bar.MaxValue;
                return result;
            });
    }

    public void Report(TrainingProgress value)
    {
        bool epochEnds = value.Step == value.Steps;
        if (_context is not null)
            Draw(_context, value);
        if (!epochEnds)
            return;
        if (_context is null)
            terminal.Line(value.ToString());
        else
            terminal.LogOnly($"{value}");
    }

    /// <summary>Systems that count have none.</summary>
    private static string Loss(TrainingProgress value, string space) => double.IsNaN(value.Loss) ? "" : FormattableString.Invariant($"{space}loss {value.Loss:0.0000}");

    private static string Name(TrainingStage stage) => stage switch
    {
        TrainingStage.Pretraining => "pre-training",
        TrainingStage.Tuning => "tuning",
        TrainingStage.ItemFoldIn => "item fold-in",
        _ => "refitting",
    };

    private void Draw(ProgressContext context, TrainingProgress value)
    {
        string name = Name(value.Stage);
        name = char.ToUpperInvariant(name[0]) + name[1..];
        if (!_bars.TryGetValue(value.Stage, out ProgressTask? bar))
        {
            foreach (ProgressTask earlier in _bars.Values)
                earlier.Value = earlier.MaxValue;
            _bars[value.Stage] = bar = context.AddTask(name);
        }
        string ndcg = value.ValidationNdcg is { } v ? FormattableString.Invariant($" NDCG@10 {v:0.0000}") : "";
        bar.Description = $"{name} epoch {value.Epoch}/{value.Epochs}{Loss(value, " ")}{ndcg}";
        bar.MaxValue = Math.Max(1, (double)value.Epochs * value.Steps);
        bar.Value = (double)Math.Max(0, value.Epoch - 1) * value.Steps + value.Step;
    }
}
