using Microsoft.ML.Dpcpl.Baselines.Graph;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Dpcpl;

/// <summary>LightGCN: vectors of users and items, passed on along the graph of who touched what.</summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// The graph connects a user with every item that the user touched, under whatever behavior and however often. Layer 0 of a user and of an item is a vector
/// that is learned; layer k holds what the neighbors are in layer k - 1, the sum over the items i of user u of x_i / sqrt(|u| |i|) and likewise for items;
/// the vector is the mean of the layers 0..K, and a score the dot product of two. Order and time of events say nothing.
///
/// A user of the training set, found by the column UserColumnName, is scored by the trained vector, whatever the row holds; anybody else by the mean of
/// all users at layer 0 and one step of propagation over the row's own items. What a known user does later is heard of with
/// [Refit](xref:Microsoft.ML.Dpcpl.GraphTrainer.Refit(Microsoft.ML.Dpcpl.GraphTransformer,Microsoft.ML.IDataView)). Explanations go by the items of the row.
///
/// Under [TargetPairRemoved](xref:Microsoft.ML.Dpcpl.RepeatPolicy) no behavior connects a user with the item that the validation set holds out, and a step of training propagates over a
/// graph without the pairs that it is to rank high: none speaks for itself.
/// Input and output columns are those of <xref:Microsoft.ML.Dpcpl.DpcplTrainer>, without attributes. Training runs on the CPU.
///
/// Source: He, Deng, Wang, Li, Zhang and Wang, LightGCN: Simplifying and Powering Graph Convolution Network for Recommendation, SIGIR 2020, whose loss is
/// BPR (`Loss`), and whose graph has all pairs in every step ([AsIs](xref:Microsoft.ML.Dpcpl.RepeatPolicy)). The softmax over shared items, and users whom training did not know, are ours.
/// ]]></format>
/// </remarks>
/// <seealso cref="BaselineCatalog.LightGcn(TrainCatalogBase.CatalogInstantiatorBase, LightGcnTrainer.Options)"/>
public sealed class LightGcnTrainer : GraphTrainer
{
    internal LightGcnTrainer(IHostEnvironment env, Options options)
        : base(env, options)
    {
    }

    /// <summary>Settings of a <see cref="LightGcnTrainer"/>.</summary>
    /// <remarks>Checked when the trainer is made; an <see cref="ArgumentOutOfRangeException"/> names option, value and range.</remarks>
    public sealed class Options : GraphTrainerOptions
    {
        /// <inheritdoc/>
        internal override IReadOnlyList<GraphStage> Stages(GraphNetwork network, BehaviorGraphs graphs, ulong seed) =>
        [
            new GraphStage
            {
                Stage = TrainingStage.Pretraining,
                Epochs = Epochs,
                Parameters = network.Parameters,
                Terms = [new PairRanking(WeightDecay)],
            },
        ];
    }
}
