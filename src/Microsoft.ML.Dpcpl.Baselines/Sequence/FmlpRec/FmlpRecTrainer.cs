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
public sealed partial class FmlpRecTrainer : NeuralTrainer
{
    internal FmlpRecTrainer(IHostEnvironment env, Options options)
        : base(env, options)
    {
    }
}
