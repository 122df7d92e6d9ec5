using Microsoft.ML.Dpcpl.Baselines.Graph;
using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Tests.Baselines.ItemItem;
using Microsoft.ML.Dpcpl.Torch;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Tests.Baselines.Graph;

[TestClass]
public sealed class GraphTrainableTests
{
    private static readonly int[][] s_items = [[1, 2, 3], [2, 4], [1, 5], [3, 4, 5]];

    /// <summary>A step that hides its pairs has the loss of a step over a graph that never had them.</summary>
    [TestMethod]
    public void ThePairsOfAStepAreNotInItsGraph()
    {
        var batch = new PairBatch([0, 3], [2, 4], [6, 1], [0, 3]);
        BehaviorGraphs all = Graphs(s_items), without = Graphs([[1, 3], [2, 4], [1, 5], [3, 5]]);
        double hidden = Loss(all, batch, hidesPairs: true);
        Assert.AreEqual(Loss(without, batch, hidesPairs: false), hidden, 1e-6);
        Assert.AreNotEqual(Loss(all, batch, hidesPairs: false), hidden, 1e-4);
    }

    private static double Loss(BehaviorGraphs graphs, PairBatch batch, bool hidesPairs)
    {
        using var scope = NewDisposeScope();
        using GraphNetwork network = new LightGcnShape(4, 6, 5, 2).Create(new Initialization(3));
        var stage = new GraphStage { Stage = TrainingStage.Pretraining, Epochs = 1, Parameters = network.Parameters, Terms = [new PairRanking(0)] };
        var pairs = new PairSampler(graphs.Union, graphs.Union, 6, 10, 3, seed: 1);
        using var trainable = new GraphTrainable(network, stage, graphs, pairs, null, hidesPairs);
        return trainable.Step(batch).Loss.ToNumber();
    }

    private static BehaviorGraphs Graphs(int[][] items) => BehaviorGraphs.Of(SmallShop.Data(6, items));
}
