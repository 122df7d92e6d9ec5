using Microsoft.ML.Dpcpl.Baselines.Graph;
using Microsoft.ML.Dpcpl.Baselines.Graph.Ckml;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Dpcpl;

/// <summary>CKML: several interests of users and items under each behavior, some of them shared by all behaviors, with dynamic routing along pairs and their times.</summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// An item is known by relations: for each behavior the mean of its vector and of those of the items that most users touched beside it (`Neighbors`). Under each behavior it has
/// `Interests` interests of the behavior's own and as many that all behaviors share, leaky ReLUs of maps of what it is by all relations, beside each other; those of a user begin as parts of the user's vector. In each
/// layer pairs of a behavior are routed, in two iterations: a node first takes the mean of what its neighbors say, their interests and the time of the pair (its last event), which is encoded as sines and cosines of the number
/// of its slot (`SlotDays`); then each pair parts itself between the interests by cosines of the neighbor and the tanh of that mean (`Temperature`), and the node takes the means
/// weighted by these parts. The shared interests of all behaviors hear each other by attention, and their mean. A layer is the mean of what a node was and what it hears, an interest the mean of its layers.
/// A score is the largest of the dot products of the interests of user and item under the target, in training and after. So a vector has 2 d numbers: the interests of the behavior's own one after the
/// other, then the shared ones.
///
/// Each pair is ranked under every behavior that it was touched under (`OtherWeight`), by the interests of that behavior, and for each relation an item near an item above one drawn at random (`NearWeight`).
///
/// A user of the training set has trained vectors; for anybody else layer 0 is the mean of all, and routing takes the row's own items, behaviors and times. A model in memory holds for that
/// 2 d numbers of each item for each layer and behavior.
///
/// Source: Meng, Zhao, Guo, Zhang, Wu, Gao, Li, Li and Tang, Coarse-to-Fine Knowledge-Enhanced Multi-Interest Learning Framework for Multi-Behavior Recommendation, ACM TOIS 2023 (arXiv 2208.01849). What
/// items are is taken from no attributes: which items are near each other stands for the knowledge of the paper, and is counted once, over the whole graph with the pairs that a step ranks. Paper and code add up: a layer is what a node was plus what it hears, a shared interest takes
/// the sum of the behaviors, an interest the sum of its layers; here all these are means, so that scores begin as large as those of layer 0. Left out are subgraphs drawn for each step, a weight of each behavior but one for
/// all others, decay of all other weights, and the hinge loss, whose nearest relative here is `Bpr`. The code has vectors of 16 numbers and 3 or 4 layers. The temperature's value, where maps begin (means), the softmax over shared items,
/// and users whom training did not know are ours.
/// ]]></format>
/// </remarks>
/// <seealso cref="BaselineCatalog.Ckml(TrainCatalogBase.CatalogInstantiatorBase, CkmlTrainer.Options)"/>
public sealed class CkmlTrainer : GraphTrainer
{
    internal CkmlTrainer(IHostEnvironment env, Options options)
        : base(env, options)
    {
    }

    /// <summary>Settings of a <see cref="CkmlTrainer"/>.</summary>
    /// <remarks>Checked when the trainer is made; an <see cref="ArgumentOutOfRangeException"/> names option, value and range.</remarks>
    public sealed class Options : GraphTrainerOptions
    {
        /// <summary>Interests that a behavior has of its own, and as many that it shares, of <see cref="GraphTrainerOptions.HiddenSize"/> numbers together.</summary>
        /// <value>Default 1; range 1 to 64; a divisor of <see cref="GraphTrainerOptions.HiddenSize"/>.</value>
        [Within(1, 64)]
        public int Interests { get; set; } = 1;

        /// <summary>Items near an item by which it is known, for each behavior: those that most users touched beside it.</summary>
        /// <value>Default 10; range 1 to 1000.</value>
        [Within(1, 1000)]
        public int Neighbors { get; set; } = 10;

        /// <summary>Days of a slot of time: pairs of one slot are of one time.</summary>
        /// <value>Default 5; range 1 to 10000.</value>
        [Within(1, 10_000)]
        public double SlotDays { get; set; } = 5;

        /// <summary>What cosines are divided by before a pair is parted between interests: the smaller, the more the nearest interest gets.</summary>
        /// <value>Default 1; range 0.01 to 10.</value>
        [Within(0.01, 10)]
        public double Temperature { get; set; } = 1;

        /// <summary>Weight of the ranking under each other behavior beside that under the target; at 0 take <see cref="GraphPairs.TargetBehavior"/>.</summary>
        /// <value>Default 1; range 0 to 100.</value>
        [Within(0, 100)]
        public double OtherWeight { get; set; } = 1;

        /// <summary>Weight of the ranking of items by relations.</summary>
        /// <value>Default 1; range 0 to 100.</value>
        [Within(0, 100)]
        public double NearWeight { get; set; } = 1;

        /// <inheritdoc/>
        internal override GraphShape Shape(BehaviorGraphs graphs, byte target) =>
            new CkmlShape(graphs.Users, graphs.Items, HiddenSize, graphs.Behaviors, Layers, Interests, Neighbors, SlotDays, Temperature);

        /// <inheritdoc/>
        internal override IReadOnlyList<GraphStage> Stages(GraphNetwork network, BehaviorGraphs graphs, ulong seed)
        {
            var ckml = (CkmlNetwork)network;
            return
            [
                new GraphStage
                {
                    Stage = TrainingStage.Pretraining,
                    Epochs = Epochs,
                    Begin = target => ckml.ScoreBy(target),
                    Parameters = ckml.Propagating,
                    Terms =
                    [
                        new InterestRanking(ckml.Sizes, graphs, OtherWeight, WeightDecay),
                        .. NearWeight == 0 ? [] : (IGraphTerm[])[new NearItemRanking((CkmlPass)ckml.Over(graphs), ckml.Sizes, NearWeight, seed)],
                    ],
                },
            ];
        }

        /// <inheritdoc/>
        internal override void Validate()
        {
            base.Validate();
            OptionCheck.Require(HiddenSize % Interests == 0, nameof(Interests), Interests, $"a divisor of HiddenSize ({HiddenSize})");
        }
    }
}
