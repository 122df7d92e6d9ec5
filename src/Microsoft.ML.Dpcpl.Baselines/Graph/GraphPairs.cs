namespace Microsoft.ML.Dpcpl;

/// <summary>Which pairs of a user and an item a graph system is to rank high; its graph holds all of them either way.</summary>
public enum GraphPairs
{
    /// <summary>All that the user touched, under whatever behavior.</summary>
    AllBehaviors,

    /// <summary>Those of the target behavior alone.</summary>
    TargetBehavior,
}
