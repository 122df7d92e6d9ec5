
namespace Microsoft.ML.Dpcpl.Tool.Experiments;

/// <summary>Which system stands on which.</summary>
internal static class SystemOrder
{
    /// <summary>The systems in their order, but each behind the one it starts from.</summary>
    /// <exception cref="UserError">A name occurs twice, or a system starts from one that there is not, or that is of another kind or has other seeds.</exception>
    public static IReadOnlyList<ExperimentSystem> Sort(IReadOnlyList<ExperimentSystem> systems)
    {
        // Names become file names, so those that differ in other signs alone are the same.
        if (systems.GroupBy(system => RunId.FileName(system.Name), StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new UserError($"two systems are called '{twice.First().Name}'");
        var sorted = new List<ExperimentSystem>();
        foreach (ExperimentSystem system in systems)
            Add(system, []);
        return sorted;

        void Add(ExperimentSystem system, HashSet<string> above)
        {
            if (sorted.Contains(system))
                return;
            if (!above.Add(system.Name))
                throw new UserError($"system '{system.Name}' starts from itself");
            if (system.From is not null)
            {
                ExperimentSystem source = Find(systems, system.From, system.Name);
                if (source.Trainer != system.Trainer)
                    throw new UserError($"system '{system.Name}' cannot start from '{source.Name}': it is of trainer {source.Trainer.Name}");
                if (system.Seeds.Except(source.Seeds).ToArray() is { Length: > 0 } missing)
                    throw new UserError($"system '{system.Name}' cannot start from '{source.Name}' on seed {string.Join(", ", missing)}: that one is run on seed {string.Join(", ", source.Seeds)}");
                Add(source, above);
            }
            sorted.Add(system);
        }
    }

    /// <summary>Preset and options of a system: those of the systems it stands on, and its own above them.</summary>
    /// <param name="systems">All systems.</param>
    /// <param name="system">One of them.</param>
    /// <param name="own">The options that a system adds: those of the file, or those that a search found, too.</param>
    public static (string? Preset, IReadOnlyDictionary<string, string> Options) Inherited(
        IReadOnlyList<ExperimentSystem> systems, ExperimentSystem system, Func<ExperimentSystem, IReadOnlyDictionary<string, string>> own)
    {
        if (system.From is null)
            return (system.Preset, own(system));
        (string? preset, IReadOnlyDictionary<string, string> below) = Inherited(systems, Find(systems, system.From, system.Name), own);
        // Another preset says other sizes: what was added to the first one does not belong to it.
        var options = system.Preset is null || system.Preset == preset ? new Dictionary<string, string>(below) : [];
        foreach ((string name, string value) in own(system))
            options[name] = value;
        return (system.Preset ?? preset, options);
    }

    private static ExperimentSystem Find(IReadOnlyList<ExperimentSystem> systems, string name, string by) =>
        systems.FirstOrDefault(other => other.Name == name) ?? throw new UserError($"system '{by}' starts from '{name}', which is no system of the experiment");
}
