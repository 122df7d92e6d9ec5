using System.CommandLine;
using Microsoft.ML.Dpcpl.Tool.Arguments;
using Microsoft.ML.Dpcpl.Tool.Output;

namespace Microsoft.ML.Dpcpl.Tool.Commands;

using Command = System.CommandLine.Command;

/// <summary>The whole main job on built-in data.</summary>
internal sealed class QuickStartCommand : Command
{
    public const string CommandName = "quickstart";

    private const int ShownUsers = 3;

    private readonly Option<string?> _model = new("--model") { Description = "Where to save the model. [default: a temporary folder]", HelpName = "file" };
    private readonly Option<int> _seed = new("--seed") { Description = "Seed of the training.", HelpName = "number", DefaultValueFactory = _ => 1 };
    private readonly Option<int> _dataSeed = new("--data-seed") { Description = "Seed of the built-in data: another shop.", HelpName = "number", DefaultValueFactory = _ => 1 };
    private readonly LogOption _log = new();
    private readonly ReportOption _report = new();

    public QuickStartCommand()
        : base(CommandName, "Train, evaluate, save, reload and recommend on built-in data; about two minutes on two cores.")
    {
        Numbers.Restrict(_seed);
        Numbers.Restrict(_dataSeed);
        Add(_model);
        Add(_seed);
        Add(_dataSeed);
        Add(_log);
        Add(_report);
        SetAction(Run);
    }

    private Task<int> Run(ParseResult parsed, CancellationToken stop)
    {
        using var outputs = new Outputs();
        outputs.TakeFile(_model.Name, parsed.GetValue(_model));
        outputs.TakeFile(_report.Name, _report.Path(parsed));
        outputs.TakeFile(_log.Name, _log.Path(parsed));
        using Terminal terminal = _log.Open(parsed);
        int seed = parsed.GetValue(_seed);
        var ml = new MLContext(seed);
        string path = parsed.GetValue(_model) ?? Path.Combine(Directory.CreateTempSubdirectory("dpcpl-").FullName, "dpcpl.zip");
        var source = DataSource.BuiltIn(ml, new ShopLogOptions { Seed = parsed.GetValue(_dataSeed) });
        terminal.Line("DPCPL quick start: the log of a shop that does not exist (clicks, favorites, carts, purchases, 30 % noise clicks).");
        terminal.Line("Task: the next purchase of each user. Earlier events on the held-out item are removed, so repeating the history does not help.");
        var job = new TrainingJob(ml, terminal)
        {
            Title = _ => "Quick start on built-in data",
            Command = parsed.CommandText(),
            Source = source,
            Options = Settings(seed, stop),
            ModelPath = path,
            ReportPath = _report.Path(parsed),
        };
        using TrainingOutcome outcome = job.Run();
        ShowRecommendations(ml, terminal, outcome, path);
        return Task.FromResult(CommandLine.Success);
    }

    /// <summary>Small and quick: the log is small and the wait is to be short. Larger logs are better served by the defaults.</summary>
    private static DpcplTrainer.Options Settings(int seed, CancellationToken stop) => new()
    {
        Seed = seed,
        MaxSequenceLength = 32,
        HiddenSize = 32,
        Mixer = SequenceMixer.Filter,
        Placement = PromptPlacement.Overwrite,
        Streams = StreamMode.Mask,
        FutureWindow = 1,
        BatchSize = 64,
        CutsPerUser = 8,
        Dropout = 0.05f,
        LearningRate = 4e-3f,
        ItemLearningRate = 1e-2f,
        ItemDecaySteps = 0,
        PromptLearningRate = 3e-3f,
        PromptBatchSize = 64,
        PretrainingEpochs = 12,
        TuningEpochs = 4,
        CancellationToken = stop,
    };

    private static void ShowRecommendations(MLContext ml, Terminal terminal, TrainingOutcome outcome, string path)
    {
        terminal.Heading($"Saved to {path} ({Figures.Megabytes(new FileInfo(path).Length)}), loaded again, top-10 of the first users");
        using var loaded = SavedModel.Load(ml, "the model", path);
        Recommendation[] before = [.. outcome.Recommend(ml).Take(ShownUsers)];
        Recommendation[] after = [.. loaded.Recommend(ml, outcome.Source.Events).Take(ShownUsers)];
        var lastPurchases = LastPurchases(ml, outcome.Source, [.. after.Select(r => r.User)]);
        foreach (Recommendation recommendation in after)
        {
            terminal.Line($"{recommendation.User}, bought last: {lastPurchases.GetValueOrDefault(recommendation.User, "nothing")}");
            terminal.Line("    " + string.Join(", ", recommendation.RecommendedItems));
        }
        // Scores are equal up to rounding: libtorch's products may sum in another order when memory is laid out differently.
        bool same = before.Length == after.Length && before.Zip(after).All(pair =>
            pair.First.RecommendedItems.ToHashSet().SetEquals(pair.Second.RecommendedItems) &&
            pair.First.RecommendedScores.Zip(pair.Second.RecommendedScores).All(scores => Math.Abs(scores.First - scores.Second) < 1e-4));
        if (!same)
            throw new InvalidOperationException("the loaded model recommends something else than the trained one");
        terminal.Line("The loaded model gives the same items and scores as the trained one.");
    }

    private static Dictionary<string, string> LastPurchases(MLContext ml, DataSource source, HashSet<string> users)
    {
        var last = new Dictionary<string, string>();
        foreach (BehaviorEvent e in ml.Data.CreateEnumerable<BehaviorEvent>(source.Events, reuseRowObject: true))
        {
            if (e.Behavior == "buy" && users.Contains(e.User))
                last[e.User] = last.TryGetValue(e.User, out string? earlier) ? earlier + ", " + e.Item : e.Item;
        }
        return last.ToDictionary(pair => pair.Key, pair => string.Join(", ", pair.Value.Split(", ").TakeLast(3)));
    }
}
