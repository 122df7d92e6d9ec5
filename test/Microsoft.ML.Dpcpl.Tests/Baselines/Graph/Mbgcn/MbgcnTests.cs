using Microsoft.ML.Dpcpl.Baselines.Graph;
using Microsoft.ML.Dpcpl.Baselines.Graph.Mbgcn;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Tests.Baselines.ItemItem;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Tests.Baselines.Graph.Mbgcn;

[TestClass]
public sealed class MbgcnTests
{
    private const int Users = 4, Items = 7, Width = 3, Neighbors = 2;
    private const double Relevance = 0.7;

    /// <summary>Every third event is of behavior 2; the last user has events of behavior 1 alone.</summary>
    private static readonly BehaviorGraphs s_graphs = BehaviorGraphs.Of(SmallShop.Data(Items, [1, 2, 3, 4, 5, 1], [2, 4, 3], [1, 5, 4, 2], [3, 6]));

    [TestMethod]
    public void VectorsAreThoseOfLoopsOverTheGraphs()
    {
        using var scope = NewDisposeScope();
        using MbgcnNetwork network = Network();
        (Tensor users, Tensor items) = network.Over(s_graphs).Propagate();
        for (int user = 0; user < Users; user++)
        {
            for (int item = 1; item <= Items; item++)
            {
                double[] own = Row(network.Users, user);
                Assert.AreEqual(Score(network, s_graphs, user, own, item), (users[user] * items[item]).sum().ToDouble(), 1e-4, $"user {user}, item {item}");
            }
        }
    }

    [TestMethod]
    public void ANewUserIsTheMeanOfAllWithItsOwnItems()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using MbgcnNetwork network = Network();
        using GraphVectors vectors = network.Over(s_graphs).Vectors();
        var histories = BehaviorGraphs.Of(SmallShop.Data(Items, [2, 7, 5], []));
        Tensor found = vectors.NewUsers(histories);
        double[] mean = [.. Enumerable.Range(0, Width).Select(j => Enumerable.Range(0, Users).Average(user => network.Users[user, j].ToDouble()))];
        for (int user = 0; user < 2; user++)
        {
            for (int item = 1; item <= Items; item++)
                Assert.AreEqual(Score(network, histories, user, mean, item), (found[user] * vectors.Items[item]).sum().ToDouble(), 1e-4, $"user {user}, item {item}");
        }
    }

    [TestMethod]
    public void GradientsAreFiniteDifferences()
    {
        using MbgcnNetwork network = Network();
        GraphGradients.Check(network, network.Parameters, [new PairRanking(0.1)], s_graphs, new PairBatch([0, 1, 3, 0], [1, 4, 6, 3], [2, 7, 5], [0, 2, 3]), reach: 1e-3);
    }

    [TestMethod]
    public void MoreLayersAreRefused() => StringAssert.Contains(
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new MLContext(1).Recommendation().Trainers.Mbgcn(new MbgcnTrainer.Options { Layers = 2 })).Message, "Layers is 2");

    [TestMethod]
    public void AShapeOfOtherBehaviorsIsRefused()
    {
        var shape = new MbgcnShape(Users, Items, Width, 2, Neighbors, Relevance);
        shape.Validate(2);
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => shape.Validate(3)).Message, "Behaviors is 2");
    }

    /// <summary>The two scores as they are written down.</summary>
    private static double Score(MbgcnNetwork network, BehaviorGraphs histories, int user, double[] own, int item)
    {
        Dictionary<string, Tensor> weights = network.Parameters.ToDictionary(weight => weight.Name, weight => (Tensor)weight.Values);
        double[] X(int i) => Row(network.Items, i);
        double[] Of(double[] x, Tensor map) => [.. Enumerable.Range(0, (int)map.shape[1]).Select(j => x.Select((value, i) => value * map[i, j].ToDouble()).Sum())];
        double[] Mean(IEnumerable<double[]> rows, int width) => [.. Enumerable.Range(0, width).Select(j => rows.Any() ? rows.Average(row => row[j]) : 0)];
        static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();

        double[] told = new double[Width];
        double number = 0;
        for (int b = 1; b <= 2; b++)
        {
            double weight = Math.Exp(weights["behaviors"][b - 1].ToDouble());
            foreach (int touched in histories[b][user].ToArray())
            {
                number += weight;
                for (int j = 0; j < Width; j++)
                    told[j] += weight * X(touched)[j];
            }
        }

        told = [.. told.Select(value => number == 0 ? 0 : value / number)];
        int[] users = [.. Enumerable.Range(0, Users).Where(other => s_graphs.Union[other].Contains(item))];
        double[] heard = [.. Enumerable.Range(0, Width).Select(j => users.Sum(other => Row(network.Users, other)[j]) / Math.Sqrt(Math.Max(1, users.Length)))];
        double score = Dot(own, X(item)) + Dot(Of(told, weights["passed"]), Of(heard, weights["passed"]));
        for (int b = 1; b <= 2; b++)
        {
            int behavior = b;
            SparseRows near = NearItems.Of(s_graphs[b], Items, Neighbors);
            double[] R(int i) => [.. X(i), .. Of(Mean(near[i].ToArray().Select(X), Width), weights["near"][behavior - 1])];
            double[] history = Mean(histories[b][user].ToArray().Select(R), 2 * Width);
            score += Relevance / 2 * Dot(Of(history, weights["relevance"][b - 1]), R(item));
        }

        return score;
    }

    private static double[] Row(Tensor table, int row) => [.. Enumerable.Range(0, Width).Select(j => table[row, j].ToDouble())];

    /// <summary>Weights that are all their own, where a new network has zeros and identities.</summary>
    private static MbgcnNetwork Network()
    {
        var network = (MbgcnNetwork)new MbgcnShape(Users, Items, Width, 2, Neighbors, Relevance).Create(new Initialization(3));
        var random = new Random(4);
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        foreach ((_, Parameter values) in network.Parameters)
            values.add_(tensor([.. Enumerable.Range(0, (int)values.NumberOfElements).Select(_ => (float)(random.NextDouble() - 0.5))]).view(values.shape));
        return network;
    }
}
