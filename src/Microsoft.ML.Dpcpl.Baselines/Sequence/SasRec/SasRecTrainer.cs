using Microsoft.ML.Dpcpl.Baselines.Sequence.SasRec;
using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Dpcpl;

/// <summary>Trains SASRec, self-attention over a user's events in order of time, to recommend the next item of one behavior.</summary>
/// <remarks>
/// Items alone, or with <see cref="NeuralBaselineOptions.BehaviorEmbedding"/> the behaviors too (MB-SASRec). Learns the next item of any
/// behavior first, then is tuned on the target behavior; both stages, input columns and validation are those of <see cref="DpcplTrainer"/>.
/// User attributes, if any are named, are added to the user vector through an MLP.
/// Source: Kang and McAuley, Self-Attentive Sequential Recommendation, ICDM 2018.
/// </remarks>
/// <seealso cref="BaselineCatalog.SasRec(TrainCatalogBase.CatalogInstantiatorBase, SasRecTrainer.Options)"/>
public sealed class SasRecTrainer : NeuralTrainer
{
    internal SasRecTrainer(IHostEnvironment env, Options options)
        : base(env, options)
    {
    }

    /// <summary>Settings of a <see cref="SasRecTrainer"/>; what is not set has the values of <see cref="BaselinePreset.Best"/>.</summary>
    /// <remarks>Checked when the trainer is made; an <see cref="ArgumentOutOfRangeException"/> names option, value and range.</remarks>
    public sealed class Options : AttentionBaselineOptions
    {
        /// <summary>
        /// True: in pre-training every position of a window must predict the next event, and an epoch makes each event a target once.
        /// False: the newest position alone, in windows drawn as <see cref="NeuralTrainerOptions.CutsPerUser"/> says.
        /// </summary>
        /// <value>Default true.</value>
        public bool AllPositions { get; set; } = true;

        /// <inheritdoc/>
        internal override bool PredictsAllPositions => AllPositions;

        /// <summary>A fresh set of options.</summary>
        /// <param name="preset">The settings to begin with; <see cref="BaselinePreset.Paper"/>: binary cross entropy against one negative at every position, d = 50, one head.</param>
        /// <exception cref="ArgumentOutOfRangeException">There is no such preset.</exception>
        public static Options FromPreset(BaselinePreset preset) => preset switch
        {
            BaselinePreset.Best => new Options(),
            BaselinePreset.Paper => new Options
            {
                ItemInitialization = ItemInitialization.Random,
                HiddenSize = 50,
                MaxSequenceLength = 50,
                AttentionHeads = 1,
                FeedForwardMultiplier = 1,
                Dropout = 0.5f,
                Loss = RankingLoss.Bce,
                Negatives = 1,
                BatchSize = 128,
                LearningRate = 1e-3f,
                ItemLearningRate = 1e-3f,
                ItemDecaySteps = 0,
                AverageShare = 0,
                Tuning = TuningMode.None,
            },
            _ => throw new ArgumentOutOfRangeException(nameof(preset), preset, "preset must be Best or Paper."),
        };

        /// <inheritdoc/>
        internal override EncoderShape EncoderShape(int items, int behaviors, int[] attributeSizes) => new SasRecShape(
            items, behaviors, MaxSequenceLength, HiddenSize, BehaviorEmbedding, attributeSizes, Layers, AttentionHeads, FeedForwardMultiplier);
    }
}
