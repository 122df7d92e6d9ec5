namespace Microsoft.ML.Dpcpl.Common;

/// <summary>A text that names something: a column, a behavior.</summary>
internal sealed class NamedAttribute : OptionRuleAttribute
{
    public override string Must => "a name, not empty";

    public override string Choices => "";

    public override bool Allows(object? value) => !string.IsNullOrWhiteSpace((string?)value);
}
