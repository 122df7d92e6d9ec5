using Microsoft.ML.Dpcpl.Baselines.Graph;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Dpcpl;

/// <summary>SGL: LightGCN that also learns from itself, by comparing two views of the graph that lack different pairs.</summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// Vectors and scores are those of <xref:Microsoft.ML.Dpcpl.LightGcnTrainer>, and so are users that nobody knows. In every epoch two views of the graph are made, each without
/// a random share of its pairs (`EdgeDropout`); what a user or an item is in the one view is to be nearer to what it is in the other than to what other users or items of
/// the batch are there: InfoNCE of cosines, both directions on the mean, beside the ranking of pairs. A step propagates over three graphs in the place of one.
///
/// Source: Wu, Wang, Feng, He, Chen, Lian and Xie, Self-supervised Graph Learning for Recommendation, SIGIR 2021 (SGL-ED), which compares with all users and items in
/// the place of those of the batch.
/// ]]></format>
/// </remarks>
/// <seealso cref="BaselineCatalog.Sgl(TrainCatalogBase.CatalogInstantiatorBase, SglTrainer.Options)"/>
public sealed class SglTrainer : GraphTrainer
{
    internal SglTrainer(IHostEnvironment env, Options options)
        : base(env, options)
    {
    }

    /// <summary>Settings of an <see cref="SglTrainer"/>.</summary>
    /// <remarks>Checked when the trainer is made; an <see cref="ArgumentOutOfRangeException"/> names option, value and range.</remarks>
    public sealed class Options : ContrastiveGraphTrainerOptions
    {
        /// <summary>Weight of the comparison of the views beside the ranking of pairs.</summary>
        /// <value>Default 0.1; range 0 to 100.</value>
        [Within(0, 100)]
        public double ContrastiveWeight { get; set; } = 0.1;

        /// <inheritdoc/>
        internal override IReadOnlyList<GraphStage> Stages(GraphNetwork network, BehaviorGraphs graphs, ulong seed) =>
        [
            new GraphStage
            {
                Stage = TrainingStage.Pretraining,
                Epochs = Epochs,
                Parameters = network.Parameters,
                Terms = [new PairRanking(WeightDecay), Views(network, graphs, ContrastiveWeight, seed)],
            },
        ];
    }
}
