using Microsoft.ML.Dpcpl.Common;

namespace Microsoft.ML.Dpcpl;

/// <summary>Settings that the systems of self-attention have beside those of every neural system to compare with.</summary>
public abstract class AttentionBaselineOptions : NeuralBaselineOptions
{
    internal AttentionBaselineOptions()
    {
    }

    /// <summary>Heads of the attention.</summary>
    /// <value>Default 2; range 1 to 64, a divisor of <see cref="NeuralTrainerOptions.HiddenSize"/>.</value>
    [Within(1, 64)]
    public int AttentionHeads { get; set; } = 2;

    /// <summary>Inner width of the feed-forward network in units of d.</summary>
    /// <value>Default 4; range 1 to 16.</value>
    [Within(1, 16)]
    public int FeedForwardMultiplier { get; set; } = 4;

    /// <inheritdoc/>
    internal override void Validate()
    {
        base.Validate();
        OptionCheck.Require(HiddenSize % AttentionHeads == 0, nameof(HiddenSize), HiddenSize, $"a multiple of AttentionHeads ({AttentionHeads})");
    }
}
