using Microsoft.ML.Dpcpl.Data.Splitting;
using Microsoft.ML.Dpcpl.Data.Windows;
using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Systems;
using Microsoft.ML.Dpcpl.Training.Losses;

namespace Microsoft.ML.Dpcpl.Baselines.Sequence.Ppr;

/// <summary>What PPR has that other neural systems lack: prompts made of a user's profile, their contrast, and a backbone that may be tuned with them.</summary>
internal sealed class PprSystem(PprTrainer.Options options) : NeuralSystem(options)
{
    public override bool LeavesAttributesToPrompts => true;

    public override PromptShape? Prompts(EncoderShape backbone, UserFeatures features) => options.Tuning != TuningMode.Prompts ? null
        : new ProfilePromptsShape(backbone.Width, ((PprShape)backbone).Layers, features.AttributeSizes);

    public override bool TunesBackbone(PromptShape? prompts) => prompts is null || options.TunesBackbone;

    public override WindowRecipe Recipe(TrainingStage stage, PretrainBoundary boundary, UserFeatures features)
    {
        WindowRecipe recipe = base.Recipe(stage, boundary, features);
        return stage == TrainingStage.Pretraining || options.Tuning != TuningMode.Prompts ? recipe
            : recipe with { Length = recipe.Length + ProfilePromptsShape.Tokens, PromptTokens = ProfilePromptsShape.Tokens, MakesPrompts = true };
    }

    public override IReadOnlyList<ILossTerm> Terms(TrainingStage stage, PromptShape? prompts)
    {
        var terms = new List<ILossTerm> { new NextItem(options.Loss, options.GBceCalibration) };
        if (prompts is not null && options.ContrastiveWeight > 0)
            terms.Add(new ProfileContrast(options.ContrastiveWeight, options.HiddenShare));
        return terms;
    }

    public override double LearningRate(PromptShape? prompts) => TunesBackbone(prompts) ? base.LearningRate(prompts) : options.PromptLearningRate;
}
