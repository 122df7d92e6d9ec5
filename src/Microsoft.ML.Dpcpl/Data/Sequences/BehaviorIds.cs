using Microsoft.ML.Dpcpl.Common;

namespace Microsoft.ML.Dpcpl.Data.Sequences;

/// <summary>Ids of behaviors by name.</summary>
internal static class BehaviorIds
{
    /// <summary>The id, from 1 on, of the behavior that the option or argument TargetBehavior names.</summary>
    /// <param name="targetBehavior">Its value.</param>
    /// <param name="known">Names of the behaviors by id - 1.</param>
    /// <param name="column">The column that they stand in, for the message.</param>
    /// <exception cref="ArgumentOutOfRangeException">No behavior is called so.</exception>
    public static byte OfTarget(string targetBehavior, string[] known, string column) => Array.IndexOf(known, targetBehavior) is >= 0 and var place
        ? (byte)(place + 1)
        : throw new ArgumentOutOfRangeException(
            "TargetBehavior",
            targetBehavior,
            $"TargetBehavior is '{targetBehavior}'; column '{column}' knows {string.Join(", ", known.Select(name => $"'{Quoted.Text(name)}'"))}.");
}
