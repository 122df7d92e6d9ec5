
namespace Microsoft.ML.Dpcpl.Data.Splitting;

/// <summary>What goes with a <see cref="RepeatPolicy"/>.</summary>
internal static class RepeatPolicies
{
    /// <summary>
    /// Which items of the history are left out of the ranking under a policy: where a user's events on the label are removed, no
    /// item of the history can be the label.
    /// </summary>
    public static SeenItemPolicy SeenItems(this RepeatPolicy policy) =>
        policy == RepeatPolicy.TargetPairRemoved ? SeenItemPolicy.AllHistory : SeenItemPolicy.TargetBehavior;
}
