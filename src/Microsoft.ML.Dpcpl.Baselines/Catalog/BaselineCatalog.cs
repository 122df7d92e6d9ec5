namespace Microsoft.ML.Dpcpl;

/// <summary>Trainers of other systems, to compare DPCPL with, on ML.NET's catalogs.</summary>
public static partial class BaselineCatalog
{
    private static T Set<T>(
        T options, string targetBehavior, string item, string behavior, string timestamp, string[]? attributes, bool behaviorEmbedding, int? pretrainingEpochs, int? tuningEpochs)
        where T : NeuralBaselineOptions
    {
        (options.TargetBehavior, options.BehaviorEmbedding) = (targetBehavior, behaviorEmbedding);
        (options.ItemColumnName, options.BehaviorColumnName, options.TimestampColumnName) = (item, behavior, timestamp);
        options.AttributeColumnNames = attributes ?? [];
        options.PretrainingEpochs = pretrainingEpochs ?? options.PretrainingEpochs;
        options.TuningEpochs = tuningEpochs ?? options.TuningEpochs;
        return options;
    }
}
