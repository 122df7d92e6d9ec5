using Microsoft.ML.Dpcpl.Baselines.Sequence.Cl4SRec;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Systems;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Dpcpl;

/// <summary>Trains CL4SRec, SASRec with a contrast between random views of a user's history, to recommend the next item of one behavior.</summary>
/// <remarks>
/// Items alone, or with <see cref="NeuralBaselineOptions.BehaviorEmbedding"/> the behaviors too (MB-CL4SRec). In pre-training, beside the next item, two random views
/// of each window, cropped, hidden or reordered in part, are to have user vectors near each other; then it is tuned on the next item of the target behavior alone;
/// both stages, input columns and validation are those of <see cref="DpcplTrainer"/>. User attributes, if any are named, are added to the user vector through an MLP.
/// Source: Xie et al., Contrastive Learning for Sequential Recommendation, ICDE 2022.
/// </remarks>
/// <seealso cref="BaselineCatalog.Cl4SRec(TrainCatalogBase.CatalogInstantiatorBase, Cl4SRecTrainer.Options)"/>
public sealed class Cl4SRecTrainer : NeuralTrainer
{
    internal Cl4SRecTrainer(IHostEnvironment env, Options options)
        : base(env, options)
    {
    }

    /// <summary>Settings of a <see cref="Cl4SRecTrainer"/>; what is not set has the values of <see cref="BaselinePreset.Best"/>.</summary>
    /// <remarks>Checked when the trainer is made; an <see cref="ArgumentOutOfRangeException"/> names option, value and range.</remarks>
    public sealed class Options : AttentionBaselineOptions
    {
        /// <summary>The values of <see cref="BaselinePreset.Best"/>; ContrastiveWeight is 0.1, and weighs the contrast between two such views, in pre-training alone.</summary>
        public Options() => ContrastiveWeight = 0.1f;

        /// <summary>Share of a window's events that a cropped view keeps, one after the other.</summary>
        /// <value>Default 0.6; range 0.05 to 1.</value>
        [Within(0.05, 1)]
        public double CropShare { get; set; } = 0.6;

        /// <summary>Share of a window's events that another view hides.</summary>
        /// <value>Default 0.5; range 0 to 0.9.</value>
        [Within(0, 0.9)]
        public double HiddenShare { get; set; } = 0.5;

        /// <summary>Share of a window's events, one after the other, that a third view puts into a random order.</summary>
        /// <value>Default 0.2; range 0 to 1.</value>
        [Within(0, 1)]
        public double ReorderShare { get; set; } = 0.2;

        /// <inheritdoc/>
        internal override bool PredictsAllPositions => true;

        /// <summary>A fresh set of options.</summary>
        /// <param name="preset">The settings to begin with; <see cref="BaselinePreset.Paper"/>: binary cross entropy against one negative at every position, batches of 256.</param>
        /// <exception cref="ArgumentOutOfRangeException">There is no such preset.</exception>
        public static Options FromPreset(BaselinePreset preset) => preset switch
        {
            BaselinePreset.Best => new Options(),
            BaselinePreset.Paper => new Options
            {
                ItemInitialization = ItemInitialization.Random,
                MaxSequenceLength = 50,
                Dropout = 0.5f,
                Loss = RankingLoss.Bce,
                Negatives = 1,
                BatchSize = 256,
                LearningRate = 1e-3f,
                ItemLearningRate = 1e-3f,
                ItemDecaySteps = 0,
                AverageShare = 0,
                Tuning = TuningMode.None,
            },
            _ => throw new ArgumentOutOfRangeException(nameof(preset), preset, "preset must be Best or Paper."),
        };

        /// <inheritdoc/>
        internal override NeuralSystem System() => new Cl4SRecSystem(this);

        /// <inheritdoc/>
        internal override EncoderShape EncoderShape(int items, int behaviors, int[] attributeSizes) => new Cl4SRecShape(
            items, behaviors, MaxSequenceLength, HiddenSize, BehaviorEmbedding, attributeSizes, Layers, AttentionHeads, FeedForwardMultiplier);
    }
}
