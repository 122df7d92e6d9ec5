using Microsoft.ML.Dpcpl.Baselines.Sequence.Ppr;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Systems;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Dpcpl;

/// <summary>Trains PPR, SASRec with prompts made of a user's attributes, to recommend the next item of one behavior.</summary>
/// <remarks>
/// Items alone, or with <see cref="NeuralBaselineOptions.BehaviorEmbedding"/> the behaviors too (MBPPR). Pre-training is that of SASRec; then a network makes one
/// prompt for each layer, which stands before the user's events, of the user's attributes, and is tuned on the target behavior, beside a frozen backbone or with it.
/// Without attributes all users share one prompt a layer. Both stages, input columns and validation are those of <see cref="DpcplTrainer"/>.
/// Source: Wu et al., Personalized Prompt for Sequential Recommendation, 2022 (arXiv 2205.09666).
/// </remarks>
/// <seealso cref="BaselineCatalog.Ppr(TrainCatalogBase.CatalogInstantiatorBase, PprTrainer.Options)"/>
public sealed class PprTrainer : NeuralTrainer
{
    internal PprTrainer(IHostEnvironment env, Options options)
        : base(env, options)
    {
    }

    /// <summary>Settings of a <see cref="PprTrainer"/>; what is not set has the values of <see cref="BaselinePreset.Best"/>.</summary>
    /// <remarks>Checked when the trainer is made; an <see cref="ArgumentOutOfRangeException"/> names option, value and range.</remarks>
    public sealed class Options : AttentionBaselineOptions
    {
        /// <summary>
        /// The values of <see cref="BaselinePreset.Best"/>; Tuning is Prompts. ContrastiveWeight is 0.4, and weighs, where prompts are tuned, the contrast between a view of
        /// each user with a part of the profile left out and one with a part of the events hidden.
        /// </summary>
        public Options() => (Tuning, ContrastiveWeight) = (TuningMode.Prompts, 0.4f);

        /// <summary>True: the backbone is tuned with the prompts ("full" in the paper); false: it is frozen ("light").</summary>
        /// <value>Default false.</value>
        public bool TunesBackbone { get; set; }

        /// <summary>Adam's step size for prompts beside a frozen backbone; with the backbone they have <see cref="NeuralTrainerOptions.LearningRate"/>.</summary>
        /// <value>Default 0.003; range 1e-7 to 1.</value>
        [Within(1e-7, 1)]
        public float PromptLearningRate { get; set; } = 3e-3f;

        /// <summary>With which probability one view of the contrast leaves out a number of the profile, and the other an event.</summary>
        /// <value>Default 0.2; range 0 to 0.9.</value>
        [Within(0, 0.9)]
        public double HiddenShare { get; set; } = 0.2;

        /// <inheritdoc/>
        internal override bool PredictsAllPositions => true;

        /// <inheritdoc/>
        internal override bool HasPrompts => true;

        /// <summary>A fresh set of options.</summary>
        /// <param name="preset">The settings to begin with; <see cref="BaselinePreset.Paper"/>: BPR, one layer with one head, small steps.</param>
        /// <exception cref="ArgumentOutOfRangeException">There is no such preset.</exception>
        public static Options FromPreset(BaselinePreset preset) => preset switch
        {
            BaselinePreset.Best => new Options(),
            BaselinePreset.Paper => new Options
            {
                ItemInitialization = ItemInitialization.Random,
                MaxSequenceLength = 50,
                Layers = 1,
                AttentionHeads = 1,
                Loss = RankingLoss.Bpr,
                BatchSize = 256,
                LearningRate = 1e-3f,
                PromptLearningRate = 1e-4f,
                ItemLearningRate = 1e-3f,
                ItemDecaySteps = 0,
                AverageShare = 0,
            },
            _ => throw new ArgumentOutOfRangeException(nameof(preset), preset, "preset must be Best or Paper."),
        };

        /// <inheritdoc/>
        internal override NeuralSystem System() => new PprSystem(this);

        /// <inheritdoc/>
        /// <remarks>Attributes reach the prompts alone.</remarks>
        internal override EncoderShape EncoderShape(int items, int behaviors, int[] attributeSizes) => new PprShape(
            items, behaviors, MaxSequenceLength, HiddenSize, BehaviorEmbedding, [], Layers, AttentionHeads, FeedForwardMultiplier);
    }
}
