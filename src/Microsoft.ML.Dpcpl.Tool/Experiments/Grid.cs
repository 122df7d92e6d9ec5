using System.Text.Json;

namespace Microsoft.ML.Dpcpl.Tool.Experiments;

/// <summary>One system for each combination of the values of some options.</summary>
internal static class Grid
{
    private const int MostSystems = 10_000;

    /// <param name="system">The system as it stands.</param>
    /// <param name="grid">Lists of values by the names of options.</param>
    /// <returns>The combinations, the last option turning fastest; their names say the values.</returns>
    public static IReadOnlyList<ExperimentSystem> Expand(ExperimentSystem system, JsonMembers grid)
    {
        List<ExperimentSystem> expanded = [system];
        foreach ((string option, JsonElement values) in grid.TakeAll())
        {
            if (values.ValueKind != JsonValueKind.Array || values.GetArrayLength() == 0)
                throw grid.Wrong(option, values, "a list of values");
            if (system.Options.ContainsKey(option))
                throw new UserError($"{system.Name}: '{option}' stands in \"options\" and in \"grid\"");
            string[] texts = [.. values.EnumerateArray().Select(value => grid.Scalar(option, value))];
            if ((long)expanded.Count * texts.Length > MostSystems)
                throw new UserError($"{system.Name}: the grid has more than {MostSystems} combinations");
            expanded = [.. expanded.SelectMany(_ => texts, (before, text) => before with
            {
                Name = $"{before.Name}, {option} {text}",
                Options = new Dictionary<string, string>(before.Options) { [option] = text },
                Grid = new GridPlace(system.Name, new Dictionary<string, string>(before.Grid?.Values ?? new Dictionary<string, string>()) { [option] = text }),
            })];
        }
        return expanded;
    }
}
