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
public sealed partial class Gru4RecTrainer : NeuralTrainer
{
    internal Gru4RecTrainer(IHostEnvironment env, Options options)
        : base(env, options)
    {
    }
}
