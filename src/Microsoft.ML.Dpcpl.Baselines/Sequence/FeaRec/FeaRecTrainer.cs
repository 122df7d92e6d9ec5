using Microsoft.ML.Dpcpl.Baselines.Sequence.FeaRec;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Dpcpl;

/// <summary>Trains FEARec, attention by lags and by slots in bands of frequencies of a user's events in order of time, to recommend the next item of one behavior.</summary>
/// <remarks>
/// Items alone, or with <see cref="NeuralBaselineOptions.BehaviorEmbedding"/> the behaviors too (MB-FEARec). Learns the next item of any
/// behavior first, then is tuned on the target behavior; both stages, input columns and validation are those of <see cref="DpcplTrainer"/>.
/// User attributes, if any are named, are added to the user vector through an MLP.
/// <para>
/// Each layer hears a band of the window's frequencies, the first one the highest. Its queries and keys are compared at every lag; each window's values
/// are moved by the lags at which they are most alike and added to a share of causal self-attention. Beside the next item stands the contrast between
/// two passes that differ in their dropout (<see cref="NeuralTrainerOptions.ContrastiveWeight"/>).
/// </para>
/// <para>
/// Other than in the authors' program: a window has its own lags in training, too, where that program takes those of the batch; the contrast is of cosines,
/// and of two passes over one window, where theirs is of a pass and of another window with the same next item, which a batch does not hold here; the distance
/// between spectra of such passes, off in their runs, is left out; empty slots are silent.
/// </para>
/// Source: Du et al., Frequency Enhanced Hybrid Attention Network for Sequential Recommendation, SIGIR 2023 (arXiv 2304.09184).
/// </remarks>
/// <seealso cref="BaselineCatalog.FeaRec(TrainCatalogBase.CatalogInstantiatorBase, FeaRecTrainer.Options)"/>
public sealed class FeaRecTrainer : NeuralTrainer
{
    internal FeaRecTrainer(IHostEnvironment env, Options options)
        : base(env, options)
    {
    }

    /// <summary>Settings of a <see cref="FeaRecTrainer"/>; what is not set has the values of <see cref="BaselinePreset.Best"/>.</summary>
    /// <remarks>Checked when the trainer is made; an <see cref="ArgumentOutOfRangeException"/> names option, value and range.</remarks>
    public sealed class Options : NeuralBaselineOptions
    {
        /// <summary>The values of <see cref="BaselinePreset.Best"/>; BatchSize is 128, since one position of a window is predicted, and ContrastiveWeight is 0.1.</summary>
        public Options() => (BatchSize, ContrastiveWeight) = (128, 0.1f);

        /// <summary>Heads of the self-attention; auto-correlation has none.</summary>
        /// <value>Default 2; range 1 to 64, a divisor of <see cref="NeuralTrainerOptions.HiddenSize"/>.</value>
        [Within(1, 64)]
        public int AttentionHeads { get; set; } = 2;

        /// <summary>Width of the feed-forward network in units of d.</summary>
        /// <value>Default 4; range 1 to 16.</value>
        [Within(1, 16)]
        public int FeedForwardMultiplier { get; set; } = 4;

        /// <summary>
        /// Share of a window's T/2 + 1 frequencies that a layer hears: the highest ones in the first layer, the lowest in the last. Up to 1 / L the layers
        /// share them out, each has one L-th; 1: all layers hear all of them.
        /// </summary>
        /// <value>Default 0.6; range 0 to 1.</value>
        [Within(0, 1)]
        public double GlobalRatio { get; set; } = 0.6;

        /// <summary>Share of self-attention over the slots in a layer's attention, beside auto-correlation. 0: auto-correlation alone; 1: self-attention alone.</summary>
        /// <value>Default 0.1; range 0 to 1.</value>
        [Within(0, 1)]
        public double SpatialRatio { get; set; } = 0.1;

        /// <summary>c: each window's values are moved by the c ln T lags at which its queries and keys are most alike, rounded down, one at least and T at most.</summary>
        /// <value>Default 1; range 0.1 to 100.</value>
        [Within(0.1, 100)]
        public double TopKFactor { get; set; } = 1;

        /// <summary>A fresh set of options.</summary>
        /// <param name="preset">The settings to begin with; <see cref="BaselinePreset.Paper"/>: cross entropy over all items, one target a window.</param>
        /// <exception cref="ArgumentOutOfRangeException">There is no such preset.</exception>
        public static Options FromPreset(BaselinePreset preset) => preset switch
        {
            BaselinePreset.Best => new Options(),
            BaselinePreset.Paper => new Options
            {
                ItemInitialization = ItemInitialization.Random,
                MaxSequenceLength = 50,
                Dropout = 0.5f,
                Loss = RankingLoss.FullSoftmax,
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
        internal override EncoderShape EncoderShape(int items, int behaviors, int[] attributeSizes) => new FeaRecShape(
            items, behaviors, MaxSequenceLength, HiddenSize, BehaviorEmbedding, attributeSizes, Layers, AttentionHeads, FeedForwardMultiplier,
            GlobalRatio, SpatialRatio, TopKFactor);

        /// <inheritdoc/>
        internal override void Validate()
        {
            base.Validate();
            OptionCheck.Require(HiddenSize % AttentionHeads == 0, nameof(HiddenSize), HiddenSize, $"a multiple of AttentionHeads ({AttentionHeads})");
        }
    }
}
