namespace Microsoft.ML.Dpcpl.Systems;

/// <summary>The arguments that the short forms of trainers share, as options.</summary>
internal static class TrainerArguments
{
    /// <summary>Sets what every trainer has, and returns the options.</summary>
    public static T With<T>(this T options, string? targetBehavior, string itemColumnName, string behaviorColumnName, string timestampColumnName)
        where T : TrainerOptions
    {
        options.TargetBehavior = targetBehavior;
        options.ItemColumnName = itemColumnName;
        options.BehaviorColumnName = behaviorColumnName;
        options.TimestampColumnName = timestampColumnName;
        return options;
    }

    /// <summary>Sets what every neural trainer has, and returns the options; attributes that are null are none, a number that is null stays as it is.</summary>
    public static T With<T>(
        this T options,
        string? targetBehavior,
        string itemColumnName,
        string behaviorColumnName,
        string timestampColumnName,
        string[]? attributeColumnNames,
        int? pretrainingEpochs,
        int? tuningEpochs)
        where T : NeuralTrainerOptions
    {
        options.AttributeColumnNames = attributeColumnNames ?? [];
        options.PretrainingEpochs = pretrainingEpochs ?? options.PretrainingEpochs;
        options.TuningEpochs = tuningEpochs ?? options.TuningEpochs;
        return options.With(targetBehavior, itemColumnName, behaviorColumnName, timestampColumnName);
    }
}
