namespace Microsoft.ML.Dpcpl;

/// <summary>The events that prompts are generated from.</summary>
public enum PromptHistory
{
    /// <summary>The pre-training segment H_u: one prompt per user, computed once.</summary>
    PretrainingSegment,

    /// <summary>Every event before the one to predict.</summary>
    AllBeforeTarget,
}
