namespace Microsoft.ML.Dpcpl.Networks;

/// <summary>The sizes and switches that define the prompts beside a backbone. A record of plain values: it is saved as JSON.</summary>
internal abstract record PromptShape
{
    /// <summary>New prompts; a seed of null leaves the weights open, to be filled at once.</summary>
    public abstract PromptModule CreatePrompts(ulong? seed);
}
