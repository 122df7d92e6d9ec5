using Microsoft.ML.Dpcpl.Baselines.Sequence.Mbht;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Systems;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Dpcpl;

/// <summary>
/// Trains MBHT, attention at several scales beside a hypergraph of each window, which fills gaps in a user's history, to recommend the next item of one behavior.
/// </summary>
/// <remarks>
/// <para>
/// One branch is attention over all events through a few slots that their keys and values are projected to, over means of a few events, and over means of many; a linear
/// map over time joins the three. The other is a hypergraph of the window's items: an edge for each item, of all its events and of those whose item is most like it, and one more for an
/// item that was touched more than once, by whatever behaviors. An event is what the branches say of it, weighed against each other.
/// Pre-training hides random events, and always the newest, and learns to say what they were; then it is tuned on the target behavior. Both stages, input columns and
/// validation are those of <see cref="DpcplTrainer"/>. User attributes, if any are named, are added to the user vector through an MLP.
/// </para>
/// <para>
/// Source: Yang et al., Multi-Behavior Hypergraph-Enhanced Transformer for Sequential Recommendation, KDD 2022. Where text and public code differ, the text is
/// followed: events that are pooled stand beside each other (the code takes every n-th), the likeness of two items is the mean of two cosines over their vectors (the code averages the metrics first,
/// and normalizes over time). Otherwise than in both a layer has a residual path around the map over time, empty slots are no part of a mean or an
/// attention, an item is not among those most like itself, and a hidden event has the mean of the events beside it that are shown.
/// </para>
/// </remarks>
/// <seealso cref="BaselineCatalog.Mbht(TrainCatalogBase.CatalogInstantiatorBase, MbhtTrainer.Options)"/>
public sealed class MbhtTrainer : NeuralTrainer
{
    internal MbhtTrainer(IHostEnvironment env, Options options)
        : base(env, options)
    {
    }

    /// <summary>Settings of an <see cref="MbhtTrainer"/>; what is not set has the values of <see cref="BaselinePreset.Best"/>.</summary>
    /// <remarks>Checked when the trainer is made; an <see cref="ArgumentOutOfRangeException"/> names option, value and range.</remarks>
    public sealed class Options : AttentionBaselineOptions
    {
        /// <summary>
        /// The values of <see cref="BaselinePreset.Best"/>; BehaviorEmbedding is true, Dropout is 0.2, since hidden events are noise already, and Patience is 20: an epoch has
        /// a few targets of each user.
        /// </summary>
        public Options() => (BehaviorEmbedding, Dropout, Patience) = (true, 0.2f, 20);

        /// <summary>With which probability pre-training hides an event; the newest of a window always is.</summary>
        /// <value>Default 0.2; range 0.01 to 0.9.</value>
        [Within(0.01, 0.9)]
        public double HiddenShare { get; set; } = 0.2;

        /// <summary>Share of the windows of pre-training whose newest event alone is hidden, as at scoring; they end at a random event. The paper has none.</summary>
        /// <value>Default 0.5; range 0 to 1.</value>
        [Within(0, 1)]
        public double HiddenNewestShare { get; set; } = 0.5;

        /// <summary>Slots that the low-rank attention projects keys and values of a window to.</summary>
        /// <value>Default 10; range 1 to 1024.</value>
        [Within(1, 1024)]
        public int LowRank { get; set; } = 10;

        /// <summary>Events in a row whose mean the finer of the pooled attentions sees as one.</summary>
        /// <value>Default 4; range 1 to 1024.</value>
        [Within(1, 1024)]
        public int FineScale { get; set; } = 4;

        /// <summary>Events in a row whose mean the coarser of the pooled attentions sees as one.</summary>
        /// <value>Default 20; range 1 to 1024.</value>
        [Within(1, 1024)]
        public int CoarseScale { get; set; } = 20;

        /// <summary>Other items of the window, those most like its own, whose edges of the hypergraph an event joins (the paper: 6 to 10).</summary>
        /// <value>Default 6; range 1 to 100.</value>
        [Within(1, 100)]
        public int SimilarItems { get; set; } = 6;

        /// <summary>Slots before a hidden event whose mean stands for it in the hypergraph (the paper: 10 to 30).</summary>
        /// <value>Default 20; range 1 to 4096.</value>
        [Within(1, 4096)]
        public int SlotsBefore { get; set; } = 20;

        /// <summary>Slots after a hidden event that belong to that mean (the paper: 6 to 18).</summary>
        /// <value>Default 12; range 0 to 4096.</value>
        [Within(0, 4096)]
        public int SlotsAfter { get; set; } = 12;

        /// <inheritdoc/>
        internal override bool PredictsAllPositions => true;

        /// <summary>A fresh set of options.</summary>
        /// <param name="preset">The settings to begin with; <see cref="BaselinePreset.Paper"/>: softmax over all items, windows of 200 events, dropout 0.5.</param>
        /// <exception cref="ArgumentOutOfRangeException">There is no such preset.</exception>
        public static Options FromPreset(BaselinePreset preset) => preset switch
        {
            BaselinePreset.Best => new Options(),
            BaselinePreset.Paper => new Options
            {
                ItemInitialization = ItemInitialization.Random,
                MaxSequenceLength = 200,
                HiddenNewestShare = 0,
                Dropout = 0.5f,
                Loss = RankingLoss.FullSoftmax,
                BatchSize = 64,
                LearningRate = 1e-3f,
                ItemLearningRate = 1e-3f,
                ItemDecaySteps = 0,
                AverageShare = 0,
                Tuning = TuningMode.None,
            },
            _ => throw new ArgumentOutOfRangeException(nameof(preset), preset, "preset must be Best or Paper."),
        };

        /// <inheritdoc/>
        internal override NeuralSystem System() => new MbhtSystem(this);

        /// <inheritdoc/>
        internal override EncoderShape EncoderShape(int items, int behaviors, int[] attributeSizes) => new MbhtShape(
            items,
            behaviors,
            MaxSequenceLength,
            HiddenSize,
            BehaviorEmbedding,
            attributeSizes,
            Layers,
            AttentionHeads,
            FeedForwardMultiplier,
            LowRank,
            FineScale,
            CoarseScale,
            SimilarItems,
            SlotsBefore,
            SlotsAfter);
    }
}
