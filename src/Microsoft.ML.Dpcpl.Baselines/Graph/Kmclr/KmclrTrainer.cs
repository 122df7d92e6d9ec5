using Microsoft.ML.Dpcpl.Baselines.Graph;
using Microsoft.ML.Dpcpl.Baselines.Graph.Kmclr;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Dpcpl;

/// <summary>KMCLR: a graph convolution over the graph of each behavior beside what attributes say of items, both learned by comparison, too.</summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// The convolution is that of <xref:Microsoft.ML.Dpcpl.CmlTrainer>. Every behavior is ranked with the same vectors, and what a user is under the target is to be nearer to what the same user is under
/// another behavior than to what other users of the batch are there; no weights of users are learned.
///
/// Where items have [attributes](xref:Microsoft.ML.Dpcpl.BehaviorSequencesEstimator.Options.ItemAttributes), their categories, one or many to an item, make a graph: a category is an entity, its column
/// a relation. Numbers and given vectors are not used, nor is a category that a single item has; an item has at most `MaxEntities` entities, those that the fewest items have. Two sets of
/// vectors x of items, e of entities and r of relations are learned, one by TransR, -|x M + r - e M| squared, the other by TATEC, x M e + x r + e r + x e: a triple is to score higher than
/// with another entity of its relation. An item is the mean over both sets of relu(W (x + sum a e)), a the softmax over its entities of a leaky ReLU of w [x ; r ; e]; LightGCN passes that on along the pairs of the
/// target. In every epoch two views are made, each without a random share of the triples; pairs of the target stay in a view by chance, from `LeastKept` for those that the user likes least and
/// whose item is least the same in both views. What a user or an item is in one view is to be nearer to what it is in the other than to what others are there. A vector is 1 - `KnowledgeShare` times
/// that of the convolution plus `KnowledgeShare` times that of knowledge, number by number; a score is the dot product of two.
///
/// Where items have no category this is **KMCLR without knowledge**: the convolution alone, and the options `MaxEntities`, `KnowledgeShare`, `TripleWeight`, `TripleBatchSize`, `ViewWeight`, `TripleDropout` and
/// `LeastKept` say nothing. A refit goes on with the categories of the training.
///
/// A user whom training did not know has the convolution of the row's own items, and in the place of a trained vector of knowledge the mean of all with what the row's own items of the target say.
///
/// Source: Xuan, Liu, Li and Yin, Knowledge Enhancement for Contrastive Multi-Behavior Recommendation, WSDM 2023. All parts are minimized together, step by step, where the paper has four passes an epoch; the ranking of
/// the mixed vectors moves both. Comparisons are the mean over the nodes of a batch, where the code adds them up, with the same weights, and have the pair itself among the rest, which the
/// code leaves out. The text divides what a node hears by the root of both degrees, its public code sums (`RawAdjacency`). A pair is ranked under the behaviors that it is a pair of. Left out are the copy
/// of the network that looks one step ahead, and dropout within attention and of pairs outside the views. Triples of a step are drawn (`TripleBatchSize`), where the code deals them out once an epoch. Paper and code have vectors of 32 numbers. Adam with one step
/// size, squares of triples' vectors by 0.001, weight decay of the convolution alone, and the softmax over shared items are ours.
/// ]]></format>
/// </remarks>
/// <seealso cref="BaselineCatalog.Kmclr(TrainCatalogBase.CatalogInstantiatorBase, KmclrTrainer.Options)"/>
public sealed class KmclrTrainer : GraphTrainer
{
    internal KmclrTrainer(IHostEnvironment env, Options options)
        : base(env, options)
    {
    }

    /// <summary>Settings of a <see cref="KmclrTrainer"/>.</summary>
    /// <remarks>Checked when the trainer is made; an <see cref="ArgumentOutOfRangeException"/> names option, value and range.</remarks>
    public sealed class Options : GraphTrainerOptions
    {
        /// <summary>Layers is 3.</summary>
        public Options() => Layers = 3;

        /// <summary>Whether what a node hears in the convolution is the sum of its neighbors; otherwise each is divided by the root of the neighbors that both ends have under the behavior.</summary>
        /// <value>Default false.</value>
        public bool RawAdjacency { get; set; }

        /// <summary>Weight of the comparison of behaviors beside the ranking.</summary>
        /// <value>Default 0.005; range 0 to 100.</value>
        [Within(0, 100)]
        public double ContrastiveWeight { get; set; } = 0.005;

        /// <summary>What cosines are divided by in both comparisons: the smaller, the more the nearest others count.</summary>
        /// <value>Default 0.2; range 0.01 to 10.</value>
        [Within(0.01, 10)]
        public double Temperature { get; set; } = 0.2;

        /// <summary>Users of a batch whose behaviors are compared, and users and items whose views are compared, at most; time grows with their square.</summary>
        /// <value>Default 1024; range 2 to 65536.</value>
        [Within(2, 65_536)]
        public int ContrastiveNodes { get; set; } = 1024;

        /// <summary>Entities of an item at most; of more, those that the fewest items have.</summary>
        /// <value>Default 10; range 1 to 1000.</value>
        [Within(1, 1000)]
        public int MaxEntities { get; set; } = 10;

        /// <summary>What knowledge counts in a vector; the rest is the convolution.</summary>
        /// <value>Default 0.1; range 0 to 1.</value>
        [Within(0, 1)]
        public double KnowledgeShare { get; set; } = 0.1;

        /// <summary>Weight of telling triples from others beside the ranking.</summary>
        /// <value>Default 1; range 0 to 100.</value>
        [Within(0, 100)]
        public double TripleWeight { get; set; } = 1;

        /// <summary>Triples of a step, drawn from all.</summary>
        /// <value>Default 2048; range 1 to 1000000.</value>
        [Within(1, 1_000_000)]
        public int TripleBatchSize { get; set; } = 2048;

        /// <summary>Weight of the comparison of the views beside the ranking.</summary>
        /// <value>Default 0.1; range 0 to 100.</value>
        [Within(0, 100)]
        public double ViewWeight { get; set; } = 0.1;

        /// <summary>Share of the triples that a view lacks.</summary>
        /// <value>Default 0.5; range 0 to 0.95.</value>
        [Within(0, 0.95)]
        public double TripleDropout { get; set; } = 0.5;

        /// <summary>Probability by which the least likely of the target's pairs stays in a view; the likeliest always does.</summary>
        /// <value>Default 0.6; range 0 to 1.</value>
        [Within(0, 1)]
        public double LeastKept { get; set; } = 0.6;

        /// <inheritdoc/>
        internal override ItemKnowledge? Knowledge(ItemFeatures? features) => ItemKnowledge.Of(features, MaxEntities);

        /// <inheritdoc/>
        internal override GraphShape Shape(BehaviorGraphs graphs, byte target)
        {
            (int entities, int relations) = graphs.Knowledge?.Size ?? (0, 0);
            return new KmclrShape(graphs.Users, graphs.Items, HiddenSize, Layers, graphs.Behaviors, RawAdjacency, target, entities, relations, KnowledgeShare);
        }

        /// <inheritdoc/>
        internal override IReadOnlyList<GraphStage> Stages(GraphNetwork network, BehaviorGraphs graphs, ulong seed) =>
        [
            new GraphStage
            {
                Stage = TrainingStage.Pretraining,
                Epochs = Epochs,
                Parameters = network.Parameters,
                Terms = [.. Terms((KmclrNetwork)network, graphs, seed)],
            },
        ];

        private IEnumerable<IGraphTerm> Terms(KmclrNetwork network, BehaviorGraphs graphs, ulong seed)
        {
            yield return new KmclrRanking(network, graphs, new KmclrRankingOptions(WeightDecay, ContrastiveWeight, Temperature, ContrastiveNodes));
            if (network.Knowledge is not { } vectors)
                yield break;
            if (TripleWeight > 0)
                yield return new TripleRanking(vectors, graphs.Knowledge!, TripleBatchSize, TripleWeight, SeededRandom.Derive(seed, 1));
            if (ViewWeight > 0)
                yield return new KnowledgeContrast(network, graphs, new KnowledgeContrastOptions(Layers, ViewWeight, TripleDropout, LeastKept, Temperature, ContrastiveNodes), SeededRandom.Derive(seed, 2));
        }
    }
}
