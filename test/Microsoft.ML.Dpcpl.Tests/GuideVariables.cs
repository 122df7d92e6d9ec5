using Microsoft.ML.Dpcpl.Tests.Tool;

namespace Microsoft.ML.Dpcpl.Tests;

#pragma warning disable CA1051, IDE1006 // Names as the guides write them.

/// <summary>
/// What a block of C# in a guide or a documentation comment may use without saying what it is. Whatever else it uses, it declares. A small log and
/// a small model of it stand behind them, so that the blocks can be run.
/// </summary>
public abstract class GuideVariables
{
    protected static readonly MLContext ml = new(seed: 1);

    /// <summary>Rows of user, item, behavior, time; and a later day of them.</summary>
    protected static readonly IDataView events, today;

    protected static readonly BehaviorSequencesTransformer features;
    protected static readonly IDataView sequences;
    protected static readonly SequenceSplit split;
    protected static readonly DpcplTrainer trainer;

    /// <summary>What the trainer made of the split.</summary>
    protected static readonly NeuralTransformer dpcpl;

    /// <summary>The saved chain: from events to the items' own ids.</summary>
    protected static readonly ITransformer model;

    /// <summary>Two fitted models to compare.</summary>
    protected static readonly SequenceTransformer one, other;

    protected static readonly SequentialRecommendationMetrics metrics;
    protected static readonly SearchSpace<DpcplTrainer.Options> space;
    protected static readonly UserHistory history;

    /// <summary>Most of the items.</summary>
    protected static readonly HashSet<string> stock;

    /// <summary>Columns Item, category and brand.</summary>
    protected static readonly IDataView itemTable;

    /// <summary>Options that train in a second; the tests put them in the place of the defaults.</summary>
    protected static readonly DpcplTrainer.Options small = new()
    {
        TargetBehavior = "buy",
        PretrainingEpochs = 1,
        TuningEpochs = 1,
        HiddenSize = 16,
        MaxSequenceLength = 16,
        Layers = 1,
        Negatives = 16,
    };

    protected static readonly SasRecTrainer.Options smallSasRec = new()
    {
        TargetBehavior = "buy",
        PretrainingEpochs = 1,
        TuningEpochs = 1,
        HiddenSize = 16,
        MaxSequenceLength = 16,
        Layers = 1,
        Negatives = 16,
    };

    static GuideVariables()
    {
        BehaviorEvent[] log = [.. SmallLog.Generator.Events()];
        long[] times = [.. log.Select(e => e.Timestamp).Order()];
        long evening = times[^(times.Length / 50)];
        events = ml.Data.LoadFromEnumerable(log.Where(e => e.Timestamp <= evening));
        today = ml.Data.LoadFromEnumerable(log.Where(e => e.Timestamp > evening));
        features = ml.Transforms.BehaviorSequences().Fit(events);
        sequences = features.Transform(events);
        split = ml.Data.LeaveOneOutSplit(sequences, targetBehavior: "buy");
        trainer = ml.Recommendation().Trainers.Dpcpl(small);
        dpcpl = trainer.Fit(split.TrainSet, split.ValidationSet);
        model = features.Append(dpcpl).Append(ml.Transforms.Conversion.MapKeyToValue("RecommendedItems").Fit(dpcpl.Transform(sequences)));
        (one, other) = (dpcpl, ml.Recommendation().Trainers.Ease("buy").Fit(split.TrainSet, split.ValidationSet));
        metrics = ml.Recommendation().EvaluateSequences(dpcpl.Transform(split.TestSet));
        space = new SearchSpace<DpcplTrainer.Options>(small).Choice(o => o.Layers, 1, 2);
        BehaviorEvent[] past = [.. log.Where(e => e.User == log[0].User && e.Timestamp <= evening).Take(6)];
        history = new UserHistory
        {
            User = "a visitor",
            Item = [.. past.Select(e => e.Item)],
            Behavior = [.. past.Select(e => e.Behavior)],
            Timestamp = [.. past.Select(e => e.Timestamp)],
        };
        string[] names = [.. SmallLog.Generator.ItemNames];
        stock = [.. names.Where((_, i) => i % 4 != 0)];
        itemTable = ml.Data.LoadFromEnumerable(names.Select((item, i) => new ItemRow { Item = item, category = item[..item.LastIndexOf(' ')], brand = $"brand {i % 7}" }));
    }

    /// <summary>The block.</summary>
    public abstract void Run();

    private sealed class ItemRow
    {
        public string Item { get; set; } = "";
        public string category { get; set; } = "";
        public string brand { get; set; } = "";
    }
}
