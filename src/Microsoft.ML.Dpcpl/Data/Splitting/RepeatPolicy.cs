namespace Microsoft.ML.Dpcpl;

/// <summary>What happens to earlier events of a user on the item that is to be predicted.</summary>
/// <remarks>
/// On real shops most bought items were clicked before, so under <see cref="AsIs"/> repeating the last touched item
/// already scores high and a high figure says little; <see cref="TargetPairRemoved"/> is the protocol to compare systems on.
/// </remarks>
public enum RepeatPolicy
{
    /// <summary>The history stays as it is.</summary>
    AsIs,

    /// <summary>Earlier events of that user on the held-out item are deleted from the history and from training.</summary>
    TargetPairRemoved,
}
