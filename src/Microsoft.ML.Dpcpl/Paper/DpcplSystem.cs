using Microsoft.ML.Dpcpl;
using Microsoft.ML.Dpcpl.Data.Splitting;
using Microsoft.ML.Dpcpl.Data.Windows;
using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Paper.Networks;
using Microsoft.ML.Dpcpl.Systems;
using Microsoft.ML.Dpcpl.Training.Losses;

[assembly: NeuralSystemType(DpcplTrainer.SystemName, typeof(EfficientBehaviorMinerShape), typeof(CustomizedPromptsShape))]

namespace Microsoft.ML.Dpcpl.Paper;

/// <summary>What DPCPL has that other neural systems lack: prompts with their regularizer (section 4.3), and the behavior term of eq. 4.</summary>
internal sealed class DpcplSystem(DpcplTrainer.Options options) : NeuralSystem(options)
{
    /// <summary>An epoch of prompt tuning has so many steps, where the log is large enough for them.</summary>
    private const int PromptSteps = 50;

    private bool TunesPrompts => options.Tuning == TuningMode.Prompts;

    public override bool LeavesAttributesToPrompts => true;

    public override PromptShape? Prompts(EncoderShape backbone, UserFeatures features)
    {
        if (!TunesPrompts)
            return null;
        var miner = (EfficientBehaviorMinerShape)backbone;
        return new CustomizedPromptsShape(
            miner.Width, miner.Layers, miner.Behaviors, options.PromptTokens, options.PromptFactors, features.AttributeSizes, features.StatisticCount,
            options.TokenProjection, options.TokenRank > 0 ? options.TokenRank : Math.Max(1, miner.Width / 8), options.Personalized, options.Progressive,
            options.FactorValueProjection, options.PromptWidth, options.Placement == PromptPlacement.Modulate ? miner.Modulations : 0);
    }

    public override WindowRecipe Recipe(TrainingStage stage, PretrainBoundary boundary, UserFeatures features)
    {
        WindowRecipe recipe = base.Recipe(stage, boundary, features) with { PromptHistory = options.PromptHistory, HistoryLength = options.BehaviorHistoryLength };
        if (stage == TrainingStage.Pretraining || !TunesPrompts)
            return recipe;
        if (options.Placement == PromptPlacement.Modulate)
            return recipe with { MakesPrompts = true };
        int further = options.Placement == PromptPlacement.Prepend ? options.PromptTokens : 0;
        return recipe with { Length = recipe.Length + further, PromptTokens = options.PromptTokens, MakesPrompts = true };
    }

    public override IReadOnlyList<ILossTerm> Terms(TrainingStage stage, PromptShape? prompts)
    {
        var terms = new List<ILossTerm>(base.Terms(stage, prompts));
        if (stage == TrainingStage.Pretraining && options.BehaviorLossWeight > 0)
            terms.Add(new NextBehavior(options.BehaviorSoftmax, options.BehaviorLossWeight));
        if (prompts is CustomizedPromptsShape { Personalized: true } shape && options.CompactnessWeight > 0)
            terms.Add(new Compactness(options, shape));
        return terms;
    }

    public override double LearningRate(PromptShape? prompts) => prompts is null ? base.LearningRate(prompts) : options.PromptLearningRate;

    public override int BatchSize(PromptShape? prompts, int examples) => prompts is null ? base.BatchSize(prompts, examples)
        : Math.Max(options.BatchSize, Math.Min(options.PromptBatchSize, examples / PromptSteps));
}
