using Microsoft.ML.Dpcpl.Baselines.Sequence.FmlpRec;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Dpcpl;

/// <summary>Trains FMLP-Rec, learned filters in the frequency domain over a user's events in order of time, to recommend the next item of one behavior.</summary>
/// <remarks>
/// Items alone, or with <see cref="NeuralBaselineOptions.BehaviorEmbedding"/> the behaviors too (MB-FMLP-Rec). Learns the next item of any
/// behavior first, then is tuned on the target behavior; both stages, input columns and validation are those of <see cref="DpcplTrainer"/>.
/// User attributes, if any are named, are added to the user vector through an MLP.
/// Source: Zhou et al., Filter-enhanced MLP is All You Need for Sequential Recommendation, WWW 2022.
/// </remarks>
/// <seealso cref="BaselineCatalog.FmlpRec(TrainCatalogBase.CatalogInstantiatorBase, FmlpRecTrainer.Options)"/>
public sealed class FmlpRecTrainer : NeuralTrainer
{
    internal FmlpRecTrainer(IHostEnvironment env, Options options)
        : base(env, options)
    {
    }

    /// <summary>Settings of an <see cref="FmlpRecTrainer"/>; what is not set has the values of <see cref="BaselinePreset.Best"/>.</summary>
    /// <remarks>Checked when the trainer is made; an <see cref="ArgumentOutOfRangeException"/> names option, value and range.</remarks>
    public sealed class Options : NeuralBaselineOptions
    {
        /// <summary>The values of <see cref="BaselinePreset.Best"/>; BatchSize is 128, since one position of a window is predicted.</summary>
        public Options() => BatchSize = 128;

        /// <summary>Width of the feed-forward network in units of d.</summary>
        /// <value>Default 4; range 1 to 16.</value>
        [Within(1, 16)]
        public int FeedForwardMultiplier { get; set; } = 4;

        /// <summary>A fresh set of options.</summary>
        /// <param name="preset">The settings to begin with; <see cref="BaselinePreset.Paper"/>: binary cross entropy against one negative, one target a window.</param>
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
        internal override EncoderShape EncoderShape(int items, int behaviors, int[] attributeSizes) => new FmlpRecShape(
            items, behaviors, MaxSequenceLength, HiddenSize, BehaviorEmbedding, attributeSizes, Layers, FeedForwardMultiplier);
    }
}
