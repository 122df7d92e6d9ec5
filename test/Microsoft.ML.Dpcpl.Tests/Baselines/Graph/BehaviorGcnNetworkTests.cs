using Microsoft.ML.Dpcpl.Baselines.Graph;
using Microsoft.ML.Dpcpl.Baselines.Graph.Cml;
using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Tests.Baselines.ItemItem;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Tests.Baselines.Graph;

[TestClass]
public sealed class BehaviorGcnNetworkTests
{
    internal const int Users = 5, Items = 7, Width = 3, Layers = 2;

    /// <summary>Every third event is of behavior 2; user 3 has events of behavior 1 alone, the last one none, and nobody touched item 7.</summary>
    internal static readonly BehaviorGraphs Graphs = BehaviorGraphs.Of(SmallShop.Data(Items, [1, 2, 3, 4, 5, 1], [2, 4, 3], [1, 5, 4, 2], [3, 6], []));

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void VectorsAreThoseOfLoopsOverTheGraphs(bool raw)
    {
        using var scope = NewDisposeScope();
        using CmlNetwork network = Network(raw);
        (Tensor users, Tensor items) = network.Over(Graphs).Propagate();
        BehaviorVectors vectors = ((BehaviorGcnPass)network.Over(Graphs)).Vectors(network.Weights);
        (double[][] Users, double[][] Items, double[][][] Under) expected = Loops(network, raw);

        AssertNear(expected.Users, users);
        AssertNear(expected.Items, items);
        AssertNear(expected.Users, vectors.Users);
        AssertNear(expected.Items, vectors.Items);
        AssertNear([.. expected.Under[0], expected.Under[1][2], expected.Under[1][0]], vectors.UsersUnder([new(1, [.. Enumerable.Range(0, Graphs.Users).Select(user => (long)user)]), new(2, [2, 0])]));
    }

    /// <summary>A vector follows from items: somebody new is what somebody known with the same events is, whose row of the table says nothing.</summary>
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void ANewUserIsWhatAKnownOneWithTheSameItemsIs(bool raw)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using CmlNetwork network = Network(raw);
        using GraphVectors vectors = network.Over(Graphs).Vectors();
        Tensor found = vectors.NewUsers(BehaviorGraphs.Of(SmallShop.Data(Items, [1, 5, 4, 2], [], [2, 4, 3])));
        SparseMatrixTests.AssertNear(vectors.Users[2], found[0]);
        SparseMatrixTests.AssertNear(vectors.Users[4], found[1]);
        SparseMatrixTests.AssertNear(vectors.Users[1], found[2]);
        Assert.IsGreaterThan(1e-3, (found[0] - found[2]).abs().max().ToDouble());
        // An item without a user in training says nothing, save where neighbors are summed.
        Tensor untouched = vectors.NewUsers(BehaviorGraphs.Of(SmallShop.Data(Items, [7])));
        Assert.AreEqual(raw, (untouched[0] - vectors.Users[4]).abs().max().ToDouble() > 1e-3);
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void GradientsAreFiniteDifferences(bool raw)
    {
        using CmlNetwork network = Network(raw);
        GraphGradients.Check(network, network.Propagating, [new PairRanking(0.1)], Graphs, new PairBatch([0, 1, 3, 0], [1, 4, 6, 3], [2, 7, 5], [0, 2, 3]), reach: 2e-3);
    }

    [TestMethod]
    public void AShapeOfOtherBehaviorsIsRefused()
    {
        var shape = new CmlShape(Users, Items, Width, Layers, 2, false);
        shape.Validate(2);
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => shape.Validate(3)).Message, "Behaviors is 2");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => (shape with { Layers = 9 }).Validate(2)).Message, "Layers is 9");
    }

    /// <summary>Weights that are all their own, where a new network has identities.</summary>
    internal static CmlNetwork Network(bool raw)
    {
        var network = (CmlNetwork)new CmlShape(Users, Items, Width, Layers, 2, raw).Create(new Initialization(3));
        var random = new Random(4);
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        foreach ((_, Parameter values) in network.Parameters)
            values.add_(tensor([.. Enumerable.Range(0, (int)values.NumberOfElements).Select(_ => (float)(random.NextDouble() - 0.5))]).view(values.shape));
        return network;
    }

    /// <summary>The layers as they are written down.</summary>
    private static (double[][] Users, double[][] Items, double[][][] Under) Loops(CmlNetwork network, bool raw)
    {
        Dictionary<string, Tensor> weights = network.Parameters.ToDictionary(weight => weight.Name, weight => (Tensor)weight.Values);
        double Edge(int b, int user, int item)
        {
            if (!Graphs[b][user].Contains(item))
                return 0;
            int degree = Enumerable.Range(0, Users).Count(other => Graphs[b][other].Contains(item));
            return raw ? 1 : 1 / Math.Sqrt((double)Graphs[b].Count(user) * degree);
        }

        double[] Map(double[] x, string name, int layer) => [.. Enumerable.Range(0, Width).Select(j => x.Select((value, i) => value * weights[name][layer, i, j].ToDouble()).Sum())];
        double[] Sigma(double[] x) => [.. x.Select(value => 1 / (1 + Math.Exp(-value)))];
        double[] Half(double[] x, double[] y) => [.. x.Zip(y, (a, b) => (a + b) / 2)];
        double[] Add(double[] x, double[] y) => [.. x.Zip(y, (a, b) => a + b)];

        double[][] users = Rows(network.Users, Users), items = Rows(network.Items, Items + 1);
        double[][] allUsers = Zeros(Users), allItems = Zeros(Items + 1), one = Zeros(Users), two = Zeros(Users);
        for (int k = 0; k < Layers; k++)
        {
            double[] Heard(int b, int user) => [.. Enumerable.Range(0, Width).Select(j => Enumerable.Range(0, Items + 1).Sum(item => Edge(b, user, item) * items[item][j]))];
            double[] Told(int b, int item) => [.. Enumerable.Range(0, Width).Select(j => Enumerable.Range(0, Users).Sum(user => Edge(b, user, item) * users[user][j]))];
            double[][] nextUsers = [.. Enumerable.Range(0, Users).Select(user => Sigma(Map(Half(Heard(1, user), Heard(2, user)), "users.maps", k)))];
            double[][] nextItems = [.. Enumerable.Range(0, Items + 1).Select(item => Sigma(Map(Half(Told(1, item), Told(2, item)), "items.maps", k)))];
            for (int user = 0; user < Users; user++)
            {
                allUsers[user] = Add(allUsers[user], Map(nextUsers[user], "joined", k));
                one[user] = Add(one[user], Map(Sigma(Map(Heard(1, user), "users.maps", k)), "joined", k));
                two[user] = Add(two[user], Map(Sigma(Map(Heard(2, user), "users.maps", k)), "joined", k));
            }

            for (int item = 0; item <= Items; item++)
                allItems[item] = Add(allItems[item], Map(nextItems[item], "joined", k));
            (users, items) = (nextUsers, nextItems);
        }

        return (allUsers, allItems, [one, two]);
    }

    private static double[][] Zeros(int rows) => [.. Enumerable.Range(0, rows).Select(_ => new double[Width])];

    private static double[][] Rows(Tensor table, int count) =>
        [.. Enumerable.Range(0, count).Select(row => Enumerable.Range(0, Width).Select(j => table[row, j].ToDouble()).ToArray())];

    private static void AssertNear(double[][] expected, Tensor found)
    {
        Assert.AreEqual(expected.Length, (int)found.shape[0]);
        double[][] rows = Rows(found, expected.Length);
        for (int row = 0; row < expected.Length; row++)
        {
            for (int j = 0; j < Width; j++)
                Assert.AreEqual(expected[row][j], rows[row][j], 1e-5, $"[{row}, {j}]");
        }
    }
}
