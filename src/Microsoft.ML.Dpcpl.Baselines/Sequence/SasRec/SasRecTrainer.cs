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
public sealed partial class SasRecTrainer : NeuralTrainer
{
    internal SasRecTrainer(IHostEnvironment env, Options options)
        : base(env, options)
    {
    }
}
