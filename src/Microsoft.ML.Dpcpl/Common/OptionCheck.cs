using System.Collections.Concurrent;
using System.Reflection;

namespace Microsoft.ML.Dpcpl.Common;

/// <summary>Checks options by the rules that stand at their properties.</summary>
internal static class OptionCheck
{
    private static readonly ConcurrentDictionary<Type, IReadOnlyList<PropertyInfo>> s_options = new();
    private static readonly ConcurrentDictionary<PropertyInfo, OptionRuleAttribute?> s_rules = new();

    /// <summary>The options of a class: its public properties that can be set, those of its base class first, otherwise in their order.</summary>
    public static IReadOnlyList<PropertyInfo> OptionsOf(Type type) => s_options.GetOrAdd(type, type =>
    [
        .. type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.SetMethod is { IsPublic: true })
            .OrderBy(property => Depth(property.DeclaringType!)),
    ]);

    /// <summary>What an option may be; null: anything.</summary>
    public static OptionRuleAttribute? RuleOf(PropertyInfo option) => s_rules.GetOrAdd(
        option, option => option.PropertyType.IsEnum ? new DefinedAttribute(option.PropertyType) : option.GetCustomAttribute<OptionRuleAttribute>());

    /// <summary>Checks every option by itself; those that depend on each other are the business of their class.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range; the message names option, value and range.</exception>
    public static void Validate(object options)
    {
        foreach (PropertyInfo option in OptionsOf(options.GetType()))
        {
            if (RuleOf(option) is not { } rule)
                continue;
            object? value = option.GetValue(options);
            Require(rule.Allows(value), option.Name, value, rule.Must);
        }
    }

    /// <param name="holds">False throws.</param>
    /// <param name="name">The option.</param>
    /// <param name="value">Its value.</param>
    /// <param name="must">What it must be.</param>
    public static void Require(bool holds, string name, object? value, string must)
    {
        if (!holds)
            throw new ArgumentOutOfRangeException(name, value, Refusal(name, value, must));
    }

    /// <summary>Runs checks of options that a file holds.</summary>
    /// <exception cref="InvalidDataException">One is out of its range; one line names option, value and range.</exception>
    public static void OfFile(Action validate)
    {
        try
        {
            validate();
        }
        catch (ArgumentOutOfRangeException e)
        {
            // Behind the sentence .NET names the parameter, on a line of its own the value.
            throw new InvalidDataException(e.Message.Split(" (Parameter", 2)[0].TrimEnd('.'), e);
        }
    }

    /// <summary>The sentence of the error.</summary>
    public static string Refusal(string name, object? value, string must) => FormattableString.Invariant($"{name} is {value ?? "null"}; it must be {must}.");

    private static int Depth(Type type) => type.BaseType is { } parent ? 1 + Depth(parent) : 0;
}
