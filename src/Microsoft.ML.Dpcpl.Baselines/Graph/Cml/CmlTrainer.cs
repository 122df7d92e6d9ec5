using Microsoft.ML.Dpcpl.Baselines.Graph;
using Microsoft.ML.Dpcpl.Baselines.Graph.Cml;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Dpcpl;

/// <summary>CML: a graph convolution over the graph of each behavior, which compares behaviors with the target and learns what each user's losses count.</summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// In layer k a user is sigma(m W), m the mean over the behaviors b of M_b, what the items of layer k - 1 that he touched under b come to; an item likewise by its users. What a user is
/// under b alone is sigma(M_b W). A vector is the layers 1..K beside each other times a map to d numbers, and a score the dot product of two. Every behavior is ranked
/// with the same vectors, and what a user is under the target is to be nearer to what the same user is under another behavior than to what other users of the batch are there: InfoNCE of
/// cosines. Both losses of a user are weighed by small networks that see the loss and the user's vectors; they learn from pairs of users with the most behaviors, by what the
/// losses would be after a step. A behavior counts as often as there are pairs under it.
///
/// Layer 0 of a user is no part of the user's vector, which follows from items alone: somebody whom training did not know gets what a known user with the same items has.
///
/// Source: Wei, Huang, Xia, Xu, Zhao and Yin, Contrastive Meta Learning with Behavior Multiplicity for Recommendation, WSDM 2022. The text divides what a node hears by the root of both
/// degrees, its public code sums (`RawAdjacency`). The text is followed there and in comparing users by cosines over a temperature, where the code takes dot products over d. Ours are:
/// weights of users change once a step, after the network, where the code changes them twice before; a gradient takes weights for numbers, as the code does; nothing shifts or
/// scales the weights of all users together, and dropout acts on hidden numbers alone; all behaviors of a user share the negatives of a pair; pairs of all behaviors are dealt out (`Pairs`) and
/// each ranked under its own behaviors, where the code deals out the target's and draws others of the same user; Adam with one step size; where maps begin (identities); and the softmax over shared items.
/// ]]></format>
/// </remarks>
/// <seealso cref="BaselineCatalog.Cml(TrainCatalogBase.CatalogInstantiatorBase, CmlTrainer.Options)"/>
public sealed class CmlTrainer : GraphTrainer
{
    internal CmlTrainer(IHostEnvironment env, Options options)
        : base(env, options)
    {
    }

    /// <summary>Settings of a <see cref="CmlTrainer"/>.</summary>
    /// <remarks>Checked when the trainer is made; an <see cref="ArgumentOutOfRangeException"/> names option, value and range.</remarks>
    public sealed class Options : GraphTrainerOptions
    {
        /// <summary>Layers is 3.</summary>
        public Options() => Layers = 3;

        /// <summary>Whether what a node hears is the sum of its neighbors; otherwise each is divided by the root of the neighbors that both ends have under the behavior.</summary>
        /// <value>Default false.</value>
        public bool RawAdjacency { get; set; }

        /// <summary>Weight of the comparison of behaviors beside the ranking.</summary>
        /// <value>Default 0.005; range 0 to 100.</value>
        [Within(0, 100)]
        public double ContrastiveWeight { get; set; } = 0.005;

        /// <summary>What cosines are divided by in the comparison of behaviors: the smaller, the more the nearest others count.</summary>
        /// <value>Default 0.2; range 0.01 to 10.</value>
        [Within(0.01, 10)]
        public double Temperature { get; set; } = 0.2;

        /// <summary>Users of a batch whose behaviors are compared at most; time grows with their square.</summary>
        /// <value>Default 1024; range 2 to 65536.</value>
        [Within(2, 65_536)]
        public int ContrastiveUsers { get; set; } = 1024;

        /// <summary>Pairs of users with the most behaviors from which a step learns what the losses of users count.</summary>
        /// <value>Default 128; range 2 to 1000000.</value>
        [Within(2, 1_000_000)]
        public int MetaPairs { get; set; } = 128;

        /// <summary>Share of hidden numbers that the networks which weigh users do without in a step.</summary>
        /// <value>Default 0.8; range 0 to 0.95.</value>
        [Within(0, 0.95)]
        public double MetaDropout { get; set; } = 0.8;

        /// <inheritdoc/>
        internal override GraphShape Shape(BehaviorGraphs graphs, byte target) => new CmlShape(graphs.Users, graphs.Items, HiddenSize, Layers, graphs.Behaviors, RawAdjacency);

        /// <inheritdoc/>
        internal override IReadOnlyList<GraphStage> Stages(GraphNetwork network, BehaviorGraphs graphs, ulong seed) =>
        [
            new GraphStage
            {
                Stage = TrainingStage.Pretraining,
                Epochs = Epochs,
                Parameters = network.Parameters,
                Terms = [new WeightedBehaviors((CmlNetwork)network, graphs, Weighted(), seed)],
            },
        ];

        private WeightedBehaviorsOptions Weighted() =>
            new(WeightDecay, ContrastiveWeight, Temperature, ContrastiveUsers, MetaPairs, MetaDropout, LearningRate, Loss == RankingLoss.Bpr ? 0 : Negatives);
    }
}
