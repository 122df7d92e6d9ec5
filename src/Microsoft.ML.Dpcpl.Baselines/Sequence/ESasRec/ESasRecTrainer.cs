using Microsoft.ML.Dpcpl.Baselines.Sequence.ESasRec;
using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Dpcpl;

/// <summary>Trains eSASRec, SASRec with the layers of LiGR and a sampled softmax, to recommend the next item of one behavior.</summary>
/// <remarks>
/// Items alone, or with <see cref="NeuralBaselineOptions.BehaviorEmbedding"/> the behaviors too. Learns the next item of any behavior first,
/// then is tuned on the target behavior; both stages, input columns and validation are those of <see cref="DpcplTrainer"/>. User attributes,
/// if any are named, are added to the user vector through an MLP.
/// Source: Petrov et al., eSASRec: Enhancing Transformer-based Recommendations in a Modular Fashion, RecSys 2025; the layers: Borisyuk et al.,
/// From Features to Transformers: Redefining Ranking for Scalable Impact, 2025.
/// </remarks>
/// <seealso cref="BaselineCatalog.ESasRec(TrainCatalogBase.CatalogInstantiatorBase, ESasRecTrainer.Options)"/>
public sealed class ESasRecTrainer : NeuralTrainer
{
    internal ESasRecTrainer(IHostEnvironment env, Options options)
        : base(env, options)
    {
    }

    /// <summary>Settings of an <see cref="ESasRecTrainer"/>.</summary>
    /// <remarks>Checked when the trainer is made; an <see cref="ArgumentOutOfRangeException"/> names option, value and range.</remarks>
    public sealed class Options : AttentionBaselineOptions
    {
        /// <inheritdoc/>
        internal override bool PredictsAllPositions => true;

        /// <inheritdoc/>
        internal override EncoderShape EncoderShape(int items, int behaviors, int[] attributeSizes) => new ESasRecShape(
            items, behaviors, MaxSequenceLength, HiddenSize, BehaviorEmbedding, attributeSizes, Layers, AttentionHeads, FeedForwardMultiplier);
    }
}
