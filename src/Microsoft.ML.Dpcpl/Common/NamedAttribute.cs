namespace Microsoft.ML.Dpcpl.Common;

/// <summary>A text that names something: a column, a behavior.</summary>
internal sealed class NamedAttribute : OptionRuleAttribute
{
    /// <summary>Null names nothing, and may be.</summary>
    public bool OrNull { get; init; }

    /// <summary>So may empty text.</summary>
    public bool OrEmpty { get; init; }

    public override string Must => "a name, not empty";

    public override string Choices => "";

    public override bool Allows(object? value) => value is null ? OrNull : value is "" ? OrEmpty : !string.IsNullOrWhiteSpace((string)value);
}
