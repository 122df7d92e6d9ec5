using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Networks;

namespace Microsoft.ML.Dpcpl.Baselines.Sequence.Ppr;

/// <summary>The sizes of <see cref="ProfilePrompts"/>.</summary>
/// <param name="Width">d.</param>
/// <param name="Layers">L of the backbone.</param>
/// <param name="AttributeSizes">Categories (with the unknown one) of each user attribute; empty without attributes.</param>
internal sealed record ProfilePromptsShape(int Width, int Layers, IReadOnlyList<int> AttributeSizes) : PromptShape
{
    /// <summary>C: slots that a prompt takes.</summary>
    public const int Tokens = 1;

    /// <inheritdoc/>
    public override bool Modulates => false;

    /// <inheritdoc/>
    public override PromptModule CreatePrompts(Initialization init) => new ProfilePrompts(this, init);

    /// <inheritdoc/>
    public override void Validate(EncoderShape backbone, int tokens, IReadOnlyList<int> attributeSizes, int statistics)
    {
        Match(nameof(Width), Width, backbone.Width);
        Match(nameof(Layers), Layers, ((PprShape)backbone).Layers);
        Match(nameof(Tokens), Tokens, tokens);
        OptionCheck.Require(
            AttributeSizes is not null && AttributeSizes.SequenceEqual(attributeSizes), nameof(AttributeSizes), AttributeSizes?.Count, "the categories of the user attributes");
    }

    private static void Match(string name, int value, int other) => OptionCheck.Require(value == other, name, value, $"{other}, as in the rest of the model");
}
