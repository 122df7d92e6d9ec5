
namespace Microsoft.ML.Dpcpl;

/// <summary>How the tuning stage adapts the pre-trained network to the target behavior.</summary>
public enum TuningMode
{
    /// <summary>The backbone is frozen, only the prompts are trained (for DPCPL the customized ones of section 4.3).</summary>
    Prompts,

    /// <summary>All weights of the backbone are trained, without prompts (the "fine-tuning" row of Table 4).</summary>
    FullFineTuning,

    /// <summary>The pre-trained network is used as it is.</summary>
    None,
}
