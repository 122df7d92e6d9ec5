using Microsoft.ML.Dpcpl.Common;

namespace Microsoft.ML.Dpcpl.Data.Sequences;

/// <summary>Ids of behaviors by name.</summary>
internal static class BehaviorIds
{
    /// <summary>The target where none is set and there are several behaviors.</summary>
    private const string Usual = "buy";

    /// <summary>The id, from 1 on, of the behavior that the option or argument TargetBehavior names.</summary>
    /// <param name="targetBehavior">Its value; null for the only behavior that there is, and among several for <see cref="Usual"/>.</param>
    /// <param name="known">Names of the behaviors by id - 1.</param>
    /// <param name="column">The column that they stand in, for the message.</param>
    /// <exception cref="ArgumentOutOfRangeException">No behavior is called so.</exception>
    public static byte OfTarget(string? targetBehavior, string[] known, string column)
    {
        string target = targetBehavior ?? (known.Length == 1 ? known[0] : Usual);
        return Array.IndexOf(known, target) is >= 0 and var place
            ? (byte)(place + 1)
            : throw new ArgumentOutOfRangeException(
                "TargetBehavior",
                target,
                $"TargetBehavior is {(targetBehavior is null ? $"not set, which means '{Usual}'" : $"'{target}'")}; column '{column}' knows {string.Join(", ", known.Select(name => $"'{Quoted.Text(name)}'"))}. Set TargetBehavior to one of them.");
    }

    /// <summary>Checks the behaviors that a model in a file knows.</summary>
    /// <param name="names">Their names by id - 1.</param>
    /// <param name="target">Id of the target behavior.</param>
    /// <param name="count">B, by the rest of the model.</param>
    /// <exception cref="InvalidDataException">They cannot be behaviors, or have no such target.</exception>
    public static void Check(string?[]? names, byte target, int count)
    {
        if (names is null || names.Length != count || count is < 1 or > byte.MaxValue || Array.Exists(names, name => name is null))
            throw new InvalidDataException($"there are {names?.Length ?? 0} names of behaviors where {count} belong");
        if (DistinctNames.Repeated(names!) is { } twice)
            throw new InvalidDataException($"the behavior '{twice}' is there twice");
        if (target < 1 || target > count)
            throw new InvalidDataException($"the target is behavior {target} of {count}");
    }
}
