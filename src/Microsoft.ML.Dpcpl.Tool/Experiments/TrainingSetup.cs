using Microsoft.ML.Dpcpl.Data.Splitting;

namespace Microsoft.ML.Dpcpl.Tool.Experiments;

/// <summary>What a trainer of an experiment is given.</summary>
internal sealed record TrainingSetup
{
    public required MLContext Ml { get; init; }

    public required RunJob Job { get; init; }

    public required DataSource Source { get; init; }

    public required Prepared Prepared { get; init; }

    /// <summary>What to learn from; noise may have been put into it.</summary>
    public required IDataView TrainSet { get; init; }

    /// <summary>What to learn from for trainers that need no validation: up to the test events; noise likewise.</summary>
    public required IDataView TrainValidationSet { get; init; }

    /// <summary>A saved model whose backbone is taken; null trains one.</summary>
    public SavedModel? From { get; init; }

    public required IProgress<TrainingProgress> Progress { get; init; }

    public required CancellationToken Stop { get; init; }

    /// <summary>Sets what protocol, seeds and data say, as far as the options have a property of that name.</summary>
    public void Complete(object options)
    {
        Set(nameof(DpcplTrainer.Options.TargetBehavior), Prepared.Split.TargetBehavior);
        Set(nameof(DpcplTrainer.Options.RepeatPolicy), Job.Protocol.Repeat);
        Set(nameof(DpcplTrainer.Options.TimeSplit), Job.Protocol.TimeSplit);
        Set(nameof(DpcplTrainer.Options.PretrainingShare), Job.Protocol.PretrainingShare);
        Set(nameof(DpcplTrainer.Options.Seed), Job.Seed);
        Set(nameof(DpcplTrainer.Options.CheckpointFolder), Job.WorkFolder);
        Set(nameof(NeuralTransformer.Options.SeenItems), Job.Protocol.Repeat.SeenItems());
        Set(nameof(DpcplTrainer.Options.AttributeColumnNames), From is null ? Source.Attributes : [.. From.Dpcpl.Model.AttributeNames]);
        Set(nameof(DpcplTrainer.Options.Progress), Progress);
        Set(nameof(DpcplTrainer.Options.CancellationToken), Stop);

        void Set(string property, object value)
        {
            if (options.GetType().GetProperty(property) is { CanWrite: true } found)
                found.SetValue(options, value);
        }
    }
}
