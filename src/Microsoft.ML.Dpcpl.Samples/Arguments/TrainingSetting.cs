using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Reflection;

namespace Microsoft.ML.Dpcpl.Samples.Arguments;

/// <summary>One property of the trainer's options as an option of the command line.</summary>
internal sealed class TrainingSetting
{
    private readonly PropertyInfo _property;
    private readonly Type _type;

    public TrainingSetting(string property, string description, string? shownDefault = null)
    {
        _property = typeof(DpcplTrainer.Options).GetProperty(property)
            ?? throw new ArgumentException($"The trainer has no option {property}.", nameof(property));
        _type = Nullable.GetUnderlyingType(_property.PropertyType) ?? _property.PropertyType;
        Option = new Option<string?>("--" + Kebab.Case(property))
        {
            Description = $"{description} [default: {shownDefault ?? Default()}]",
            HelpName = _type.IsEnum ? string.Join('|', Choices()) : _type == typeof(bool) ? "true|false" : _type == typeof(string) ? "text" : "number",
        };
        Option.Validators.Add(result =>
        {
            if (!TryParse(Given(result), out _))
                result.AddError($"{Option.Name} cannot be '{Given(result)}'; it takes {(_type.IsEnum ? "one of " : "")}{Expected()}.");
        });
    }

    public string Property => _property.Name;

    public Option<string?> Option { get; }

    /// <summary>Sets the property if the user gave the option.</summary>
    public void Apply(ParseResult parsed, DpcplTrainer.Options options)
    {
        if (parsed.GetResult(Option) is { } result && TryParse(Given(result), out object? value))
            _property.SetValue(options, value);
    }

    private static string Given(OptionResult result) => result.Tokens.Count == 0 ? "" : result.Tokens[0].Value;

    private IEnumerable<string> Choices() => Enum.GetNames(_type).Select(Kebab.Case);

    private string Expected() =>
        _type.IsEnum ? string.Join(", ", Choices()) : _type == typeof(bool) ? "true or false" : _type == typeof(int) ? "a whole number" : "a number";

    private string Default() => _property.GetValue(new DpcplTrainer.Options()) switch
    {
        null => "not set",
        bool b => b ? "true" : "false",
        Enum e => Kebab.Case(e.ToString()),
        var value => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private bool TryParse(string text, out object? value)
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
            value = float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out float f) ? f : null;
        }
        else if (_type == typeof(double))
        {
            value = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double d) ? d : null;
        }
        else
        {
            value = text;
        }
        return value is not null;
    }
}
