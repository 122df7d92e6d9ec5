namespace Microsoft.ML.Dpcpl.Networks;

/// <summary>The sizes and switches that define the prompts beside a backbone. A record of plain values: it is saved as JSON.</summary>
internal abstract record PromptShape
{
    /// <summary>Whether they scale and shift what a frozen backbone computes, and take no slot of its window.</summary>
    public abstract bool Modulates { get; }

    /// <summary>The same without what is personal: prompts that all users share, whose weights have the same names. Null where nothing is, or where it cannot be taken out.</summary>
    public virtual PromptShape? Shared => null;

    /// <summary>New prompts.</summary>
    /// <param name="init">Makes their weights.</param>
    public abstract PromptModule CreatePrompts(Initialization init);

    /// <summary>For a shape that stands in a file.</summary>
    /// <param name="backbone">What the prompts stand beside.</param>
    /// <param name="tokens">C: slots that windows keep free.</param>
    /// <param name="attributeSizes">Categories of each user attribute.</param>
    /// <param name="statistics">Number of user statistics.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is out of its range, or does not go with these.</exception>
    public abstract void Validate(EncoderShape backbone, int tokens, IReadOnlyList<int> attributeSizes, int statistics);
}
