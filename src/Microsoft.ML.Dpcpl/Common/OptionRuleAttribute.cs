namespace Microsoft.ML.Dpcpl.Common;

/// <summary>What an option may be: stands at its property, and is all that validation, help and reference say of it.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal abstract class OptionRuleAttribute : Attribute
{
    /// <summary>What an error says that the option must be.</summary>
    public abstract string Must { get; }

    /// <summary>The same for help and reference; empty where there is nothing to choose from.</summary>
    public abstract string Choices { get; }

    public abstract bool Allows(object? value);
}
