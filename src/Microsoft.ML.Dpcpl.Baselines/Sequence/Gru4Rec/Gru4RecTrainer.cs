using Microsoft.ML.Dpcpl.Baselines.Sequence.Gru4Rec;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Dpcpl;

/// <summary>Trains GRU4Rec, a gated recurrent unit over a user's events in order of time, to recommend the next item of one behavior.</summary>
/// <remarks>
/// Items alone, or with <see cref="NeuralBaselineOptions.BehaviorEmbedding"/> the behaviors too (MB-GRU4Rec). Learns the next item of any
/// behavior first, then is tuned on the target behavior; both stages, input columns and validation are those of <see cref="DpcplTrainer"/>.
/// User attributes, if any are named, are added to the user vector through an MLP.
/// Source: Hidasi et al., Session-based Recommendations with Recurrent Neural Networks, ICLR 2016.
/// </remarks>
/// <seealso cref="BaselineCatalog.Gru4Rec(TrainCatalogBase.CatalogInstantiatorBase, Gru4RecTrainer.Options)"/>
public sealed class Gru4RecTrainer : NeuralTrainer
{
    internal Gru4RecTrainer(IHostEnvironment env, Options options)
        : base(env, options)
    {
    }

    /// <summary>Settings of a <see cref="Gru4RecTrainer"/>; what is not set has the values of <see cref="BaselinePreset.Best"/>.</summary>
    /// <remarks>Checked when the trainer is made; an <see cref="ArgumentOutOfRangeException"/> names option, value and range.</remarks>
    public sealed class Options : NeuralBaselineOptions
    {
        /// <summary>The values of <see cref="BaselinePreset.Best"/>; Layers is 1.</summary>
        public Options() => Layers = 1;

        /// <summary>h: width of the recurrent state; 0 takes 2 d.</summary>
        /// <value>Default 0; range 0 to 8192.</value>
        [Within(0, 8192)]
        public int StateSize { get; set; }

        /// <summary>
        /// True: in pre-training every position of a window must predict the next event, and an epoch makes each event a target once.
        /// False: the newest position alone, in windows drawn as <see cref="NeuralTrainerOptions.CutsPerUser"/> says.
        /// </summary>
        /// <value>Default true.</value>
        public bool AllPositions { get; set; } = true;

        /// <inheritdoc/>
        internal override bool PredictsAllPositions => AllPositions;

        /// <summary>A fresh set of options.</summary>
        /// <param name="preset">The settings to begin with; <see cref="BaselinePreset.Paper"/>: BPR at every position, a state of 100 numbers.</param>
        /// <exception cref="ArgumentOutOfRangeException">There is no such preset.</exception>
        public static Options FromPreset(BaselinePreset preset) => preset switch
        {
            BaselinePreset.Best => new Options(),
            BaselinePreset.Paper => new Options
            {
                ItemInitialization = ItemInitialization.Random,
                HiddenSize = 100,
                StateSize = 100,
                MaxSequenceLength = 50,
                Dropout = 0.5f,
                Loss = RankingLoss.Bpr,
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
        internal override EncoderShape EncoderShape(int items, int behaviors, int[] attributeSizes) => new Gru4RecShape(
            items, behaviors, MaxSequenceLength, HiddenSize, BehaviorEmbedding, attributeSizes, Layers, StateSize > 0 ? StateSize : 2 * HiddenSize);
    }
}
