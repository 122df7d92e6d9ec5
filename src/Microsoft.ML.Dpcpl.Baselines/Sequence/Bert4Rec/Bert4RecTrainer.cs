using Microsoft.ML.Dpcpl.Baselines.Sequence.Bert4Rec;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Systems;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Dpcpl;

/// <summary>Trains BERT4Rec, self-attention in both directions that fills gaps in a user's history, to recommend the next item of one behavior.</summary>
/// <remarks>
/// Items alone, or with <see cref="NeuralBaselineOptions.BehaviorEmbedding"/> the behaviors too (MB-BERT4Rec). Pre-training hides random events and learns to say
/// what they were from those before and after; to recommend, the event after the newest is hidden. Then it is tuned on the target behavior;
/// both stages, input columns and validation are those of <see cref="DpcplTrainer"/>. User attributes, if any are named, are added to the user vector through an MLP.
/// An item has no bias of its own, which the original adds to its score.
/// Source: Sun et al., BERT4Rec: Sequential Recommendation with Bidirectional Encoder Representations from Transformer, CIKM 2019.
/// </remarks>
/// <seealso cref="BaselineCatalog.Bert4Rec(TrainCatalogBase.CatalogInstantiatorBase, Bert4RecTrainer.Options)"/>
public sealed class Bert4RecTrainer : NeuralTrainer
{
    internal Bert4RecTrainer(IHostEnvironment env, Options options)
        : base(env, options)
    {
    }

    /// <summary>Settings of a <see cref="Bert4RecTrainer"/>; what is not set has the values of <see cref="BaselinePreset.Best"/>.</summary>
    /// <remarks>Checked when the trainer is made; an <see cref="ArgumentOutOfRangeException"/> names option, value and range.</remarks>
    public sealed class Options : AttentionBaselineOptions
    {
        /// <summary>
        /// The values of <see cref="BaselinePreset.Best"/>; Dropout is 0.2, since hidden events are noise already, and Patience is 20: an epoch has a few targets of each
        /// user, and a system that fills gaps learns for long (Petrov and Macdonald, A Systematic Review and Replicability Study of BERT4Rec, RecSys 2022).
        /// </summary>
        public Options() => (Dropout, Patience) = (0.2f, 20);

        /// <summary>With which probability pre-training hides an event; one of a window is at least. Short histories want more of it (the paper: 0.2 to 0.6).</summary>
        /// <value>Default 0.2; range 0.01 to 0.9.</value>
        [Within(0.01, 0.9)]
        public double HiddenShare { get; set; } = 0.2;

        /// <summary>Share of the windows of pre-training whose newest event alone is hidden, as at scoring; they end at a random event. Source: RecBole.</summary>
        /// <value>Default 0.5; range 0 to 1.</value>
        [Within(0, 1)]
        public double HiddenNewestShare { get; set; } = 0.5;

        /// <inheritdoc/>
        internal override bool PredictsAllPositions => true;

        /// <summary>A fresh set of options.</summary>
        /// <param name="preset">The settings to begin with; <see cref="BaselinePreset.Paper"/>: softmax over all items, an event hidden with probability 0.6, as for short histories.</param>
        /// <exception cref="ArgumentOutOfRangeException">There is no such preset.</exception>
        public static Options FromPreset(BaselinePreset preset) => preset switch
        {
            BaselinePreset.Best => new Options(),
            BaselinePreset.Paper => new Options
            {
                ItemInitialization = ItemInitialization.Random,
                MaxSequenceLength = 50,
                HiddenShare = 0.6,
                Loss = RankingLoss.FullSoftmax,
                BatchSize = 256,
                LearningRate = 1e-4f,
                ItemLearningRate = 1e-4f,
                ItemDecaySteps = 0,
                AverageShare = 0,
                Tuning = TuningMode.None,
            },
            _ => throw new ArgumentOutOfRangeException(nameof(preset), preset, "preset must be Best or Paper."),
        };

        /// <inheritdoc/>
        internal override NeuralSystem System() => new Bert4RecSystem(this);

        /// <inheritdoc/>
        internal override EncoderShape EncoderShape(int items, int behaviors, int[] attributeSizes) => new Bert4RecShape(
            items, behaviors, MaxSequenceLength, HiddenSize, BehaviorEmbedding, attributeSizes, Layers, AttentionHeads, FeedForwardMultiplier);
    }
}
