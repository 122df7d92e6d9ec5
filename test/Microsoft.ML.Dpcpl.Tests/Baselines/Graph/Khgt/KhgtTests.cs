using Microsoft.ML.Dpcpl.Baselines.Graph;
using Microsoft.ML.Dpcpl.Baselines.Graph.Khgt;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Tests.Baselines.ItemItem;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Tests.Baselines.Graph.Khgt;

[TestClass]
public sealed class KhgtTests
{
    private const int Users = 4, Items = 7, Width = 4, Heads = 2, Layers = 2, Neighbors = 2;
    private const double ItemShare = 0.3, SlotDays = 2;

    /// <summary>Every third event is of behavior 2, an event a day; the last user has events of behavior 1 alone, and nobody touches item 7.</summary>
    private static readonly BehaviorGraphs s_graphs = BehaviorGraphs.Of(SmallShop.Data(Items, [1, 2, 3, 4, 5, 1], [2, 4, 3], [1, 5, 4, 2], [3, 6]));

    [TestMethod]
    public void VectorsAreThoseOfLoopsOverTheGraphs()
    {
        using var scope = NewDisposeScope();
        using KhgtNetwork network = Network();
        (Tensor users, Tensor items) = network.Over(s_graphs).Propagate();
        (double[][] expectedUsers, double[][] expectedItems, _) = new Loops(network).All();
        AssertEqual(expectedUsers, users);
        AssertEqual(expectedItems, items);
    }

    [TestMethod]
    public void ANewUserHearsTheItemsOfTheRow()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using KhgtNetwork network = Network();
        using GraphVectors vectors = network.Over(s_graphs).Vectors();
        var histories = BehaviorGraphs.Of(SmallShop.Data(Items, [2, 7, 5, 2, 3], [], [6]));
        var loops = new Loops(network);
        double[][][] layers = loops.All().Layers;
        double[] own = Loops.Mean(Loops.Rows(network.Users)), prediction = Loops.Mean(loops.Table("userPrediction"));
        AssertEqual([.. Enumerable.Range(0, 3).Select(row => loops.User(own, prediction, layers, histories, row))], vectors.NewUsers(histories));
    }

    [TestMethod]
    public void GradientsAreFiniteDifferences()
    {
        // Some weights of the gate hang on nodes whose behaviors lie on both sides of a bend, and those need many.
        var graphs = BehaviorGraphs.Of(SmallShop.Random(12, 12));
        using KhgtNetwork network = Network(Shape() with { Users = graphs.Users, Items = 12, Layers = 1, ItemShare = 0.5 });
        GraphGradients.Check(network, network.Parameters, [new PairRanking(0.01)], graphs, new PairBatch([0, 1, 3, 0], [1, 4, 6, 3], [2, 7, 5], [0, 2, 3]), reach: 5e-4);
    }

    [TestMethod]
    public void TimesSayNothingAtTheStartAndSomethingLater()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        int[][] histories = [[1, 2, 3, 4, 5, 1], [2, 4, 3], [1, 5, 4, 2], [3, 6]];
        SequenceData one = SmallShop.Data(Items, histories), other = one.With(Slower(one.Store));
        using var fresh = (KhgtNetwork)Shape().Create(new Initialization(3));
        using KhgtNetwork trained = Network();
        float[] Vectors(KhgtNetwork network, SequenceData data) => network.Over(BehaviorGraphs.Of(data)).Propagate().Users.data<float>().ToArray();
        CollectionAssert.AreEqual(Vectors(fresh, one), Vectors(fresh, other));
        CollectionAssert.AreNotEqual(Vectors(trained, one), Vectors(trained, other));
    }

    [TestMethod]
    public void HeadsThatDoNotDivideTheWidthAreRefused() => StringAssert.Contains(
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new MLContext(1).Recommendation().Trainers.Khgt(new KhgtTrainer.Options { Heads = 3 })).Message, "Heads is 3");

    [TestMethod]
    public void AShapeOfOtherBehaviorsIsRefused()
    {
        Shape().Validate(2);
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Shape().Validate(3)).Message, "Behaviors is 2");
    }

    private static KhgtShape Shape() => new(Users, Items, Width, 2, Layers, Heads, 2, Neighbors, ItemShare, SlotDays);

    /// <summary>Ten times the days between events.</summary>
    private static SequenceStore Slower(SequenceStore store) => new(
        [.. Enumerable.Range(0, store.UserCount).Select(store.Start), store.EventCount], store.Items.ToArray(), store.Behaviors.ToArray(), [.. store.Times.ToArray().Select(time => 10 * time)]);

    private static void AssertEqual(double[][] expected, Tensor actual)
    {
        Assert.AreEqual(expected.Length, actual.shape[0]);
        for (int row = 0; row < expected.Length; row++)
        {
            for (int j = 0; j < Width; j++)
                Assert.AreEqual(expected[row][j], actual[row, j].ToDouble(), 1e-4, $"[{row}, {j}]");
        }
    }

    /// <summary>Weights that are all their own, where a new network has zeros and identities.</summary>
    private static KhgtNetwork Network(KhgtShape? shape = null)
    {
        var network = (KhgtNetwork)(shape ?? Shape()).Create(new Initialization(3));
        var random = new Random(4);
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        foreach ((_, TorchSharp.Modules.Parameter values) in network.Parameters)
            values.add_(tensor([.. Enumerable.Range(0, (int)values.NumberOfElements).Select(_ => (float)(1.6 * (random.NextDouble() - 0.5)))]).view(values.shape));
        return network;
    }

    /// <summary>The system as it is written down, a number at a time.</summary>
    private sealed class Loops(KhgtNetwork network)
    {
        private readonly Dictionary<string, Tensor> _weights = network.Parameters.ToDictionary(weight => weight.Name, weight => (Tensor)weight.Values);

        public static double[][] Rows(Tensor table) =>
            [.. Enumerable.Range(0, (int)table.shape[0]).Select(row => Enumerable.Range(0, (int)table.shape[1]).Select(j => table[row, j].ToDouble()).ToArray())];

        public static double[] Mean(double[][] rows) => [.. Enumerable.Range(0, Width).Select(j => rows.Average(row => row[j]))];

        public double[][] Table(string name) => Rows(_weights[name]);

        public (double[][] Users, double[][] Items, double[][][] Layers) All()
        {
            double[][] users = Rows(network.Users), items = Rows(network.Items), allUsers = Table("userPrediction"), allItems = Table("itemPrediction");
            var layers = new List<double[][]>();
            for (int layer = 1; layer <= Layers; layer++)
            {
                layers.Add(items);
                double[] Item(int item)
                {
                    double[] own = items[item];
                    double[] told = Heard($"{layer}.items", own, b => [.. from user in Enumerable.Range(0, Users) where s_graphs[b][user].Contains(item) select (users[user], Day(s_graphs, b, user, item))]);
                    double[] near = Heard($"{layer}.near", own, b => [.. NearItems.Of(s_graphs[b], Items, Neighbors)[item].ToArray().Select(other => (items[other], (double?)null))]);
                    return Plus(own, Plus(Times(told, 1 - ItemShare), Times(near, ItemShare)));
                }

                double[][] nextUsers = [.. Enumerable.Range(0, Users).Select(user => UserLayer(layer, users[user], items, s_graphs, user))];
                items = [.. Enumerable.Range(0, Items + 1).Select(Item)];
                users = nextUsers;
                allUsers = [.. allUsers.Zip(users, Plus)];
                allItems = [.. allItems.Zip(items, Plus)];
            }

            double[] diagonal = [.. Enumerable.Range(0, Width).Select(j => _weights["diagonal"][j].ToDouble())];
            return (allUsers, [.. allItems.Select(item => item.Zip(diagonal, (x, y) => x * y).ToArray())], [.. layers]);
        }

        public double[] User(double[] own, double[] prediction, double[][][] layers, BehaviorGraphs histories, int row)
        {
            for (int layer = 1; layer <= Layers; layer++)
            {
                own = UserLayer(layer, own, layers[layer - 1], histories, row);
                prediction = Plus(prediction, own);
            }

            return prediction;
        }

        private static double? Day(BehaviorGraphs graphs, int behavior, int user, int item) => graphs.Days(behavior).ValuesOf(user)[graphs[behavior][user].IndexOf(item)];

        private static double[] Plus(double[] a, double[] b) => [.. a.Zip(b, (x, y) => x + y)];

        private static double[] Times(double[] a, double b) => [.. a.Select(x => x * b)];

        private static double[] Of(double[] x, double[][] map) => [.. Enumerable.Range(0, map[0].Length).Select(j => x.Select((value, i) => value * map[i][j]).Sum())];

        private static double[] Activated(double[] x) => [.. x.Select(value => value > 0 ? value : 0.2 * value)];

        private static double[] Softmax(IEnumerable<double> scores)
        {
            double[] exponents = [.. scores.Select(Math.Exp)];
            return [.. exponents.Select(value => value / exponents.Sum())];
        }

        /// <summary>The mean of values by the likeness of a query to keys, each head for itself.</summary>
        private static double[] Attended(double[] query, double[][] keys, double[][] values)
        {
            var result = new double[Width];
            int head = Width / Heads;
            for (int h = 0; h < Heads && keys.Length > 0; h++)
            {
                double[] weights = Softmax(keys.Select(key => Enumerable.Range(h * head, head).Sum(j => query[j] * key[j]) / Math.Sqrt(head)));
                for (int j = h * head; j < (h + 1) * head; j++)
                    result[j] = weights.Zip(values, (weight, value) => weight * value[j]).Sum();
            }

            return result;
        }

        private double[] UserLayer(int layer, double[] own, double[][] items, BehaviorGraphs graphs, int user) =>
            Plus(own, Heard($"{layer}.users", own, b => [.. graphs[b][user].ToArray().Select(item => (items[item], Day(graphs, b, user, item)))]));

        /// <param name="name">Of the weights.</param>
        /// <param name="own">The vector of the one who hears.</param>
        /// <param name="edges">By behavior, who speaks and when.</param>
        private double[] Heard(string name, double[] own, Func<int, (double[] Source, double? Day)[]> edges)
        {
            double[][] Map(string kind, int b)
            {
                Tensor shares = _weights[$"{name}.shares of {kind}"][b - 1], maps = _weights[$"{name}.{kind}"];
                return Rows((shares[0] * maps[0]) + (shares[1] * maps[1]));
            }

            double[] Said((double[] Source, double? Day) edge)
            {
                if (edge.Day is not { } day)
                    return edge.Source;
                double slot = Math.Floor(day / SlotDays);
                double[] angles = [.. Enumerable.Range(0, Width).Select(i => slot * Math.Pow(10_000, -(double)i / Width))];
                return Plus(edge.Source, Of([.. angles.Select(Math.Sin), .. angles.Select(Math.Cos)], Rows(_weights[$"{name}.times"])));
            }

            double[][] raw =
            [
                .. from b in (int[])[1, 2]
                   let said = edges(b).Select(Said).ToArray()
                   select Activated(Attended(Of(own, Map("queries", b)), [.. said.Select(one => Of(one, Map("keys", b)))], [.. said.Select(one => Of(one, Map("values", b)))])),
            ];
            double[][] mapped = [.. raw.Select(one => Of(one, Table($"{name}.joint")))];
            double[][] heard = [.. raw.Select((one, b) => Plus(one, Attended(mapped[b], mapped, raw)))];
            double[] all = Of(Activated(Plus(raw[0], raw[1])), Table($"{name}.gateAll"));
            double[] gate = Softmax(heard.Select(one => Of(Activated(Plus(Of(one, Table($"{name}.gateOwn")), all)), Table($"{name}.gate"))[0]));
            return Plus(Times(heard[0], gate[0]), Times(heard[1], gate[1]));
        }
    }
}
