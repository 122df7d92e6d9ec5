using Microsoft.ML.Dpcpl.Baselines.Graph;
using Microsoft.ML.Dpcpl.Baselines.Graph.Khgt;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Dpcpl;

/// <summary>KHGT: attention along the pairs of users and items of each behavior and their times, and between items that are touched together.</summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// In each layer a user hears the items of each behavior by attention: an item says its vector and, mapped to d numbers, the time of the pair (its last event), which is
/// encoded as 2 d sines and cosines of the number of its slot (`SlotDays`). The maps of queries, keys and values of a behavior are mixtures of `Maps` base maps. What the
/// behaviors said, after a leaky ReLU, attends to itself, and a gate takes its weighted mean, which is added to the user's vector. Items hear users
/// likewise, and by `ItemShare` the items that most users touched beside them under a behavior (`Neighbors`), without times. A score is the sum over d numbers
/// of w u i, w learned, u and i the sums of layers 1 to `Layers` and of a table of their own, which weight decay leaves alone, in the place of layer 0.
///
/// A user of the training set has trained vectors; for anybody else they are the mean of all, and messages come from the row's own items, behaviors and times.
///
/// Source: Xia, Huang, Xu, Dai, Zhang, Yang, Pei and Bo, Knowledge-Enhanced Hierarchical Graph Transformer Network for Multi-Behavior Recommendation, AAAI 2021. The maximum of a
/// node's scores is taken off before they are exponentiated, and weights of the gate add up to 1, as in the text; the authors' code does neither (it multiplies them by 8).
/// Prediction tables, the weights w, and one map for queries and keys between behaviors are the code's. Left out are relations of items by
/// their attributes, subgraphs drawn for each step, decay of all other weights, and the hinge loss, whose nearest relative here is `Bpr`. Paper and code have vectors of 16 numbers. The
/// softmax over shared items, where maps, tables and w begin, and users whom training did not know are ours.
/// ]]></format>
/// </remarks>
/// <seealso cref="BaselineCatalog.Khgt(TrainCatalogBase.CatalogInstantiatorBase, KhgtTrainer.Options)"/>
public sealed class KhgtTrainer : GraphTrainer
{
    internal KhgtTrainer(IHostEnvironment env, Options options)
        : base(env, options)
    {
    }

    /// <summary>Settings of a <see cref="KhgtTrainer"/>.</summary>
    /// <remarks>Checked when the trainer is made; an <see cref="ArgumentOutOfRangeException"/> names option, value and range.</remarks>
    public sealed class Options : GraphTrainerOptions
    {
        /// <summary>Heads of every attention.</summary>
        /// <value>Default 2; range 1 to 64; a divisor of <see cref="GraphTrainerOptions.HiddenSize"/>.</value>
        [Within(1, 64)]
        public int Heads { get; set; } = 2;

        /// <summary>Base maps that the maps of the behaviors are mixed of.</summary>
        /// <value>Default 2; range 1 to 64.</value>
        [Within(1, 64)]
        public int Maps { get; set; } = 2;

        /// <summary>Items near an item that it hears, for each behavior: those that most users touched beside it.</summary>
        /// <value>Default 10; range 1 to 1000.</value>
        [Within(1, 1000)]
        public int Neighbors { get; set; } = 10;

        /// <summary>Share of what other items say among what an item hears; the rest is what users say.</summary>
        /// <value>Default 0.3; range 0 to 1.</value>
        [Within(0, 1)]
        public double ItemShare { get; set; } = 0.3;

        /// <summary>Days of a slot of time: pairs of one slot are of one time.</summary>
        /// <value>Default 5; range 1 to 10000.</value>
        [Within(1, 10_000)]
        public double SlotDays { get; set; } = 5;

        /// <inheritdoc/>
        internal override GraphShape Shape(BehaviorGraphs graphs, byte target) =>
            new KhgtShape(graphs.Users, graphs.Items, HiddenSize, graphs.Behaviors, Layers, Heads, Maps, Neighbors, ItemShare, SlotDays);

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
            OptionCheck.Require(HiddenSize % Heads == 0, nameof(Heads), Heads, $"a divisor of HiddenSize ({HiddenSize})");
        }
    }
}
