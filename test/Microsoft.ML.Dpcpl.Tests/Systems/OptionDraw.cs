using System.Globalization;
using System.Reflection;
using Microsoft.ML.Dpcpl.Common;

namespace Microsoft.ML.Dpcpl.Tests.Systems;

/// <summary>
/// Options drawn at random by the rules that stand at them, so that a new option is drawn without a word here: ends of ranges, and small
/// values between them.
/// </summary>
internal static class OptionDraw
{
    /// <summary>Sizes above these make a draw slow and show nothing that smaller ones do not.</summary>
    private const int LargestSize = 16;

    private static readonly int[] s_sizes = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 16];

    /// <summary>A number that divides nothing may be refused by a rule that joins two options: these keep most draws lawful.</summary>
    private static readonly int[] s_roundSizes = [1, 2, 4, 8, 16];

    /// <summary>Every class of options with each of its presets.</summary>
    public static IReadOnlyList<(Type Type, object? Preset)> Starts { get; } =
    [
        .. OptionClasses.MadeOf(typeof(TrainerOptions)).SelectMany(type => PresetsOf(type).Select(preset => (type, preset))),
    ];

    /// <summary>A set of options: a preset made small, and then about half of the options drawn.</summary>
    public static TrainerOptions Next(Type type, object? preset, string[] behaviors, string[] attributes, Random random)
    {
        var options = (TrainerOptions)(preset is null ? Activator.CreateInstance(type)! : PresetMethod(type)!.Invoke(null, [preset])!);
        bool round = random.Next(4) > 0;
        foreach (PropertyInfo option in OptionCheck.OptionsOf(type))
        {
            if (option.GetValue(options) is int size && option.PropertyType == typeof(int) && size > LargestSize)
                option.SetValue(options, Smaller(option, size));
            if (random.Next(2) == 0 && Drawn(option, round, behaviors, attributes, random) is { } value)
                option.SetValue(options, value);
        }

        options.TargetBehavior = behaviors[random.Next(behaviors.Length)];
        if (options is GraphTrainerOptions graph)
        {
            (graph.Threads, graph.Seed) = (1, random.Next(1000));
            // Those of all stages.
            foreach (PropertyInfo epochs in type.GetProperties().Where(property => property.Name.EndsWith("Epochs", StringComparison.Ordinal)))
                epochs.SetValue(options, Math.Min(1, (int)epochs.GetValue(options)!));
        }

        if (options is NeuralTrainerOptions neural)
        {
            (neural.Device, neural.Threads, neural.Seed) = ("cpu", 1, random.Next(1000));
            (neural.PretrainingEpochs, neural.TuningEpochs) = (Math.Min(1, neural.PretrainingEpochs), Math.Min(1, neural.TuningEpochs));
        }

        return options;
    }

    /// <summary>What differs from the preset, for the message of a failure.</summary>
    public static string Text(TrainerOptions options, object? preset)
    {
        Type type = options.GetType();
        IEnumerable<string> values = OptionCheck.OptionsOf(type)
            .Where(option => option.PropertyType.IsEnum || option.PropertyType.IsPrimitive || option.GetValue(options) is string or string[] or int)
            .Select(option => $"{option.Name} = {(option.GetValue(options) is string[] names ? string.Join('+', names) : Convert.ToString(option.GetValue(options), CultureInfo.InvariantCulture))}");
        return $"{type.DeclaringType!.Name} {preset}: {string.Join(", ", values)}";
    }

    private static object? Drawn(PropertyInfo option, bool round, string[] behaviors, string[] attributes, Random random)
    {
        Type type = option.PropertyType;
        if (type == typeof(bool))
            return random.Next(2) == 0;
        if (type.IsEnum)
            return Enum.GetValues(type).GetValue(random.Next(Enum.GetValues(type).Length));
        if (type == typeof(string[]))
            return attributes[..random.Next(attributes.Length + 1)];
        if (OptionCheck.RuleOf(option) is not WithinAttribute rule)
            return null;
        if (type == typeof(int))
        {
            int[] sizes = [.. (round ? s_roundSizes : s_sizes).Where(size => rule.Allows(size))];
            return sizes.Length == 0 ? null : sizes[random.Next(sizes.Length)];
        }

        // Towards the lower end: step sizes of 1 are lawful and diverge.
        double share = random.Next(4) switch { 0 => 0, 1 => 0.01, 2 => 0.3, _ => 1 };
        double most = option.Name.EndsWith("LearningRate", StringComparison.Ordinal) ? 0.02 : rule.Most;
        double number = rule.OrZero && random.Next(3) == 0 ? 0 : rule.Least + (share * (most - rule.Least));
        return type == typeof(float) ? (float)number : type == typeof(double) ? number : null;
    }

    private static int Smaller(PropertyInfo option, int size) => s_roundSizes.Reverse()
        .Where(smaller => smaller <= LargestSize && OptionCheck.RuleOf(option)?.Allows(smaller) != false)
        .FirstOrDefault(size);

    private static IEnumerable<object?> PresetsOf(Type type) => PresetMethod(type) is { } method
        ? Enum.GetValues(method.GetParameters()[0].ParameterType).Cast<object?>()
        : [null];

    private static MethodInfo? PresetMethod(Type type) => type.GetMethod("FromPreset", BindingFlags.Public | BindingFlags.Static);
}
