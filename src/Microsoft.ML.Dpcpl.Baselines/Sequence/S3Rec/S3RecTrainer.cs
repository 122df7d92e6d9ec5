using Microsoft.ML.Dpcpl.Baselines.Sequence.S3Rec;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Systems;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Dpcpl;

/// <summary>Trains S3-Rec, SASRec that is pre-trained in both directions on gaps and segments of histories, to recommend the next item of one behavior.</summary>
/// <remarks>
/// Items alone, or with <see cref="NeuralBaselineOptions.BehaviorEmbedding"/> the behaviors too (MB-S3Rec). Pre-training reads a history in both directions: it says what hidden
/// events were, the newest always among them, and tells a hidden segment of the history from events of other users. Then all weights are tuned as those of a causal SASRec, on the
/// next item of the target behavior; input columns and validation are those of <see cref="DpcplTrainer"/>. User attributes, if any are named, are added to the user vector through an MLP.
/// <para>
/// The paper's two tasks on attributes of items (AAP, MAP) are left out. Where text and public code (RUCAIBox/CIKM2020-S3Rec) differ, the code is followed: pairs in
/// the place of a contrast among many, and with <see cref="Options.BoundedMargins"/> scores that pass a sigmoid before they are compared, which the text does not have. Losses are means over
/// hidden events and windows, where the code has sums over a batch; the segment in the place of a hidden one comes from the batch, not from all users.
/// </para>
/// <para>
/// Pre-training makes no recommender, so that no epoch of it is judged: all <see cref="NeuralTrainerOptions.PretrainingEpochs"/> are trained. Without tuning the model is
/// a beginning for others. Tuning learns from target events after the split; with <see cref="NeuralTrainerOptions.PastTargetHalfLife"/> from earlier ones, too.
/// </para>
/// Source: Zhou et al., S3-Rec: Self-Supervised Learning for Sequential Recommendation with Mutual Information Maximization, CIKM 2020.
/// </remarks>
/// <seealso cref="BaselineCatalog.S3Rec(TrainCatalogBase.CatalogInstantiatorBase, S3RecTrainer.Options)"/>
public sealed class S3RecTrainer : NeuralTrainer
{
    internal S3RecTrainer(IHostEnvironment env, Options options)
        : base(env, options)
    {
    }

    /// <summary>Settings of an <see cref="S3RecTrainer"/>; what is not set has the values of <see cref="BaselinePreset.Best"/>.</summary>
    /// <remarks>Checked when the trainer is made; an <see cref="ArgumentOutOfRangeException"/> names option, value and range.</remarks>
    public sealed class Options : AttentionBaselineOptions
    {
        /// <summary>
        /// The values of <see cref="BaselinePreset.Best"/>; PretrainingEpochs is 100, all of which are trained, and TuningEpochs is 200: tuning alone learns to
        /// recommend, until validation ends it.
        /// </summary>
        public Options() => (PretrainingEpochs, TuningEpochs) = (100, 200);

        /// <summary>With which probability pre-training hides an event before the newest of a window, which is always hidden.</summary>
        /// <value>Default 0.2; range 0 to 0.9.</value>
        [Within(0, 0.9)]
        public double HiddenShare { get; set; } = 0.2;

        /// <summary>Weight of the prediction of segments in pre-training, beside 1 of that of hidden events; 0 switches it off. It takes a pass over three views of each window.</summary>
        /// <value>Default 0.5; range 0 to 100.</value>
        [Within(0, 100)]
        public float SegmentWeight { get; set; } = 0.5f;

        /// <summary>
        /// True: both tasks of pre-training compare sigmoids of scores in pairs, as the public code does, so that no margin exceeds 1. False: hidden events have the loss
        /// <see cref="NeuralTrainerOptions.Loss"/>, and segments are compared by their scores.
        /// </summary>
        /// <value>Default false.</value>
        public bool BoundedMargins { get; set; }

        /// <summary>A fresh set of options.</summary>
        /// <param name="preset">
        /// The settings to begin with; <see cref="BaselinePreset.Paper"/>: bounded margins and binary cross entropy against one negative, tuned on all target events of training,
        /// since pre-training does not recommend.
        /// </param>
        /// <exception cref="ArgumentOutOfRangeException">There is no such preset.</exception>
        public static Options FromPreset(BaselinePreset preset) => preset switch
        {
            BaselinePreset.Best => new Options(),
            BaselinePreset.Paper => new Options
            {
                ItemInitialization = ItemInitialization.Random,
                MaxSequenceLength = 50,
                Dropout = 0.5f,
                BoundedMargins = true,
                Loss = RankingLoss.Bce,
                Negatives = 1,
                BatchSize = 256,
                LearningRate = 1e-3f,
                ItemLearningRate = 1e-3f,
                ItemDecaySteps = 0,
                AverageShare = 0,
                // So many days that all weigh nearly the same.
                PastTargetHalfLife = 100_000,
            },
            _ => throw new ArgumentOutOfRangeException(nameof(preset), preset, "preset must be Best or Paper."),
        };

        /// <inheritdoc/>
        internal override NeuralSystem System() => new S3RecSystem(this);

        /// <inheritdoc/>
        internal override EncoderShape EncoderShape(int items, int behaviors, int[] attributeSizes) => new S3RecShape(
            items, behaviors, MaxSequenceLength, HiddenSize, BehaviorEmbedding, attributeSizes, Layers, AttentionHeads, FeedForwardMultiplier);

        /// <inheritdoc/>
        internal override void Validate()
        {
            base.Validate();
            OptionCheck.Require(
                !BoundedMargins || Loss is RankingLoss.Bpr or RankingLoss.Bce or RankingLoss.GBce, nameof(Loss), Loss, "Bpr, Bce or GBce with BoundedMargins: it compares each hidden event with negatives of its own");
        }
    }
}
