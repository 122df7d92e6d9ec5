namespace Microsoft.ML.Dpcpl;

/// <summary>Which items of a user's history are never recommended nor counted as competitors of the label; a label among them is a miss.</summary>
public enum SeenItemPolicy
{
    /// <summary>Every item may be recommended.</summary>
    Nothing,

    /// <summary>Items that the user already had under the target behavior are left out.</summary>
    TargetBehavior,

    /// <summary>Items that the user touched under any behavior are left out.</summary>
    AllHistory,
}
