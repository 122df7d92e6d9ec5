namespace Microsoft.ML.Dpcpl;

/// <summary>Which events pre-training may learn from.</summary>
public enum PretrainingScope
{
    /// <summary>The pre-training segment H_u only, as in the paper.</summary>
    PretrainingSegment,

    /// <summary>Every event of the training set; the tuning segment too.</summary>
    AllTrainingEvents,
}
