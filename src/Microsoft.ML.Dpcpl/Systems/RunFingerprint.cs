using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Networks;

namespace Microsoft.ML.Dpcpl.Systems;

/// <summary>All that a run depends on, as text: its options, its seed, the sizes and a checksum of its data, and one of the backbone that it begins with.</summary>
internal static partial class RunFingerprint
{
    private const string Seed = nameof(NeuralTrainerOptions.Seed);

    /// <param name="options">Of the run.</param>
    /// <param name="seed">Its seed.</param>
    /// <param name="train">Sequences to learn from.</param>
    /// <param name="validation">Histories with labels, or null.</param>
    /// <param name="backbone">What is tuned; null in pre-training.</param>
    public static string Of(TrainerOptions options, ulong seed, SequenceData train, SequenceData? validation, SequenceNetwork? backbone)
    {
        ulong data = SeededRandom.Derive((ulong)train.ItemCount, train.Store.UserCount, train.Store.EventCount, validation?.Store.EventCount ?? -1);
        foreach (int item in train.Store.Items)
            data = (data ^ (uint)item) * 0x100000001B3;
        return Of(options, seed, $"{data:x16}") + (backbone is null ? "" : $" backbone {backbone.BackboneChecksum()}");
    }

    /// <summary>Where two runs differ, in words; null where they do not.</summary>
    /// <param name="here">This run.</param>
    /// <param name="there">The other one.</param>
    public static string? Difference(string here, string there)
    {
        if (here == there)
            return null;
        Match one = Parts().Match(here), other = Parts().Match(there);
        if (!one.Success || !other.Success || one.Groups[1].Value != other.Groups[1].Value)
            return "another trainer";
        if (OfOptions(Options(one), Options(other)) is { } difference)
            return difference;
        if (one.Groups[4].Value != other.Groups[4].Value)
            return "other data";
        // Before a training its backbone is not known yet.
        return one.Groups[5].Success != other.Groups[5].Success ? null : one.Groups[5].Value != other.Groups[5].Value ? "another backbone" : "another version";
    }

    /// <summary>Where the options of a run differ from those of another one; null where they do not.</summary>
    /// <remarks>Options without a target may be those of any.</remarks>
    public static string? Difference(NeuralTrainerOptions options, ulong seed, string there)
    {
        if (Parts().Match(there) is not { Success: true } other)
            return null;
        if (options.TargetBehavior is null && Options(other).TryGetValue(nameof(options.TargetBehavior), out string? target))
            options = (NeuralTrainerOptions)options.WithTarget(JsonSerializer.Deserialize<string>(target)!);
        return Difference(Of(options, seed, other.Groups[4].Value), there);
    }

    private static string Of(TrainerOptions options, ulong seed, string data)
    {
        Dictionary<string, string> values = options.GetType().GetProperties()
            .Where(p => p.Name is not (nameof(options.Progress) or nameof(options.CancellationToken) or nameof(NeuralTrainerOptions.CheckpointFolder) or nameof(NeuralTrainerOptions.Distributed) or Seed))
            .ToDictionary(p => p.Name, p => JsonSerializer.Serialize(p.GetValue(options)));
        return $"{options.GetType().FullName} {JsonSerializer.Serialize(values)} seed {seed} data {data}";
    }

    private static string? OfOptions(Dictionary<string, string> here, Dictionary<string, string> there)
    {
        string? name = here.Keys.Union(there.Keys).FirstOrDefault(name => here.GetValueOrDefault(name) != there.GetValueOrDefault(name));
        return name is null ? null : $"{name} is {here.GetValueOrDefault(name, "not known")} here and {there.GetValueOrDefault(name, "not known")} there";
    }

    private static Dictionary<string, string> Options(Match run)
    {
        Dictionary<string, string> options = JsonSerializer.Deserialize<Dictionary<string, string>>(run.Groups[2].ValueSpan)!;
        options[Seed] = run.Groups[3].Value;
        return options;
    }

    [GeneratedRegex(@"^(\S+) (\{.*\}) seed ([0-9]+) data ([0-9a-f]{16})(?: backbone ([0-9A-F]{64}))?$", RegexOptions.Singleline)]
    private static partial Regex Parts();
}
