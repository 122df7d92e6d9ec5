using Microsoft.ML.Dpcpl.Baselines.Graph;
using Microsoft.ML.Dpcpl.Baselines.Graph.Ckml;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Tests.Baselines.ItemItem;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Tests.Baselines.Graph.Ckml;

[TestClass]
public sealed class CkmlTests
{
    private const int Users = 4, Items = 7, Width = 4, Layers = 2, Interests = 2, Neighbors = 2, Behaviors = 2, Part = Width / Interests, All = 2 * Interests, Click = 1, Buy = 2;
    private const double SlotDays = 2, Temperature = 0.4;

    /// <summary>Every third event is of behavior 2, an event a day; the last user has events of behavior 1 alone, and nobody touches item 7.</summary>
    private static readonly BehaviorGraphs s_graphs = BehaviorGraphs.Of(SmallShop.Data(Items, [1, 2, 3, 4, 5, 1], [2, 4, 3], [1, 5, 4, 2], [3, 6]));

    [TestMethod]
    public void InterestsAreThoseOfLoopsOverTheGraphs()
    {
        using var scope = NewDisposeScope();
        using CkmlNetwork network = Network();
        (Tensor users, Tensor items) = network.Over(s_graphs).Propagate();
        (double[][][] expectedUsers, double[][][] expectedItems, _) = new Loops(network).All();
        for (int b = 0; b < Behaviors; b++)
        {
            AssertEqual(expectedUsers[b], users.narrow(1, 2 * Width * b, 2 * Width));
            AssertEqual(expectedItems[b], items.narrow(1, 2 * Width * b, 2 * Width));
        }
    }

    [TestMethod]
    public void ANewUserHearsTheItemsOfTheRow()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using CkmlNetwork network = Network();
        using GraphVectors vectors = network.Over(s_graphs).Vectors();
        var histories = BehaviorGraphs.Of(SmallShop.Data(Items, [2, 7, 5, 2, 3], [], [6]));
        AssertEqual(new Loops(network).NewUsers(histories)[Buy - 1], vectors.NewUsers(histories));
    }

    [TestMethod]
    public void TheInterestsOfTheTargetScore()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using CkmlNetwork network = Network();
        (Tensor users, Tensor items) = network.Over(s_graphs).Propagate();
        foreach (int target in (int[])[Click, Buy])
        {
            network.ScoreBy(target);
            Assert.AreEqual(target, network.Target);
            using GraphVectors vectors = network.Over(s_graphs).Vectors();
            Assert.AreEqual(All, vectors.Interests);
            Assert.AreEqual(0, (vectors.Users - users.narrow(1, 2 * Width * (target - 1), 2 * Width)).abs().max().ToDouble());
            Assert.AreEqual(0, (vectors.Items - items.narrow(1, 2 * Width * (target - 1), 2 * Width)).abs().max().ToDouble());
        }
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void GradientsAreFiniteDifferences(bool shared)
    {
        var graphs = BehaviorGraphs.Of(SmallShop.Random(12, 12));
        using CkmlNetwork network = Network(Shape() with { Users = graphs.Users, Items = 12, Layers = 1 });
        PairBatch batch = new PairSampler(graphs.Union, graphs.Union, 12, 100, shared ? 5 : 0, seed: 1).Epoch(1).Single();
        IGraphTerm[] terms = [new InterestRanking(network.Sizes, graphs, 0.7, 0.01), new Alike(new NearItemRanking((CkmlPass)network.Over(graphs), network.Sizes, 0.5, seed: 1))];
        GraphGradients.Check(network, network.Propagating, terms, graphs, batch, reach: 2e-4);
    }

    /// <summary>A pair is ranked under each behavior it was touched under, by the largest product of that behavior's interests, above what the user has not seen.</summary>
    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void PairsAreRankedUnderTheirBehaviors(bool shared)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        const double other = 0.3;
        using CkmlNetwork network = Network();
        // User 0 bought 3 and 1, clicked 1, 2, 4 and 5; user 3 clicked 3 and 6.
        PairBatch batch = shared ? new([0, 0, 3, 0], [1, 3, 6, 2], [7, 6, 2], [1 + 6, 2, 5, 11]) : new([0, 0, 3, 0], [1, 3, 6, 2], [7, 6, 2, 7], null);
        (Tensor users, Tensor items) = network.Over(s_graphs).Propagate();
        double Score(int b, long user, long item) => Enumerable.Range(0, All).Max(k => Enumerable.Range(0, Part).Sum(
            j => users[user, (2 * Width * (b - 1)) + (k * Part) + j].ToDouble() * items[item, (2 * Width * (b - 1)) + (k * Part) + j].ToDouble()));
        double expected = 0;
        for (int row = 0; row < 4; row++)
        {
            for (int b = 1; b <= Behaviors; b++)
            {
                if (!s_graphs[b][(int)batch.Users[row]].Contains((int)batch.Items[row]))
                    continue;
                double positive = Score(b, batch.Users[row], batch.Items[row]);
                double[] rivals = shared
                    ? [.. Enumerable.Range(0, 3).Where(i => !batch.Seen!.Contains((row * 3) + i)).Select(i => Score(b, batch.Users[row], batch.Negatives[i]))]
                    : [Score(b, batch.Users[row], batch.Negatives[row])];
                expected += (b == Buy ? 1 : other) * Math.Log(1 + rivals.Sum(rival => Math.Exp(rival - positive))) / 4;
            }
        }

        Assert.IsTrue(s_graphs[Click][0].Contains(1) && s_graphs[Buy][0].Contains(1), "one pair is of both behaviors");
        var step = new GraphStep(network, s_graphs, () => (users, items), batch) { Target = Buy };
        Assert.AreEqual(expected, new InterestRanking(network.Sizes, s_graphs, other, 0).Of(step).ToDouble(), 1e-4);
    }

    [TestMethod]
    public void NearItemsComeTogether()
    {
        using CkmlNetwork network = Network();
        var pass = (CkmlPass)network.Over(s_graphs);
        var term = new NearItemRanking(pass, network.Sizes, 1, seed: 2);
        double Gap()
        {
            using var scope = NewDisposeScope();
            using var noGrad = no_grad();
            Tensor items = pass.Relations()[Click - 1];
            double Mean(Func<int, int, bool> which) =>
                (from i in Enumerable.Range(1, Items) from j in Enumerable.Range(1, Items) where i != j && which(i, j) select (items[i] * items[j]).sum().ToDouble()).Average();
            return Mean((i, j) => pass.Near[Click - 1][i].Contains(j)) - Mean((i, j) => !pass.Near[Click - 1][i].Contains(j));
        }

        double before = Gap();
        network.Items.requires_grad = true;
        term.Begin(1);
        for (int step = 0; step < 60; step++)
        {
            using var scope = NewDisposeScope();
            term.Of(new GraphStep(network, s_graphs, () => throw new InvalidOperationException(), new PairBatch([0, 0, 0, 0, 0, 0], [1, 2, 3, 4, 5, 6], [7], []))).backward();
            using var noGrad = no_grad();
            network.Items.sub_(network.Items.grad! * 0.3);
            network.Items.grad!.zero_();
        }

        Assert.IsGreaterThan(before + 0.1, Gap());
    }

    [TestMethod]
    public void TimesSayNothingAtTheStartAndSomethingLater()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        int[][] histories = [[1, 2, 3, 4, 5, 1], [2, 4, 3], [1, 5, 4, 2], [3, 6]];
        SequenceData one = SmallShop.Data(Items, histories), other = one.With(Slower(one.Store));
        using var fresh = (CkmlNetwork)Shape().Create(new Initialization(3));
        using CkmlNetwork trained = Network();
        float[] Vectors(CkmlNetwork network, SequenceData data) => network.Over(BehaviorGraphs.Of(data)).Propagate().Users.data<float>().ToArray();
        CollectionAssert.AreEqual(Vectors(fresh, one), Vectors(fresh, other));
        CollectionAssert.AreNotEqual(Vectors(trained, one), Vectors(trained, other));
    }

    /// <summary>Whoever has the vectors scores as the model does; lists, candidates and explanations alike.</summary>
    [TestMethod]
    public void ScoresAreTheLargestProductsOfTheVectorsGiven()
    {
        var ml = new MLContext(seed: 1);
        SequenceSplit split = GraphBaseline.Split(ml, GraphBaseline.Events());
        using GraphTransformer fitted = GraphBaseline.Trainer(ml, GraphBaseline.Options("Ckml")).Fit(split.TrainSet);
        using GraphTransformer model = fitted.WithOptions(o => (o.UserVectorColumnName, o.ScoringTable, o.SeenItems) = ("Vector", ScoringTable.Int8, SeenItemPolicy.Nothing));
        IDataView some = ml.Data.TakeRows(split.TestSet, 5);
        float[][] items = [.. ml.Data.CreateEnumerable<ItemRow>(model.Items(some.Schema).Vectors(), reuseRowObject: false).Select(row => row.Vector)];
        const int parts = 4;
        int differ = 0;
        foreach (ScoredRow row in ml.Data.CreateEnumerable<ScoredRow>(model.Transform(some), reuseRowObject: false))
        {
            Assert.AreEqual(2 * 16, row.Vector.Length);
            double[][] products =
                [.. items.Select(item => Enumerable.Range(0, parts).Select(k => Enumerable.Range(k * 8, 8).Sum(j => (double)row.Vector[j] * item[j])).ToArray())];
            double[] scores = [.. products.Select(product => product.Max())];
            uint[] best = [.. Enumerable.Range(1, items.Length).OrderByDescending(i => scores[i - 1]).Take(row.RecommendedItems.Length).Select(i => (uint)i)];
            for (int i = 0; i < best.Length; i++)
                Assert.AreEqual(scores[best[i] - 1], row.RecommendedScores[i], 1e-5);
            for (int i = 0; i < row.Negatives.Length; i++)
                Assert.AreEqual(scores[row.Negatives[i] - 1], row.CandidateScores[i], 1e-5);
            differ += products.Count(product => product.ToList().IndexOf(product.Max()) > 0);
        }

        Assert.IsGreaterThan(0, differ, "other interests than the first one count, too");
        IDataView nameless = ml.Transforms.DropColumns("User").Fit(some).Transform(some);
        float[] first = [.. ml.Data.CreateEnumerable<ScoredRow>(model.Transform(nameless), reuseRowObject: false).Select(row => row.RecommendedScores[0])];
        float[] explained = [.. model.Explain(nameless).Select(one => one.Score)];
        for (int row = 0; row < first.Length; row++)
            Assert.AreEqual(first[row], explained[row], 1e-5);
    }

    [TestMethod]
    public void OptionsChangeWhatIsLearned()
    {
        SequenceData train = SmallShop.Random(20, 12);
        float[] Weights(Action<CkmlTrainer.Options> change)
        {
            GraphTrainerOptions options = GraphBaseline.Options("Ckml", o =>
            {
                // The graph of a step is without its pairs: few leave some to be routed.
                (o.Epochs, o.BatchSize) = (1, 8);
                change((CkmlTrainer.Options)o);
            });
            using GraphModel model = GraphFit.Train(train, new KnownUsers("User", new string?[20]), null, [], options, Buy, 3, _ => { });
            using var transformer = new GraphTransformer(model, new SequenceTransformer.Options());
            return [.. transformer.Model.Network.Items.data<float>()];
        }

        float[] plain = Weights(_ => { });
        CollectionAssert.AreEqual(plain, Weights(_ => { }));
        CollectionAssert.AreNotEqual(plain, Weights(o => o.Interests = 4));
        CollectionAssert.AreNotEqual(plain, Weights(o => o.Neighbors = 2));
        CollectionAssert.AreNotEqual(plain, Weights(o => o.Temperature = 0.1));
        CollectionAssert.AreNotEqual(plain, Weights(o => o.OtherWeight = 0.1));
        CollectionAssert.AreNotEqual(plain, Weights(o => o.NearWeight = 0));
        CollectionAssert.AreNotEqual(plain, Weights(o => o.Loss = RankingLoss.Bpr));
    }

    [TestMethod]
    public void OptionsOutOfRangeAreRefused()
    {
        void Refused(Action<CkmlTrainer.Options> change, string said)
        {
            var options = new CkmlTrainer.Options();
            change(options);
            StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new MLContext(1).Recommendation().Trainers.Ckml(options)).Message, said);
        }

        Refused(o => o.Interests = 0, "Interests is 0");
        Refused(o => o.Interests = 3, "a divisor of HiddenSize (64)");
        Refused(o => o.Neighbors = 0, "Neighbors is 0");
        Refused(o => o.SlotDays = 0, "SlotDays is 0");
        Refused(o => o.Temperature = 0, "Temperature is 0");
        Refused(o => o.OtherWeight = -1, "OtherWeight is -1");
        Refused(o => o.NearWeight = -1, "NearWeight is -1");
    }

    [TestMethod]
    public void AShapeOfOtherBehaviorsIsRefused()
    {
        Shape().Validate(2);
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Shape().Validate(3)).Message, "Behaviors is 2");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => (Shape() with { Interests = 3 }).Validate(2)).Message, "Interests is 3");
    }

    private static CkmlShape Shape() => new(Users, Items, Width, Behaviors, Layers, Interests, Neighbors, SlotDays, Temperature);

    /// <summary>Ten times the days between events.</summary>
    private static SequenceStore Slower(SequenceStore store) => new(
        [.. Enumerable.Range(0, store.UserCount).Select(store.Start), store.EventCount], store.Items.ToArray(), store.Behaviors.ToArray(), [.. store.Times.ToArray().Select(time => 10 * time)]);

    private static void AssertEqual(double[][] expected, Tensor actual)
    {
        Assert.AreEqual(expected.Length, actual.shape[0]);
        for (int row = 0; row < expected.Length; row++)
        {
            for (int j = 0; j < 2 * Width; j++)
                Assert.AreEqual(expected[row][j], actual[row, j].ToDouble(), 1e-4, $"[{row}, {j}]");
        }
    }

    /// <summary>Weights that are all their own, where a new network has zeros and identities; what is bought scores.</summary>
    private static CkmlNetwork Network(CkmlShape? shape = null)
    {
        var network = (CkmlNetwork)(shape ?? Shape()).Create(new Initialization(3));
        var random = new Random(4);
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        foreach ((_, TorchSharp.Modules.Parameter values) in network.Propagating)
            values.add_(tensor([.. Enumerable.Range(0, (int)values.NumberOfElements).Select(_ => (float)(1.6 * (random.NextDouble() - 0.5)))]).view(values.shape));
        network.ScoreBy(Buy);
        return network;
    }

    /// <summary>Draws the same in every step.</summary>
    private sealed class Alike(IGraphTerm term) : IGraphTerm
    {
        public Tensor Of(GraphStep step)
        {
            term.Begin(1);
            return term.Of(step);
        }
    }

    private sealed class ItemRow
    {
        public float[] Vector { get; set; } = [];
    }

    private sealed class ScoredRow
    {
        public uint[] Negatives { get; set; } = [];

        public float[] Vector { get; set; } = [];

        public uint[] RecommendedItems { get; set; } = [];

        public float[] RecommendedScores { get; set; } = [];

        public float[] CandidateScores { get; set; } = [];
    }

    /// <summary>The system as it is written down, a number at a time.</summary>
    private sealed class Loops(CkmlNetwork network)
    {
        private readonly Dictionary<string, Tensor> _weights = network.Parameters.ToDictionary(weight => weight.Name, weight => (Tensor)weight.Values);

        public (double[][][] Users, double[][][] Items, double[][][][] Layers) All()
        {
            double[][] x = Rows(network.Items);
            double[][] relations =
            [
                .. Enumerable.Range(0, Items + 1).Select(item => Enumerable.Range(1, Behaviors).SelectMany(b =>
                {
                    double[][] near = [.. NearItems.Of(s_graphs[b], Items, Neighbors)[item].ToArray().Select(other => x[other])];
                    return Half(x[item], near.Length == 0 ? new double[Width] : Mean(near));
                }).ToArray()),
            ];
            double[][] Heads(Tensor map) => [.. relations.Select(one => Of(one, Rows(map)).Select(value => value > 0 ? value : 0.2 * value).ToArray())];
            double[][] shared = Heads(_weights["shared"][0]);
            double[][][] items = [.. Enumerable.Range(0, Behaviors).Select(b => Heads(_weights["specific"][b]).Zip(shared, (own, common) => (double[])[.. own, .. common]).ToArray())];
            double[][][] users = First(Rows(network.Users)), allUsers = users, allItems = items;
            var layers = new List<double[][][]>();
            for (int layer = 1; layer <= Layers; layer++)
            {
                layers.Add(items);
                double[][][] heard = Heard($"{layer}.users", Users, (b, user) => Edges(s_graphs, b, user, items));
                double[][][] told = Heard($"{layer}.items", Items + 1, (b, item) =>
                    [.. from user in Enumerable.Range(0, Users) where s_graphs[b][user].Contains(item) select (users[b - 1][user], Day(s_graphs, b, user, item))]);
                (users, items) = (Joined(users, heard, Half), Joined(items, told, Half));
                (allUsers, allItems) = (Joined(allUsers, users, Plus), Joined(allItems, items, Plus));
            }

            return (OnTheMean(allUsers), OnTheMean(allItems), [.. layers]);
        }

        public double[][][] NewUsers(BehaviorGraphs histories)
        {
            double[][][][] layers = All().Layers;
            double[] mean = Mean(Rows(network.Users));
            double[][][] users = First([.. Enumerable.Repeat(mean, histories.Users)]), all = users;
            for (int layer = 1; layer <= Layers; layer++)
            {
                double[][][] items = layers[layer - 1];
                users = Joined(users, Heard($"{layer}.users", histories.Users, (b, user) => Edges(histories, b, user, items)), Half);
                all = Joined(all, users, Plus);
            }

            return OnTheMean(all);
        }

        private static double[][] Rows(Tensor table) =>
            [.. Enumerable.Range(0, (int)table.shape[0]).Select(row => Enumerable.Range(0, (int)table.shape[1]).Select(j => table[row, j].ToDouble()).ToArray())];

        private static double[] Mean(double[][] rows) => [.. Enumerable.Range(0, rows[0].Length).Select(j => rows.Average(row => row[j]))];

        private static double[] Plus(double[] a, double[] b) => [.. a.Zip(b, (x, y) => x + y)];

        private static double[] Half(double[] a, double[] b) => [.. a.Zip(b, (x, y) => (x + y) / 2)];

        private static double[] Of(double[] x, double[][] map) => [.. Enumerable.Range(0, map[0].Length).Select(j => x.Select((value, i) => value * map[i][j]).Sum())];

        private static double[][][] Joined(double[][][] a, double[][][] b, Func<double[], double[], double[]> join) => [.. a.Zip(b, (x, y) => x.Zip(y, join).ToArray())];

        private static double[][][] OnTheMean(double[][][] sums) => [.. sums.Select(rows => rows.Select(row => row.Select(value => value / (Layers + 1)).ToArray()).ToArray())];

        private static double[][][] First(double[][] users) => [.. Enumerable.Repeat(users.Select(own => (double[])[.. own, .. own]).ToArray(), Behaviors)];

        private static double Day(BehaviorGraphs graphs, int behavior, int user, int item) => graphs.Days(behavior).ValuesOf(user)[graphs[behavior][user].IndexOf(item)];

        private static (double[] Source, double Day)[] Edges(BehaviorGraphs graphs, int b, int user, double[][][] items) =>
            [.. graphs[b][user].ToArray().Select(item => (items[b - 1][item], Day(graphs, b, user, item)))];

        private static double Dot(IEnumerable<double> a, IEnumerable<double> b) => a.Zip(b, (x, y) => x * y).Sum();

        private static double[] Softmax(IEnumerable<double> scores)
        {
            double[] exponents = [.. scores.Select(Math.Exp)];
            return [.. exponents.Select(value => value / exponents.Sum())];
        }

        private static double[] Interest(double[] x, int k) => x[(k * Part)..((k + 1) * Part)];

        private static double Cosine(double[] a, double[] b) => Math.Sqrt(Dot(a, a) * Dot(b, b)) is > 0 and var lengths ? Dot(a, b) / lengths : 0;

        private double[] Routed((double[] Source, double Day)[] edges)
        {
            if (edges.Length == 0)
                return new double[2 * Width];
            double[][] said = [.. edges.Select(edge =>
            {
                double slot = Math.Floor(edge.Day / SlotDays);
                double[] angles = [.. Enumerable.Range(0, Part).Select(i => slot * Math.Pow(10_000, -(double)i / Part))];
                return Plus(edge.Source, Of([.. angles.Select(Math.Sin), .. angles.Select(Math.Cos)], Rows(_weights["times"])));
            })];
            double[] first = [.. Mean(said).Select(Math.Tanh)];
            double[][] parts = [.. edges.Select(edge => Softmax(Enumerable.Range(0, CkmlTests.All).Select(k => Cosine(Interest(edge.Source, k), Interest(first, k)) / Temperature)))];
            return
            [
                .. Enumerable.Range(0, 2 * Width).Select(j => said.Select((one, e) => parts[e][j / Part] * one[j]).Sum() / parts.Sum(part => part[j / Part])),
            ];
        }

        /// <param name="name">Of the weights.</param>
        /// <param name="nodes">How many hear.</param>
        /// <param name="edges">By behavior and node, who speaks and when.</param>
        private double[][][] Heard(string name, int nodes, Func<int, int, (double[] Source, double Day)[]> edges)
        {
            double[][][] heard = [.. Enumerable.Range(1, Behaviors).Select(b => Enumerable.Range(0, nodes).Select(node => Routed(edges(b, node))).ToArray())];
            double[][] Map(string kind) => Rows(_weights[$"{name}.{kind}"]);
            for (int node = 0; node < nodes; node++)
            {
                for (int k = Interests; k < CkmlTests.All; k++)
                {
                    double[][] said = [.. heard.Select(rows => Interest(rows[node], k))];
                    for (int b = 0; b < Behaviors; b++)
                    {
                        double[] weights = Softmax(said.Select(other => Dot(Of(said[b], Map("queries")), Of(other, Map("keys"))) / Math.Sqrt(Part)));
                        double[][] values = [.. said.Select(other => Of(other, Map("values")))];
                        for (int j = 0; j < Part; j++)
                            heard[b][node][(k * Part) + j] = weights.Zip(values, (weight, value) => weight * value[j]).Sum() + said.Average(other => other[j]);
                    }
                }
            }

            return heard;
        }
    }
}
