namespace Microsoft.ML.Dpcpl.Common;

/// <summary>One of the values that an enumeration names. Every option of such a type has this rule without saying so.</summary>
internal sealed class DefinedAttribute(Type enumeration) : OptionRuleAttribute
{
    public override string Must => $"one of {Choices}";

    public override string Choices => string.Join(", ", Enum.GetNames(enumeration));

    public override bool Allows(object? value) => value is not null && Enum.IsDefined(enumeration, value);
}
