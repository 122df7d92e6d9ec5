using Microsoft.ML.Dpcpl.Data.Splitting;
using Microsoft.ML.Dpcpl.Data.Windows;
using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Scoring.Channels;
using Microsoft.ML.Dpcpl.Training.Batches;
using Microsoft.ML.Dpcpl.Training.Losses;

namespace Microsoft.ML.Dpcpl.Systems;

/// <summary>
/// What one neural system is, to the host that trains all of them: shapes, windows, what a stage learns. Made by its options; a system
/// that differs from this in more than its encoder overrides what differs.
/// </summary>
internal class NeuralSystem(NeuralTrainerOptions options)
{
    /// <summary>Whether a backbone that reads no attributes may be used with attributes, since prompts read them.</summary>
    public virtual bool LeavesAttributesToPrompts => false;

    /// <summary>The encoder.</summary>
    /// <param name="items">V.</param>
    /// <param name="behaviors">B.</param>
    /// <param name="attributeSizes">Categories of each attribute, the unknown one included.</param>
    public EncoderShape Encoder(int items, int behaviors, int[] attributeSizes) => options.EncoderShape(items, behaviors, attributeSizes);

    /// <summary>The prompts that tuning trains beside a backbone; null: tuning trains all weights, without prompts.</summary>
    public virtual PromptShape? Prompts(EncoderShape backbone, UserFeatures features) => null;

    /// <summary>Whether tuning trains the backbone: without prompts always, beside them where a system says so.</summary>
    /// <param name="prompts">What is tuned; null for all weights.</param>
    public virtual bool TunesBackbone(PromptShape? prompts) => prompts is null;

    /// <summary>How histories become windows; those of pre-training hold no prompts, and reach across the split, since its cuts do not keep to one side of it.</summary>
    public virtual WindowRecipe Recipe(TrainingStage stage, PretrainBoundary boundary, UserFeatures features) => new(
        options.MaxSequenceLength, 0, stage == TrainingStage.Pretraining ? ContextFill.AcrossSplit : options.ContextFill, default, 1, boundary, features);

    /// <summary>What a stage minimizes.</summary>
    /// <param name="stage">Pre-training or tuning.</param>
    /// <param name="prompts">What is tuned; null for all weights.</param>
    public virtual IReadOnlyList<ILossTerm> Terms(TrainingStage stage, PromptShape? prompts)
    {
        var terms = new List<ILossTerm> { new NextItem(options.Loss, options.GBceCalibration) };
        if (prompts is null && options.ContrastiveWeight > 0)
            terms.Add(new Contrast(options.ContrastiveWeight));
        return terms;
    }

    /// <summary>What the windows of a stage hold and predict.</summary>
    public virtual IBatchTask Task(TrainingStage stage, StageData data) => stage != TrainingStage.Pretraining ? new NewestSlot(data, 1)
        : options.PredictsAllPositions ? new AllSlots(data) : new NewestSlot(data, options.FutureWindow);

    /// <summary>
    /// Whether epochs of pre-training are judged by how they rank held-out events. Otherwise all of them are trained and the last one is kept: what pre-training makes is
    /// no recommender before it is tuned.
    /// </summary>
    public virtual bool JudgesPretraining => true;

    /// <summary>The windows of an epoch of pre-training, cut as its <see cref="Task"/> wants them.</summary>
    /// <param name="data">What the stage may know.</param>
    /// <param name="seed">Everything random comes from it.</param>
    /// <param name="epoch">From 0.</param>
    public virtual Example[] PretrainingExamples(StageData data, ulong seed, int epoch) => options.PredictsAllPositions
        ? ExampleSampler.Tiles(data.Lengths, data.Recipe.Length, seed, epoch)
        : ExampleSampler.RandomCuts(data.Lengths, options.CutsPerUser, options.WeightByLength, seed, epoch);

    /// <summary>What stands against the targets.</summary>
    public virtual INegativeSampler Negatives(StageData data) => options.Loss switch
    {
        RankingLoss.FullSoftmax => new AllItems(data),
        RankingLoss.SampledSoftmax => new SharedNegatives(data, options.Negatives),
        RankingLoss.Bpr => new UnseenNegatives(data, 1),
        _ => new UnseenNegatives(data, options.Negatives),
    };

    /// <summary>Adam's step size.</summary>
    /// <param name="prompts">What is tuned; null for all weights.</param>
    public virtual double LearningRate(PromptShape? prompts) => options.LearningRate;

    /// <summary>Windows of one optimizer step.</summary>
    /// <param name="prompts">What is tuned; null for all weights.</param>
    /// <param name="examples">Windows of an epoch.</param>
    public virtual int BatchSize(PromptShape? prompts, int examples) => options.BatchSize;

    /// <summary>Channels beside the network, not yet built.</summary>
    public virtual IReadOnlyList<IScoreChannel> Channels() => options.NeighborItems is > 0 and var count
        ? [new NeighborChannel(count), new TransitionChannel(count), new TasteChannel(count), new PopularityChannel(), new RecentPopularityChannel()]
        : [];
}
