using System.Diagnostics.Metrics;
using Microsoft.ML.Dpcpl.Common;

namespace Microsoft.ML.Dpcpl.Training;

/// <summary>How a training gets on, for who watches a process from outside. Safe for concurrent calls.</summary>
internal static class TrainingMetrics
{
    private const string Stage = "dpcpl.training.stage";

    private static readonly Counter<long> s_steps = LibraryMeter.Instance.CreateCounter<long>(
        "dpcpl.training.steps", "{step}", "Steps of the optimizer.");

    private static readonly Counter<long> s_epochs = LibraryMeter.Instance.CreateCounter<long>(
        "dpcpl.training.epochs", "{epoch}", "Epochs that ended.");

    private static readonly Gauge<double> s_loss = LibraryMeter.Instance.CreateGauge<double>(
        "dpcpl.training.loss", "1", "Mean loss of the last epoch.");

    private static readonly Gauge<double> s_ndcg = LibraryMeter.Instance.CreateGauge<double>(
        "dpcpl.training.validation_ndcg", "1", "NDCG@10 of the last validation, full ranking.");

    public static void Step(TrainingStage stage)
    {
        if (s_steps.Enabled)
            s_steps.Add(1, Of(stage));
    }

    /// <param name="end">The report at the end of an epoch.</param>
    public static void Epoch(TrainingProgress end)
    {
        if (s_epochs.Enabled)
            s_epochs.Add(1, Of(end.Stage));
        if (s_loss.Enabled)
            s_loss.Record(end.Loss, Of(end.Stage));
        if (s_ndcg.Enabled && end.ValidationNdcg is { } ndcg)
            s_ndcg.Record(ndcg, Of(end.Stage));
    }

    private static KeyValuePair<string, object?> Of(TrainingStage stage) => new(Stage, stage.ToString());
}
