using System.CommandLine;
using System.CommandLine.Parsing;

namespace Microsoft.ML.Dpcpl.Tool.Arguments;

/// <summary>One property of the trainer's options as an option of the command line.</summary>
internal sealed class TrainingSetting
{
    private readonly OptionProperty _property;

    /// <param name="property">The property.</param>
    /// <param name="shownDefault">What the help shows in the place of the default.</param>
    public TrainingSetting(OptionProperty property, string? shownDefault = null)
    {
        _property = property;
        Option = new Option<string?>("--" + _property.Name)
        {
            Description = $"{property.Description} [default: {shownDefault ?? _property.TextOf(new DpcplTrainer.Options()) ?? "not set"}]",
            HelpName = _property.Placeholder,
        };
        Option.Validators.Add(result =>
        {
            if (!_property.TryParse(Given(result), out _))
                result.AddError(_property.Refusal(Option.Name, Given(result)));
        });
    }

    public string Property => _property.Property;

    public Option<string?> Option { get; }

    /// <summary>Sets the property if the user gave the option.</summary>
    public void Apply(ParseResult parsed, DpcplTrainer.Options options)
    {
        if (parsed.GetResult(Option) is { } result && _property.TryParse(Given(result), out _))
            _property.Set(options, Given(result));
    }

    private static string Given(OptionResult result) => result.Tokens.Count == 0 ? "" : result.Tokens[0].Value;
}
