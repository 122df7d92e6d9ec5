using Microsoft.ML.Dpcpl.Baselines.Graph;
using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Tests.Baselines.ItemItem;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Tests.Baselines.Graph;

[TestClass]
public sealed class GraphNetworkTests
{
    private const int UserCount = 5, ItemCount = 6, Width = 4;

    /// <summary>Items of each user; the last user has none, and nobody touched item 6.</summary>
    private static readonly int[][] s_items = [[1, 2, 3], [2, 4], [1, 5], [3, 4, 5], []];

    [TestMethod]
    [DataRow(1)]
    [DataRow(3)]
    public void VectorsAreThoseOfLoopsOverTheGraph(int layers)
    {
        using var scope = NewDisposeScope();
        using GraphNetwork network = Network(layers);
        (Tensor users, Tensor items) = network.Over(Graph(s_items)).Propagate();

        (double[][] expectedUsers, double[][] expectedItems) = Loops(network, s_items, layers);
        AssertEqual(expectedUsers, users);
        AssertEqual(expectedItems, items);
        using GraphVectors vectors = network.Over(Graph(s_items)).Vectors();
        AssertEqual(expectedUsers, vectors.Users);
        AssertEqual(expectedItems, vectors.Items);
    }

    /// <summary>A new user hears of items that do not hear of the user: their degrees, and what they hold, stay as they were.</summary>
    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    public void ANewUserIsWhatPropagationSaysOfTheItems(int layers)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using GraphNetwork network = Network(layers);
        using GraphVectors vectors = network.Over(Graph(s_items)).Vectors();
        Tensor found = vectors.NewUsers(Graph([[2, 5, 6], []]));

        double[][][] itemLayers = Layers(network, s_items, layers).Items;
        int[] degrees = [.. Enumerable.Range(0, ItemCount + 1).Select(item => s_items.Count(items => items.Contains(item)))];
        double[][] table = Rows(network.Users);
        for (int j = 0; j < Width; j++)
        {
            double mean = table.Average(row => row[j]), sum = mean;
            for (int layer = 0; layer < layers; layer++)
                sum += (itemLayers[layer][2][j] / Math.Sqrt(3.0 * degrees[2])) + (itemLayers[layer][5][j] / Math.Sqrt(3.0 * degrees[5]));
            Assert.AreEqual(sum / (layers + 1), found[0, j].ToDouble(), 1e-6);
            Assert.AreEqual(mean / (layers + 1), found[1, j].ToDouble(), 1e-6);
        }
    }

    [TestMethod]
    public void KnownUsersHaveTheirVectorAndOthersThatOfTheirItems()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using GraphNetwork network = Network(2);
        using GraphVectors vectors = network.Over(Graph(s_items)).Vectors();
        BehaviorGraphs histories = Graph([[1], [4, 5], [3]]);
        Tensor mixed = vectors.Of([2, -1, 0], () => histories), fresh = vectors.NewUsers(histories);

        Assert.AreEqual(0, (mixed[0] - vectors.Users[2]).abs().max().ToDouble());
        Assert.AreEqual(0, (mixed[1] - fresh[1]).abs().max().ToDouble());
        Assert.AreEqual(0, (mixed[2] - vectors.Users[0]).abs().max().ToDouble());
    }

    /// <summary>The loss of a step moves with a weight as its gradient says.</summary>
    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void GradientsAreFiniteDifferences(bool shared)
    {
        using GraphNetwork network = Network(2);
        BehaviorGraphs graph = Graph(s_items);
        var batch = new PairBatch([0, 1, 3, 0], [1, 4, 5, 3], shared ? [2, 6, 5] : [4, 6, 1, 6], shared ? [0, 3, 8, 9] : null);
        GraphGradients.Check(network, network.Parameters, [new PairRanking(0.1)], graph, batch);
    }

    /// <summary>At its start a network says what the items of a user have in common with others: users of two groups of items are on their sides.</summary>
    [TestMethod]
    public void CoOccurrenceStartsFromWhatIsTouchedTogether()
    {
        using var scope = NewDisposeScope();
        using GraphNetwork network = new LightGcnShape(4, ItemCount, Width, 1).Create(new Initialization(3));
        network.StartFromCoOccurrence(Graph([[1, 2], [2, 3], [4, 5], [5, 6, 4]]).Union, seed: 2);
        double Score(int user, int item) => (network.Users[user] * network.Items[item]).sum().ToDouble();
        Assert.IsGreaterThan(Score(0, 4) + 0.1, Score(0, 3));
        Assert.IsGreaterThan(Score(2, 1) + 0.1, Score(2, 6));
        SparseMatrixTests.AssertNear((network.Items[4] + network.Items[5]) / MathF.Sqrt(2), network.Users[2]);
    }

    [TestMethod]
    public void NewUsersOfARefitBeginWithTheMean()
    {
        using var scope = NewDisposeScope();
        using GraphNetwork network = Network(1), more = network.WithUsers(UserCount + 2);
        Assert.AreEqual(0, (more.Users.narrow(0, 0, UserCount) - network.Users).abs().max().ToDouble());
        SparseMatrixTests.AssertNear(network.Users.mean([0]), more.Users[UserCount + 1]);
        Assert.AreEqual(0, (more.Items - network.Items).abs().max().ToDouble());
    }

    private static GraphNetwork Network(int layers) => new LightGcnShape(UserCount, ItemCount, Width, layers).Create(new Initialization(3));

    private static BehaviorGraphs Graph(int[][] items) => BehaviorGraphs.Of(SmallShop.Data(ItemCount, items));

    private static (double[][] Users, double[][] Items) Loops(GraphNetwork network, int[][] graph, int layers)
    {
        (double[][][] users, double[][][] items) = Layers(network, graph, layers);
        return (Mean(users), Mean(items));
    }

    private static double[][] Mean(double[][][] layers) =>
        [.. Enumerable.Range(0, layers[0].Length).Select(row => Enumerable.Range(0, Width).Select(j => layers.Average(layer => layer[row][j])).ToArray())];

    private static (double[][][] Users, double[][][] Items) Layers(GraphNetwork network, int[][] graph, int layers)
    {
        List<double[][]> users = [Rows(network.Users)], items = [Rows(network.Items)];
        for (int layer = 0; layer < layers; layer++)
        {
            double[][] nextUsers = [.. Enumerable.Range(0, UserCount).Select(_ => new double[Width])];
            double[][] nextItems = [.. Enumerable.Range(0, ItemCount + 1).Select(_ => new double[Width])];
            for (int user = 0; user < UserCount; user++)
            {
                foreach (int item in graph[user])
                {
                    double root = Math.Sqrt((double)graph[user].Length * graph.Count(row => row.Contains(item)));
                    for (int j = 0; j < Width; j++)
                    {
                        nextUsers[user][j] += items[layer][item][j] / root;
                        nextItems[item][j] += users[layer][user][j] / root;
                    }
                }
            }

            users.Add(nextUsers);
            items.Add(nextItems);
        }

        return ([.. users], [.. items]);
    }

    private static double[][] Rows(Tensor tensor) => [.. Enumerable.Range(0, (int)tensor.shape[0])
        .Select(row => Enumerable.Range(0, Width).Select(j => tensor[row, j].ToDouble()).ToArray())];

    private static void AssertEqual(double[][] expected, Tensor actual)
    {
        Assert.AreEqual(expected.Length, actual.shape[0]);
        for (int row = 0; row < expected.Length; row++)
        {
            for (int j = 0; j < Width; j++)
                Assert.AreEqual(expected[row][j], actual[row, j].ToDouble(), 1e-6, $"[{row}, {j}]");
        }
    }
}
