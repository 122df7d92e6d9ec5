using Microsoft.ML.Dpcpl.Baselines.Graph;
using Microsoft.ML.Dpcpl.Baselines.Graph.Kmclr;
using Microsoft.ML.Dpcpl.Tests.Baselines.ItemItem;
using Microsoft.ML.Dpcpl.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Tests.Baselines.Graph.Kmclr;

/// <summary>The network, and the ranking that it learns by.</summary>
[TestClass]
public sealed class KmclrTests
{
    private const int Width = SmallKnowledge.Width, Buy = SmallKnowledge.Buy;
    private const double Share = SmallKnowledge.Share;

    private static readonly PairBatch s_batch = new([0, 1, 3, 2, 0], [1, 4, 6, 5, 3], [6, 7, 2, 3, 7], null);

    [TestMethod]
    public void VectorsAreTheConvolutionAndWhatLoopsOverTheKnowledgeSay()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using KmclrNetwork network = SmallKnowledge.Network();
        BehaviorVectors convolution = network.Convolution(SmallKnowledge.Graphs).Vectors(network.Weights);
        KmclrVectors found = ((KmclrPass)network.Over(SmallKnowledge.Graphs)).All();
        (double[][] users, double[][] items, _) = Propagated(network);
        AssertNear(users, found.Knowledge!.Value.Users);
        AssertNear(items, found.Knowledge.Value.Items);
        AssertNear(Mixed(convolution.Users, users), found.Users);
        AssertNear(Mixed(convolution.Items, items), found.Items);
        BehaviorUsers[] everybody = [new(1, [.. Enumerable.Range(0, SmallKnowledge.Graphs.Users).Select(user => (long)user)])];
        AssertNear(SmallKnowledge.Rows(convolution.UsersUnder(everybody)), found.UsersUnder(everybody));

        using GraphVectors scored = network.Over(SmallKnowledge.Graphs).Vectors();
        SparseMatrixTests.AssertNear(found.Users, scored.Users);
        SparseMatrixTests.AssertNear(found.Items, scored.Items);
    }

    [TestMethod]
    public void ANewUserHearsTheItemsOfTheRow()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using KmclrNetwork network = SmallKnowledge.Network();
        using GraphVectors vectors = network.Over(SmallKnowledge.Graphs).Vectors(), convolution = network.Convolution(SmallKnowledge.Graphs).Vectors();
        // Every third event is of the target: 5 and 2, nothing, 4.
        var histories = BehaviorGraphs.Of(SmallShop.Data(SmallKnowledge.Items, [2, 7, 5, 3, 6, 2], [1], [1, 6, 4]));
        int[][] touched = [[2, 5], [], [4]];
        double[][][] layers = Propagated(network).ItemLayers;
        double[][] own = SmallKnowledge.Rows(network.Knowledge!.Users), expected = new double[3][];
        for (int row = 0; row < 3; row++)
        {
            expected[row] = new double[Width];
            for (int j = 0; j < Width; j++)
            {
                double sum = own.Average(user => user[j]);
                foreach (int item in touched[row])
                {
                    int degree = Degree(item);
                    sum += degree == 0 ? 0 : layers[..^1].Sum(layer => layer[item][j]) / Math.Sqrt((double)touched[row].Length * degree);
                }

                expected[row][j] = sum / (SmallKnowledge.Layers + 1);
            }
        }

        AssertNear(Mixed(convolution.NewUsers(histories), expected), vectors.NewUsers(histories));
    }

    /// <summary>What is not known of items is not there: the convolution stands alone, whatever the share.</summary>
    [TestMethod]
    public void WithoutKnowledgeItIsTheConvolution()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        Assert.IsNull(new KmclrTrainer.Options().Knowledge(null));
        var shape = (KmclrShape)new KmclrTrainer.Options { KnowledgeShare = 0.7 }.Shape(BehaviorGcnNetworkTests.Graphs, Buy);
        Assert.AreEqual((0, 0), shape.Knowledge);
        using KmclrNetwork network = SmallKnowledge.Network(shape);
        Assert.IsFalse(network.Parameters.Any(weight => weight.Name.StartsWith("knowledge", StringComparison.Ordinal)));
        Assert.HasCount(1, new KmclrTrainer.Options().Stages(network, BehaviorGcnNetworkTests.Graphs, 1).Single().Terms);
        using GraphVectors found = network.Over(BehaviorGcnNetworkTests.Graphs).Vectors(), expected = network.Convolution(BehaviorGcnNetworkTests.Graphs).Vectors();
        CollectionAssert.AreEqual(expected.Users.data<float>().ToArray(), found.Users.data<float>().ToArray());
        CollectionAssert.AreEqual(expected.Items.data<float>().ToArray(), found.Items.data<float>().ToArray());
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void GradientsAreFiniteDifferences(bool shared)
    {
        using KmclrNetwork network = SmallKnowledge.Network();
        PairBatch batch = shared ? new PairBatch([0, 1, 3, 2, 0], [1, 4, 6, 5, 3], [2, 7, 5], [0, 2, 5, 11, 12, 14]) : s_batch;
        var triples = new TripleRanking(network.Knowledge!, SmallKnowledge.Knowledge, 20, 1, 3);
        (long[] items, long[] entities, long[] others) = triples.Draw(1, 1);
        GraphGradients.Check(
            network,
            network.Parameters,
            [
                new KmclrRanking(network, SmallKnowledge.Graphs, new KmclrRankingOptions(0.1, 0.7, 0.4, 100)),
                new KnowledgeContrast(network, SmallKnowledge.Graphs, new KnowledgeContrastOptions(SmallKnowledge.Layers, 0.6, 0.5, 0.6, 0.4, 100), 5),
                new OneTerm(() => triples.Loss(items, entities, others)),
            ],
            SmallKnowledge.Graphs,
            batch,
            reach: 5e-4);
    }

    [TestMethod]
    public void TheTermRanksBehaviorsComparesThemAndRanksByKnowledgeAlone()
    {
        using var scope = NewDisposeScope();
        using KmclrNetwork network = SmallKnowledge.Network();
        KmclrVectors vectors = ((KmclrPass)network.Over(SmallKnowledge.Graphs)).All();
        double Loss(double contrastive) => new KmclrRanking(network, SmallKnowledge.Graphs, new KmclrRankingOptions(0, contrastive, 0.4, 100))
            .Of(new GraphStep(network, SmallKnowledge.Graphs, () => throw new InvalidOperationException(), s_batch) { Target = Buy }).ToDouble();

        double Bpr((Tensor Users, Tensor Items) from, params int[] rows) => rows.Average(row =>
        {
            double Score(long item) => (from.Users[s_batch.Users[row]] * from.Items[item]).sum().ToDouble();
            return Math.Log(1 + Math.Exp(Score(s_batch.Negatives[row]) - Score(s_batch.Items[row])));
        });
        int[] Under(int behavior) => [.. Enumerable.Range(0, 5).Where(row => SmallKnowledge.Graphs[behavior][(int)s_batch.Users[row]].Contains((int)s_batch.Items[row]))];
        (Tensor, Tensor) mixed = (vectors.Users, vectors.Items);
        double ranked = Bpr(mixed, [.. Under(1), .. Under(2)]) + Bpr(vectors.Knowledge!.Value, Under(2));
        Assert.AreEqual(ranked, Loss(0), 1e-4);
        BehaviorLosses contrast = BehaviorContrast.Losses(SmallKnowledge.Graphs, s_batch, vectors.UsersUnder, Buy, 0.4, 100).Single();
        Assert.AreEqual(ranked + (0.7 * contrast.Values.mean().ToDouble()), Loss(0.7), 1e-4);
    }

    /// <summary>A step that hides its pairs ranks them by a graph that never had them.</summary>
    [TestMethod]
    public void ThePairsOfAStepDoNotSpeakForThemselves()
    {
        using var scope = NewDisposeScope();
        using KmclrNetwork network = SmallKnowledge.Network();
        BehaviorGraphs all = SmallKnowledge.Graphs;
        BehaviorGraphs without = all.Where((_, user, item) => !s_batch.Users.Zip(s_batch.Items).Contains((user, item)));
        Assert.IsLessThan(all.Union.EntryCount, without.Union.EntryCount);
        var term = new KmclrRanking(network, all, new KmclrRankingOptions(0, 0, 0.4, 100));
        var pairs = new PairSampler(all.Union, all.Union, SmallKnowledge.Items, 10, 0, seed: 1);
        double Step(bool hides)
        {
            var stage = new GraphStage { Stage = TrainingStage.Pretraining, Epochs = 1, Parameters = network.Parameters, Terms = [term] };
            using var trainable = new GraphTrainable(network, stage, all, pairs, null, hides) { Target = Buy };
            return trainable.Step(s_batch).Loss.ToNumber();
        }

        double Ranked(BehaviorGraphs graphs)
        {
            KmclrVectors vectors = ((KmclrPass)network.Over(graphs)).All();
            long[][] own = BehaviorRanking.Own(all, s_batch);
            return BehaviorRanking.Losses(s_batch, own, vectors.Users, vectors.Items).SelectMany(one => one.Values.data<float>().ToArray()).Average()
                + BehaviorRanking.Losses(s_batch, own[1..], vectors.Knowledge!.Value.Users, vectors.Knowledge.Value.Items).Single().Values.mean().ToDouble();
        }

        Assert.AreEqual(Ranked(without), Step(hides: true), 1e-5);
        Assert.AreEqual(Ranked(all), Step(hides: false), 1e-5);
        Assert.AreNotEqual(Ranked(all), Ranked(without), 1e-3);
    }

    [TestMethod]
    public void ShapesThatCannotBeAreRefused()
    {
        SmallKnowledge.Shape.Validate(2);
        void Refused(KmclrShape shape, string said) => StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => shape.Validate(2)).Message, said);
        Refused(SmallKnowledge.Shape with { Target = 3 }, "Target is 3");
        Refused(SmallKnowledge.Shape with { Relations = 6 }, "Relations is 6");
        Refused(SmallKnowledge.Shape with { Relations = 0 }, "Relations is 0");
        Refused(SmallKnowledge.Shape with { Entities = 0 }, "Relations is 2");
    }

    [TestMethod]
    public void OptionsOutOfRangeAreRefused()
    {
        void Refused(Action<KmclrTrainer.Options> change, string said)
        {
            var options = new KmclrTrainer.Options();
            change(options);
            StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new MLContext(1).Recommendation().Trainers.Kmclr(options)).Message, said);
        }

        Refused(o => o.ContrastiveWeight = -1, "ContrastiveWeight is -1");
        Refused(o => o.Temperature = 0, "Temperature is 0");
        Refused(o => o.ContrastiveNodes = 1, "ContrastiveNodes is 1");
        Refused(o => o.MaxEntities = 0, "MaxEntities is 0");
        Refused(o => o.KnowledgeShare = 1.1, "KnowledgeShare is 1.1");
        Refused(o => o.TripleWeight = -1, "TripleWeight is -1");
        Refused(o => o.TripleBatchSize = 0, "TripleBatchSize is 0");
        Refused(o => o.ViewWeight = -1, "ViewWeight is -1");
        Refused(o => o.TripleDropout = 1, "TripleDropout is 1");
        Refused(o => o.LeastKept = 1.1, "LeastKept is 1.1");
    }

    private static int Degree(int item) => Enumerable.Range(0, SmallKnowledge.Users).Count(user => SmallKnowledge.Graphs[Buy][user].Contains(item));

    private static double[][] Mixed(Tensor convolution, double[][] knowledge) =>
        [.. SmallKnowledge.Rows(convolution).Select((row, i) => row.Select((value, j) => ((1 - Share) * value) + (Share * knowledge[i][j])).ToArray())];

    private static void AssertNear(double[][] expected, Tensor found)
    {
        double[][] rows = SmallKnowledge.Rows(found);
        Assert.HasCount(expected.Length, rows);
        for (int row = 0; row < rows.Length; row++)
        {
            for (int j = 0; j < rows[row].Length; j++)
                Assert.AreEqual(expected[row][j], rows[row][j], 1e-4, $"[{row}, {j}]");
        }
    }

    /// <summary>What knowledge alone makes of users and items, as it is written down.</summary>
    private static (double[][] Users, double[][] Items, double[][][] ItemLayers) Propagated(KmclrNetwork network)
    {
        double[][] users = SmallKnowledge.Rows(network.Knowledge!.Users), one = Encoded(network, "transr"), other = Encoded(network, "tatec");
        double[][] items = [.. one.Select((row, i) => row.Zip(other[i], (x, y) => (x + y) / 2).ToArray())];
        var layers = new List<(double[][] Users, double[][] Items)> { (users, items) };
        double Edge(int user, int item) =>
            SmallKnowledge.Graphs[Buy][user].Contains(item) ? 1 / Math.Sqrt((double)SmallKnowledge.Graphs[Buy].Count(user) * Degree(item)) : 0;
        for (int layer = 0; layer < SmallKnowledge.Layers; layer++)
        {
            (double[][] u, double[][] x) = layers[^1];
            double[][] nextUsers = [.. u.Select((_, user) => Enumerable.Range(0, Width).Select(j => x.Select((row, item) => Edge(user, item) * row[j]).Sum()).ToArray())];
            double[][] nextItems = [.. x.Select((_, item) => Enumerable.Range(0, Width).Select(j => u.Select((row, user) => Edge(user, item) * row[j]).Sum()).ToArray())];
            layers.Add((nextUsers, nextItems));
        }

        double[][] Mean(Func<(double[][] Users, double[][] Items), double[][]> of) =>
            [.. of(layers[0]).Select((row, i) => row.Select((_, j) => layers.Average(layer => of(layer)[i][j])).ToArray())];
        return (Mean(layer => layer.Users), Mean(layer => layer.Items), [.. layers.Select(layer => layer.Items)]);
    }

    private static double[][] Encoded(KmclrNetwork network, string set)
    {
        Dictionary<string, Tensor> weights = SmallKnowledge.Weights(network);
        double[][] Table(string name) => SmallKnowledge.Rows(weights[$"knowledge.{set}.{name}"]);
        (double[][] items, double[][] entities, double[][] relations, double[][] attention, double[][] map) = (Table("items"), Table("entities"), Table("relations"), Table("attention"), Table("map"));
        double Score(int item, int entity)
        {
            double sum = 0;
            for (int j = 0; j < Width; j++)
                sum += (attention[j][0] * items[item][j]) + (attention[j][1] * relations[SmallKnowledge.RelationOf[entity]][j]) + (attention[j][2] * entities[entity][j]);
            return Math.Exp(sum > 0 ? sum : 0.2 * sum);
        }

        return
        [
            .. items.Select((own, item) =>
            {
                int[] heard = SmallKnowledge.EntitiesOf[item];
                double total = heard.Sum(entity => Score(item, entity));
                double[] x = [.. own.Select((value, j) => value + heard.Sum(entity => Score(item, entity) / total * entities[entity][j]))];
                return map.Select(row => Math.Max(0, row.Zip(x, (w, value) => w * value).Sum())).ToArray();
            }),
        ];
    }

    private sealed class OneTerm(Func<Tensor> loss) : IGraphTerm
    {
        public Tensor Of(GraphStep step) => loss();
    }
}
