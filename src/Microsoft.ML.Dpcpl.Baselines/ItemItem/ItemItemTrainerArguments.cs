namespace Microsoft.ML.Dpcpl.Baselines.ItemItem;

/// <summary>The arguments that the short forms of all trainers of item-item models share, as options.</summary>
internal static class ItemItemTrainerArguments
{
    /// <summary>Sets them and returns the options.</summary>
    public static T With<T>(this T options, string targetBehavior, string itemColumnName, string behaviorColumnName, string timestampColumnName)
        where T : ItemItemTrainerOptions
    {
        options.TargetBehavior = targetBehavior;
        options.ItemColumnName = itemColumnName;
        options.BehaviorColumnName = behaviorColumnName;
        options.TimestampColumnName = timestampColumnName;
        return options;
    }
}
