using Microsoft.ML.Dpcpl.Baselines.Graph;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Data.Views;

namespace Microsoft.ML.Dpcpl;

/// <summary>Settings that the trainers of graph systems share.</summary>
/// <remarks>Checked when a trainer is made; an <see cref="ArgumentOutOfRangeException"/> names option, value and range.</remarks>
public abstract class GraphTrainerOptions : TrainerOptions
{
    internal GraphTrainerOptions()
    {
    }

    /// <summary>
    /// Column of the user of a row: text, an integer or a key. The model holds its values, to find a user's vector again. Without such a column every
    /// history is scored by its own items alone.
    /// </summary>
    /// <value>Default "User".</value>
    [Named]
    public string UserColumnName { get; set; } = ColumnNames.User;

    /// <summary>d: numbers of a vector.</summary>
    /// <value>Default 64; range 1 to 4096.</value>
    [Within(1, 4096)]
    public int HiddenSize { get; set; } = 64;

    /// <summary>K: steps of propagation, so that a vector knows what is up to K steps away in the graph.</summary>
    /// <value>Default 2, 1 for MBGCN, which has no more, 3 for CML, KMCLR and DPT; range 1 to 8.</value>
    [Within(1, 8)]
    public int Layers { get; set; } = 2;

    /// <summary>
    /// What layer 0 starts from: random numbers N(0, 0.1 squared), or factors of which items were touched by the same users, and for a user their sum over the
    /// items of the user, over the root of their number.
    /// </summary>
    /// <value>Default <see cref="ItemInitialization.CoOccurrence"/>.</value>
    public ItemInitialization ItemInitialization { get; set; } = ItemInitialization.CoOccurrence;

    /// <summary>The pairs of the graph that are to rank high.</summary>
    /// <value>Default <see cref="GraphPairs.AllBehaviors"/>.</value>
    public GraphPairs Pairs { get; set; } = GraphPairs.AllBehaviors;

    /// <summary>What ranks them high: against an unseen item of each pair's own (BPR), or against items that a batch shares, without those that a user has seen.</summary>
    /// <value>Default <see cref="RankingLoss.SampledSoftmax"/>; Bpr or SampledSoftmax.</value>
    public RankingLoss Loss { get; set; } = RankingLoss.SampledSoftmax;

    /// <summary>Items that a batch shares as negatives (<see cref="RankingLoss.SampledSoftmax"/>).</summary>
    /// <value>Default 1024; range 1 to 65536.</value>
    [Within(1, 65_536)]
    public int Negatives { get; set; } = 1024;

    /// <summary>Weight of half the squared length of the vectors of layer 0 that a pair is made of.</summary>
    /// <value>Default 0.0001; range 0 to 100.</value>
    [Within(0, 100)]
    public double WeightDecay { get; set; } = 1e-4;

    /// <summary>Pairs of one optimizer step. Every step propagates over the whole graph, so few large ones are faster.</summary>
    /// <value>Default 8192; range 1 to 1000000.</value>
    [Within(1, 1_000_000)]
    public int BatchSize { get; set; } = 8192;

    /// <summary>Adam's step size.</summary>
    /// <value>Default 0.01, 0.001 for CPTPP; range 1e-7 to 1.</value>
    [Within(1e-7, 1)]
    public double LearningRate { get; set; } = 0.01;

    /// <summary>Largest number of epochs; validation ends training before that. An epoch meets every pair once.</summary>
    /// <value>Default 200; range 1 to 100000.</value>
    [Within(1, 100_000)]
    public int Epochs { get; set; } = 200;

    /// <summary>Epochs without a better validation figure (<see cref="ValidationMetric"/>) after which training ends, as far as an epoch has enough steps to be judged.</summary>
    /// <value>Default 10; range 1 to 100000.</value>
    [Within(1, 100_000)]
    public int Patience { get; set; } = 10;

    /// <summary>What epochs are compared by.</summary>
    /// <value>Default <see cref="ValidationMetric.FullAndSampled"/>.</value>
    public ValidationMetric ValidationMetric { get; set; } = ValidationMetric.FullAndSampled;

    /// <summary>Users at most whose validation event is ranked after an epoch, taken evenly; 0 takes all.</summary>
    /// <value>Default 10000; range 0 to 2147483647.</value>
    [Within(0, int.MaxValue)]
    public int ValidationUsers { get; set; } = 10_000;

    /// <summary>
    /// Users at most, taken evenly, whose newest target event is held out to judge epochs by where <c>Fit</c> is given no validation set; the trained model is then
    /// passed on along all events as <see cref="GraphTrainer.Refit"/> does. 0 trains all epochs, unjudged.
    /// </summary>
    /// <value>Default 5000; range 0 to 2147483647.</value>
    [Within(0, int.MaxValue)]
    public int HeldOutUsers { get; set; } = 5000;

    /// <summary>Seed of every random choice. Null takes one from the <see cref="MLContext"/>.</summary>
    /// <value>Default null.</value>
    public int? Seed { get; set; }

    /// <summary>Threads while this trainer trains, libtorch's and its own. Null takes as many as libtorch is set to.</summary>
    /// <value>Default null; range 1 to 1024.</value>
    [Within(1, 1024)]
    public int? Threads { get; set; }

    /// <summary>Folder for checkpoints, one after every epoch that is validated; a later run with the same options and data goes on there. Null: none.</summary>
    /// <value>Default null.</value>
    public string? CheckpointFolder { get; set; }

    /// <summary>
    /// The processes that train this model together, each a part of the pairs of every step: <c>MpiDistribution.Join()</c> of the package Microsoft.ML.Dpcpl.Mpi. All of them give the same
    /// data and the same options, and have the same model in the end. Null: this process alone.
    /// </summary>
    /// <remarks>Every process propagates over the whole graph: only what comes after that gets faster with their number. Checkpoints are those of any number of processes.</remarks>
    /// <value>Default null.</value>
    public Distribution? Distributed { get; set; }

    /// <summary>What the system asks to know of items beside their events; null: nothing.</summary>
    /// <param name="features">Their attributes, where there are some.</param>
    internal virtual ItemKnowledge? Knowledge(ItemFeatures? features) => null;

    /// <summary>The network for graphs.</summary>
    /// <param name="graphs">Who touched what.</param>
    /// <param name="target">Id of the target behavior.</param>
    internal virtual GraphShape Shape(BehaviorGraphs graphs, byte target) => new LightGcnShape(graphs.Users, graphs.Items, HiddenSize, Layers);

    /// <summary>The stages of a training, in order.</summary>
    /// <param name="network">Its weights are trained.</param>
    /// <param name="graphs">Who touched what.</param>
    /// <param name="seed">Everything random comes from it.</param>
    internal abstract IReadOnlyList<GraphStage> Stages(GraphNetwork network, BehaviorGraphs graphs, ulong seed);

    /// <inheritdoc/>
    internal override void Validate()
    {
        base.Validate();
        OptionCheck.Require(Loss is RankingLoss.Bpr or RankingLoss.SampledSoftmax, nameof(Loss), Loss, "Bpr or SampledSoftmax");
    }
}
