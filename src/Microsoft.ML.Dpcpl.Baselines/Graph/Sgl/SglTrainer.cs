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
    public sealed class Options : GraphTrainerOptions
    {
        /// <summary>Share of the pairs that a view of the graph lacks.</summary>
        /// <value>Default 0.1; range 0 to 0.9.</value>
        [Within(0, 0.9)]
        public double EdgeDropout { get; set; } = 0.1;

        /// <summary>Weight of the comparison of the views beside the ranking of pairs.</summary>
        /// <value>Default 0.1; range 0 to 100.</value>
        [Within(0, 100)]
        public double ContrastiveWeight { get; set; } = 0.1;

        /// <summary>What cosines are divided by in the comparison of the views: the smaller, the more the nearest others count.</summary>
        /// <value>Default 0.2; range 0.01 to 10.</value>
        [Within(0.01, 10)]
        public double Temperature { get; set; } = 0.2;

        /// <summary>Users, and items, of a batch that are compared at most; time grows with their square.</summary>
        /// <value>Default 1024; range 2 to 65536.</value>
        [Within(2, 65_536)]
        public int ContrastiveNodes { get; set; } = 1024;

        /// <inheritdoc/>
        internal override IReadOnlyList<GraphStage> Stages(GraphNetwork network, BehaviorGraphs graphs, ulong seed) =>
        [
            new GraphStage
            {
                Stage = TrainingStage.Pretraining,
                Epochs = Epochs,
                Parameters = network.Parameters,
                Terms =
                [
                    new PairRanking(WeightDecay, graphs.Union),
                    new ViewContrast(graphs.Union, new ViewContrastOptions(graphs.Items, ContrastiveWeight, EdgeDropout, Temperature, ContrastiveNodes), seed),
                ],
            },
        ];
    }
}
