using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Networks;

namespace Microsoft.ML.Dpcpl.Paper.Networks;

/// <summary>The sizes and switches that define the prompts beside a backbone.</summary>
/// <param name="Width">d.</param>
/// <param name="Layers">L of the backbone.</param>
/// <param name="Behaviors">B.</param>
/// <param name="Tokens">C.</param>
/// <param name="Factors">N.</param>
/// <param name="AttributeSizes">Categories (with the unknown one) of each attribute; empty without attributes.</param>
/// <param name="Statistics">Number of user statistics.</param>
/// <param name="Projection">How prompt vectors become tokens.</param>
/// <param name="Rank">r of a low-rank projection.</param>
/// <param name="Personalized">False: free tokens, the same for all users ("w/o PS").</param>
/// <param name="Progressive">False: tokens below the first layer only ("w/o PG").</param>
/// <param name="FactorValues">A w x w map of the sources for each group of factors.</param>
/// <param name="PromptWidth">w; 0 stands for d, as in models from before there was one.</param>
/// <param name="Modulations">Vectors by which a layer is modulated; 0 for prompts that take slots.</param>
internal sealed record CustomizedPromptsShape(
    int Width,
    int Layers,
    int Behaviors,
    [property: Within(1, 2048)] int Tokens,
    [property: Within(1, 64)] int Factors,
    IReadOnlyList<int> AttributeSizes,
    int Statistics,
    TokenProjection Projection,
    [property: Within(1, 4096)] int Rank,
    bool Personalized = true,
    bool Progressive = true,
    bool FactorValues = false,
    [property: Within(0, 4096)] int PromptWidth = 0,
    int Modulations = 0)
    : PromptShape
{
    /// <summary>Buckets of a statistic, the one for undefined values included.</summary>
    public const int StatisticBuckets = 16;

    private const int WidestStatistic = 32;

    /// <inheritdoc/>
    public override bool Modulates => Modulations > 0;

    /// <inheritdoc/>
    public override PromptShape? Shared => Modulates && Personalized ? this with { Personalized = false } : null;

    /// <summary>Vectors that a layer's prompt vector becomes.</summary>
    public int VectorsOfLayer => Modulates ? Modulations : Tokens;

    /// <summary>w: width of sources, factors and prompt vectors.</summary>
    public int VectorWidth => PromptWidth == 0 ? Width : PromptWidth;

    /// <summary>Width of a bucket's embedding.</summary>
    public int StatisticWidth => PromptWidth == 0 ? WidestStatistic : Math.Clamp(PromptWidth / 2, 1, WidestStatistic);

    /// <summary>M: attributes (if any), statistics, and each behavior's history.</summary>
    public int Sources => (AttributeSizes.Count > 0 ? 1 : 0) + 1 + Behaviors;

    /// <summary>Layers that get prompts of their own.</summary>
    public int PromptedLayers => Progressive ? Layers : 1;

    /// <summary>The largest number of directions that a user's factors can span: they are mixtures of the sources.</summary>
    public int FactorRank => Math.Min(VectorWidth, FactorValues ? Sources * (PromptedLayers + 1) : Sources);

    /// <inheritdoc/>
    public override CustomizedPrompts CreatePrompts(Initialization init) => new(this, init);

    /// <inheritdoc/>
    public override void Validate(EncoderShape backbone, int tokens, IReadOnlyList<int> attributeSizes, int statistics)
    {
        OptionCheck.Validate(this);
        Match(nameof(Width), Width, backbone.Width);
        Match(nameof(Layers), Layers, ((EfficientBehaviorMinerShape)backbone).Layers);
        Match(nameof(Behaviors), Behaviors, backbone.Behaviors);
        Match(nameof(Tokens), Modulates ? 0 : Tokens, tokens);
        OptionCheck.Require(
            Modulations == 0 || Modulations == ((EfficientBehaviorMinerShape)backbone).Modulations, nameof(Modulations), Modulations,
            $"0, or {((EfficientBehaviorMinerShape)backbone).Modulations} for this mixer");
        Match(nameof(Statistics), Statistics, statistics);
        OptionCheck.Require(
            AttributeSizes is not null && AttributeSizes.SequenceEqual(attributeSizes), nameof(AttributeSizes), AttributeSizes?.Count, "the categories of the user attributes");
    }

    private static void Match(string name, int value, int other) => OptionCheck.Require(value == other, name, value, $"{other}, as in the rest of the model");
}
