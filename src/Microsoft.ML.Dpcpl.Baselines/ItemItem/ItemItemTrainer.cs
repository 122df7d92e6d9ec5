using System.Diagnostics;
using Microsoft.ML.Dpcpl.Baselines.ItemItem;
using Microsoft.ML.Dpcpl.Data.Items;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Data.Views;
using Microsoft.ML.Dpcpl.Evaluation;
using Microsoft.ML.Dpcpl.Scoring.Views;
using Microsoft.ML.Dpcpl.Torch;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Dpcpl;

/// <summary>Trains a model of weights between items: what <see cref="ItemKnnTrainer"/> and <see cref="EaseTrainer"/> do alike.</summary>
public abstract class ItemItemTrainer : IEstimator<ItemItemTransformer>
{
    private readonly IHost _host;

    /// <param name="env">The environment.</param>
    /// <param name="options">Settings, checked and copied.</param>
    /// <param name="name">The trainer's name in messages.</param>
    internal ItemItemTrainer(IHostEnvironment env, ItemItemTrainerOptions options, string name)
    {
        options.Validate();
        _host = env.Register(name);
        Settings = (ItemItemTrainerOptions)options.Clone();
    }

    /// <summary>The trainer's own copy.</summary>
    private protected ItemItemTrainerOptions Settings { get; }

    /// <summary>Trains.</summary>
    /// <param name="input">The training set.</param>
    /// <returns>The trained model as a transformer.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a wrong type, or the target behavior does not occur.</exception>
    /// <exception cref="InvalidOperationException">There is nothing to train on, or it would take more memory than it may.</exception>
    /// <exception cref="OperationCanceledException">Training was canceled.</exception>
    public ItemItemTransformer Fit(IDataView input) => Fit(input, null);

    /// <summary>Trains, and says how well the held-out items of the validation set are ranked.</summary>
    /// <remarks>The validation set changes nothing in the model: it is there to choose options by, see <see cref="ItemItemSummary"/>.</remarks>
    /// <param name="trainSet">The training set, for instance <see cref="SequenceSplit.TrainSet"/>.</param>
    /// <param name="validationSet">Histories with a label column, for instance <see cref="SequenceSplit.ValidationSet"/>; null for none.</param>
    /// <returns>The trained model as a transformer.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a wrong type, or the target behavior does not occur.</exception>
    /// <exception cref="InvalidOperationException">There is nothing to train on, or it would take more memory than it may.</exception>
    /// <exception cref="OperationCanceledException">Training was canceled.</exception>
    public ItemItemTransformer Fit(IDataView trainSet, IDataView? validationSet)
    {
        ArgumentNullException.ThrowIfNull(trainSet);
        using IChannel channel = _host.Start("Fit");
        using var host = HostState.Leave();
        SequenceData train = SequenceReader.Read(trainSet, Settings.Columns(), nameof(trainSet));
        byte target = Check(train);
        if (validationSet is not null && validationSet.Schema.GetColumnOrNull(Settings.LabelColumnName) is null)
            throw SchemaMismatch.NotFound(nameof(validationSet), "label", Settings.LabelColumnName, validationSet.Schema);

        long start = Stopwatch.GetTimestamp();
        Settings.CancellationToken.ThrowIfCancellationRequested();
        var touched = new TouchedItems(train);
        channel.Info(
            MessageSensitivity.None, "{0}", FormattableString.Invariant($"weights between {train.ItemCount:#,0} items are learned from {touched.UserCount:#,0} users"));
        ItemWeights weights = Learn(touched, _host);
        TimeSpan time = Stopwatch.GetElapsedTime(start);
        var model = new ItemItemModel(
            weights,
            new HistoryWeight(Settings.Recency, Settings.DayDecay),
            ItemPopularity.Scores<float>(train, target),
            train.BehaviorNames,
            target,
            KeyChecksum.Of(trainSet.Schema[Settings.Columns().In(trainSet.Schema).Item]),
            new ItemItemSummary(weights.Count, time, Settings.RepeatPolicy));
        if (validationSet is not null)
            model = model.With(Validated(model, validationSet));
        Report(channel, model.Summary, touched.UserCount, Stopwatch.GetElapsedTime(start));
        return new ItemItemTransformer(model, Settings.Scoring(), env: _host);
    }

    /// <summary>The shape of the output for an input of a given shape.</summary>
    /// <param name="inputSchema">The shape of the input.</param>
    /// <returns>The shape of the output.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a wrong type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return ScoredColumns.ShapeOf(inputSchema, Settings.Scoring());
    }

    private protected abstract ItemWeights Learn(TouchedItems touched, IHostEnvironment env);

    private ItemItemSummary Validated(ItemItemModel model, IDataView validationSet)
    {
        using var transformer = new ItemItemTransformer(model, Settings.Scoring(), ownsModel: false, _host);
        SequentialRecommendationMetrics metrics = SequenceEvaluator.Evaluate(_host, transformer.Transform(validationSet), Settings.OutputColumnPrefix);
        return metrics.Count == 0 ? model.Summary : model.Summary with { ValidationHitRatio = metrics.HitRatio(10), ValidationNdcg = metrics.Ndcg(10) };
    }

    private void Report(IChannel channel, ItemItemSummary summary, int users, TimeSpan elapsed)
    {
        var progress = new TrainingProgress(
            TrainingStage.Pretraining, 1, 1, 1, 1, double.NaN, summary.ValidationNdcg, 1, users / Math.Max(1e-9, summary.Time.TotalSeconds), elapsed);
        channel.Info(MessageSensitivity.None, "{0}", FormattableString.Invariant($"{summary.Parameters:#,0} weights  {progress}"));
        Settings.Progress?.Report(progress);
    }

    /// <summary>The id of the target behavior.</summary>
    private byte Check(SequenceData train)
    {
        byte target = BehaviorIds.OfTarget(Settings.TargetBehavior, train.BehaviorNames, Settings.BehaviorColumnName);
        return train.Store.Items.ContainsAnyInRange(1, train.ItemCount)
            ? target
            : throw new InvalidOperationException("The training set holds no events.");
    }
}
