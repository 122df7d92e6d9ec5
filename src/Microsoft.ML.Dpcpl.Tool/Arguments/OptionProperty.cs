using System.Globalization;
using System.Reflection;
using Microsoft.ML.Dpcpl.Common;

namespace Microsoft.ML.Dpcpl.Tool.Arguments;

/// <summary>A property of a class of options: set by its name and a text, on the command line and in experiments alike.</summary>
internal sealed class OptionProperty
{
    private readonly PropertyInfo _property;
    private readonly Type _type;
    private readonly OptionRuleAttribute? _rule;

    private OptionProperty(PropertyInfo property)
    {
        _property = property;
        _type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        _rule = OptionCheck.RuleOf(property);
        Name = Kebab.Case(property.Name);
    }

    /// <summary>The name as the command line spells it.</summary>
    public string Name { get; }

    /// <summary>The name in the class.</summary>
    public string Property => _property.Name;

    /// <summary>The name of a column, or a part of one: the program knows it.</summary>
    public bool IsColumn => Property.EndsWith("ColumnName", StringComparison.Ordinal) || Property == nameof(TrainerOptions.OutputColumnPrefix);

    /// <summary>What the help says: the sentence of its documentation, and its range if it has one.</summary>
    public string Description => OptionDoc.Sentence(_property) + (IsNumber && _rule is not null ? $" [{_rule.Choices}]" : "");

    public bool IsWhole => _type == typeof(int);

    /// <summary>What the help shows in the place of a value.</summary>
    public string Placeholder => _type.IsEnum ? string.Join('|', Choices()) : _type == typeof(bool) ? "true|false" : _type == typeof(string) ? "text" : "number";

    /// <summary>One property; it must be there.</summary>
    public static OptionProperty Of(Type options, string property) => new(options.GetProperty(property)
        ?? throw new ArgumentException($"{options.FullName} has no option {property}.", nameof(property)));

    /// <summary>Every property that a text can say, in their order.</summary>
    public static IReadOnlyList<OptionProperty> AllOf(Type options) =>
    [
        .. OptionCheck.OptionsOf(options).Select(property => new OptionProperty(property)).Where(property => property.IsText),
    ];

    /// <summary>The value as text: what <see cref="TryParse"/> takes; null for none.</summary>
    public string? TextOf(object options) => _property.GetValue(options) switch
    {
        null => null,
        bool b => b ? "true" : "false",
        Enum e => Kebab.Case(e.ToString()),
        var value => Convert.ToString(value, CultureInfo.InvariantCulture),
    };

    /// <exception cref="UserError">The text says no value of this option, or one out of its range.</exception>
    public void Set(object options, string text) =>
        _property.SetValue(options, TryParse(text, out object? value) ? value : throw new UserError(Refusal(Name, text)));

    /// <summary>Why <paramref name="text"/> is refused.</summary>
    /// <param name="name">The option as the user wrote it.</param>
    /// <param name="text">The value as the user wrote it.</param>
    public string Refusal(string name, string text) => TryRead(text, out object? value)
        ? OptionCheck.Refusal(name, _type.IsEnum || value is null ? text : value, _rule?.Must ?? Expected())
        : $"{name} cannot be '{text}'; it takes {(_type.IsEnum ? "one of " : "")}{Expected()}.";

    /// <summary>Whether the text says a value that the option may have.</summary>
    public bool TryParse(string text, out object? value) => TryRead(text, out value) && _rule?.Allows(value) != false;

    private bool TryRead(string text, out object? value)
    {
        value = null;
        if (_type.IsEnum)
        {
            string? name = Enum.GetNames(_type).FirstOrDefault(n => Kebab.Case(n).Equals(text, StringComparison.OrdinalIgnoreCase));
            value = name is null ? null : Enum.Parse(_type, name);
        }
        else if (_type == typeof(bool))
        {
            value = bool.TryParse(text, out bool b) ? b : null;
        }
        else if (_type == typeof(int))
        {
            value = int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int i) ? i : null;
        }
        else if (_type == typeof(float))
        {
            value = float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out float f) && float.IsFinite(f) ? f : null;
        }
        else if (_type == typeof(double))
        {
            value = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double d) && double.IsFinite(d) ? d : null;
        }
        else
        {
            value = text;
        }
        return value is not null;
    }

    private bool IsText => _type.IsEnum || _type == typeof(bool) || IsNumber || _type == typeof(string);

    private bool IsNumber => _type == typeof(int) || _type == typeof(float) || _type == typeof(double);

    private IEnumerable<string> Choices() => Enum.GetNames(_type).Select(Kebab.Case);

    private string Expected() =>
        _type.IsEnum ? string.Join(", ", Choices()) : _type == typeof(bool) ? "true or false" : _type == typeof(int) ? "a whole number" : "a number";
}
