using Microsoft.ML.Dpcpl.Baselines.Graph;
using Microsoft.ML.Dpcpl.Baselines.Graph.Mbgcn;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Dpcpl;

/// <summary>MBGCN: a graph of users and items for each behavior, and what items say of items that users touched beside them.</summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// The score of item i for user u is a sum of two. The first is [x_u ; n_u W] . [x_i ; n_i W]: n_u is the mean of the vectors of the items that u touched, an item under
/// behavior b weighted w_b, which is learned; n_i sums the users of i over the root of their number. The second is the mean over the behaviors b of
/// (mean of r_j over the items j of u under b) W_r . r_i, times `RelevanceWeight`, where r_i = [x_i ; s_i W_p] and s_i is the mean of the items that most users touched beside i
/// under b (`Neighbors`). Both are bilinear, so a user and an item have one vector each of 2 d (1 + B) numbers, B the number of behaviors. Propagation is one step: `Layers` is 1.
///
/// A user of the training set has a trained x_u; for anybody else it is the mean of all, and the rest of the vector comes from the row's own items and behaviors.
///
/// Source: Jin, Gao, He, Jin and Li, Multi-behavior Recommendation with Graph Convolutional Networks, SIGIR 2020. Of it are left out the dropout of nodes and messages, and that n_i
/// is a sum, which for popular items outgrows everything else; it weighs all items touched beside i alike, however few users did. The softmax over shared items,
/// where maps begin (identities), and users whom training did not know are ours.
/// ]]></format>
/// </remarks>
/// <seealso cref="BaselineCatalog.Mbgcn(TrainCatalogBase.CatalogInstantiatorBase, MbgcnTrainer.Options)"/>
public sealed class MbgcnTrainer : GraphTrainer
{
    internal MbgcnTrainer(IHostEnvironment env, Options options)
        : base(env, options)
    {
    }

    /// <summary>Settings of an <see cref="MbgcnTrainer"/>.</summary>
    /// <remarks>Checked when the trainer is made; an <see cref="ArgumentOutOfRangeException"/> names option, value and range.</remarks>
    public sealed class Options : GraphTrainerOptions
    {
        /// <summary>Layers is 1.</summary>
        public Options() => Layers = 1;

        /// <summary>Weight of what the items of a user say of an item, beside the vectors of user and item.</summary>
        /// <value>Default 1; range 0 to 100.</value>
        [Within(0, 100)]
        public double RelevanceWeight { get; set; } = 1;

        /// <summary>Items near an item that count, for each behavior: those that most users touched beside it.</summary>
        /// <value>Default 20; range 1 to 1000.</value>
        [Within(1, 1000)]
        public int Neighbors { get; set; } = 20;

        /// <inheritdoc/>
        internal override GraphShape Shape(BehaviorGraphs graphs, byte target) => new MbgcnShape(graphs.Users, graphs.Items, HiddenSize, graphs.Behaviors, Neighbors, RelevanceWeight);

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

        /// <inheritdoc/>
        internal override void Validate()
        {
            base.Validate();
            OptionCheck.Require(Layers == 1, nameof(Layers), Layers, "1: MBGCN propagates once");
        }
    }
}
