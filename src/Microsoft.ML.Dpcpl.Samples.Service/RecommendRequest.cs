namespace Microsoft.ML.Dpcpl.Samples.Service;

/// <summary>A history to go on from, in any order of time.</summary>
/// <param name="Items">Which items,</param>
/// <param name="Behaviors">what was done with each,</param>
/// <param name="Times">and when, in the unit of the events that the model was trained on.</param>
public sealed record RecommendRequest(string[]? Items, string[]? Behaviors, long[]? Times)
{
    public const string Example = """{ "items": ["kettle 001"], "behaviors": ["click"], "times": [1767225600] }""";

    /// <summary>What is wrong with it; null for nothing.</summary>
    public string? Fault()
    {
        if (Items is null || Behaviors is null || Times is null)
            return $"'{(Items is null ? "items" : Behaviors is null ? "behaviors" : "times")}' is missing.";
        if (Behaviors.Length != Items.Length || Times.Length != Items.Length)
            return $"'items' has {Items.Length} values, 'behaviors' {Behaviors.Length} and 'times' {Times.Length}: each event has one of each.";
        int missing = Array.FindIndex(Items, item => item is null);
        missing = missing >= 0 ? missing : Array.FindIndex(Behaviors, behavior => behavior is null);
        return missing >= 0 ? $"Event {missing} has no item or no behavior." : null;
    }

    public UserHistory ToHistory() => new() { Item = Items!, Behavior = Behaviors!, Timestamp = Times! };
}

/// <summary>Items, best first, with their scores, and the version of the model that they are from.</summary>
public sealed record RecommendResponse(string Model, string[] Items, float[] Scores);
