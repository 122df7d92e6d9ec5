using Microsoft.ML.Dpcpl.Baselines.Graph;
using Microsoft.ML.Dpcpl.Baselines.Graph.Cml;
using Microsoft.ML.Dpcpl.Common;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Dropout = Microsoft.ML.Dpcpl.Networks.Dropout;

namespace Microsoft.ML.Dpcpl.Tests.Baselines.Graph.Cml;

[TestClass]
public sealed class CmlTests
{
    private const int Width = BehaviorGcnNetworkTests.Width, Buy = 2;
    private const double Temperature = 0.4, ContrastiveWeight = 0.7;

    private static readonly BehaviorGraphs s_graphs = BehaviorGcnNetworkTests.Graphs;

    private static readonly PairBatch s_batch = new([0, 1, 3, 2, 0], [1, 4, 6, 5, 3], [6, 7, 2, 3, 7], null);

    /// <summary>Two networks of which one sees loss and vectors beside each other, the other one their product, each over the mean and deviation of the users.</summary>
    [TestMethod]
    public void WeightsOfUsersAreThoseOfLoops()
    {
        using var scope = NewDisposeScope();
        using CmlNetwork network = BehaviorGcnNetworkTests.Network(raw: false);
        (Tensor losses, Tensor under, Tensor users) = Known();
        Tensor found = network.Ranking.Of(losses, under, users, Dropout.None);

        Tensor Weight(string name) => network.Ranking.Parameters.Single(weight => weight.Name == $"meta.ranking.{name}").Values;
        (Tensor first, Tensor bias, Tensor second, Tensor product, Tensor slopes) = (Weight("first"), Weight("bias"), Weight("second"), Weight("product"), Weight("slopes"));
        double Rectified(double x, int slope) => x > 0 ? x : x * slopes[slope].ToDouble();
        double[] logits = new double[4], products = new double[4];
        for (int user = 0; user < 4; user++)
        {
            double[] vectors = [.. Enumerable.Range(0, Width).Select(j => under[user, j].ToDouble()), .. Enumerable.Range(0, Width).Select(j => users[user, j].ToDouble())];
            double loss = losses[user].ToDouble();
            double[] seen = [loss, .. vectors];
            for (int h = 0; h < (int)first.shape[0]; h++)
                logits[user] += second[0, h].ToDouble() * Rectified(bias[h].ToDouble() + seen.Select((value, i) => value * first[h, i].ToDouble()).Sum(), 0);
            products[user] = Rectified(loss * vectors.Select((value, i) => value * product[0, i].ToDouble()).Sum(), 1);
        }

        static double Sigma(double[] all, int user)
        {
            double mean = all.Average(), variance = all.Average(x => (x - mean) * (x - mean));
            return 1 / (1 + Math.Exp(-(all[user] - mean) / Math.Sqrt(variance + 1e-5)));
        }

        for (int user = 0; user < 4; user++)
            Assert.AreEqual(Sigma(logits, user) + Sigma(products, user), found[user].ToDouble(), 1e-4);
    }

    [TestMethod]
    public void GradientsOfWeightsOfUsersAreFiniteDifferences()
    {
        using CmlNetwork network = BehaviorGcnNetworkTests.Network(raw: false);
        (Tensor losses, Tensor under, Tensor users) = Known();
        IGraphTerm Term(UserWeights weights) => new OneTerm(() => (losses * weights.Of(losses, under, users, Dropout.None)).sum());
        GraphGradients.Check(network, network.Meta, [Term(network.Ranking), Term(network.Contrast)], s_graphs, s_batch, reach: 2e-3);
    }

    [TestMethod]
    public void GradientsOfWeighedLossesAreFiniteDifferences()
    {
        using CmlNetwork network = BehaviorGcnNetworkTests.Network(raw: false);
        WeightedBehaviors term = Term(network);
        var pass = (BehaviorGcnPass)network.Over(s_graphs);
        GraphGradients.Check(
            network,
            network.Propagating,
            [
                new OneTerm(() =>
                {
                    BehaviorParts parts = term.Parts(s_batch, pass.Vectors(network.Weights), Buy);
                    Tensor[] Fixed(List<BehaviorLosses> all) => [.. all.Select(losses => linspace(0.5, 1.5, losses.Values.shape[0], ScalarType.Float32))];
                    return term.Total(parts, new BehaviorWeights(Fixed(parts.Rankings), Fixed(parts.Contrasts)));
                }),
            ],
            s_graphs,
            s_batch,
            reach: 2e-3);
    }

    /// <summary>Who has nothing under one of the two behaviors is not compared.</summary>
    [TestMethod]
    public void UsersAreComparedWithThemselvesUnderTheTarget()
    {
        using var scope = NewDisposeScope();
        using CmlNetwork network = BehaviorGcnNetworkTests.Network(raw: false);
        BehaviorVectors vectors = ((BehaviorGcnPass)network.Over(s_graphs)).Vectors(network.Weights);
        BehaviorLosses found = Term(network).Parts(s_batch, vectors, Buy).Contrasts.Single();

        Assert.AreEqual(1, found.Behavior);
        long[] users = [0, 1, 2];
        CollectionAssert.AreEqual(users, found.Users);
        long[] everybody = [.. Enumerable.Range(0, s_graphs.Users).Select(user => (long)user)];
        Tensor under = vectors.UsersUnder([new(Buy, everybody)]), other = vectors.UsersUnder([new(1, everybody)]);
        double Similar(long one, long another)
        {
            double dot = 0, a = 0, b = 0;
            for (int j = 0; j < Width; j++)
            {
                (double x, double y) = (under[one, j].ToDouble(), other[another, j].ToDouble());
                (dot, a, b) = (dot + (x * y), a + (x * x), b + (y * y));
            }

            return Math.Exp(dot / Math.Sqrt(a * b) / Temperature);
        }

        for (int i = 0; i < users.Length; i++)
            Assert.AreEqual(-Math.Log(Similar(users[i], users[i]) / users.Sum(user => Similar(users[i], user))), found.Values[i].ToDouble(), 1e-4);
    }

    [TestMethod]
    public void AStepKnowsNothingOfThePairsThatItRanks()
    {
        using var scope = NewDisposeScope();
        using CmlNetwork network = BehaviorGcnNetworkTests.Network(raw: false);
        BehaviorGraphs rest = s_graphs.Without(s_batch.Users, s_batch.Items);
        double Loss(BehaviorGraphs known)
        {
            WeightedBehaviors term = Term(network);
            term.Begin(1);
            return term.Of(new GraphStep(network, known, () => throw new InvalidOperationException(), s_batch) { Target = Buy }).ToDouble();
        }

        BehaviorVectors vectors = ((BehaviorGcnPass)network.Over(rest)).Vectors(network.Weights);
        WeightedBehaviors plain = Term(network);
        BehaviorParts parts = plain.Parts(s_batch, vectors, Buy);
        double expected = plain.Total(parts, plain.Weigh(parts, vectors, 1)).ToDouble();
        Assert.AreEqual(expected, Loss(rest), 1e-6);
        Assert.AreNotEqual(expected, Loss(s_graphs), 1e-4);
    }

    /// <summary>A rare behavior does not weigh as much as a common one.</summary>
    [TestMethod]
    public void ABehaviorCountsAsOftenAsThereArePairsUnderIt()
    {
        using var scope = NewDisposeScope();
        using CmlNetwork network = BehaviorGcnNetworkTests.Network(raw: false);
        BehaviorVectors vectors = ((BehaviorGcnPass)network.Over(s_graphs)).Vectors(network.Weights);
        WeightedBehaviors term = Term(network);
        BehaviorParts parts = term.Parts(s_batch, vectors, Buy);
        BehaviorWeights weights = term.Weigh(parts, vectors, 1);
        Assert.AreNotEqual(parts.Rankings[0].Users.Length, parts.Rankings[1].Users.Length);
        double Mean(List<BehaviorLosses> losses, Tensor[] by) => losses.Zip(by, (one, weight) => (one.Values * weight).sum().ToDouble()).Sum() / losses.Sum(one => one.Users.Length);
        Assert.AreEqual(Mean(parts.Rankings, weights.Rankings) + (ContrastiveWeight * Mean(parts.Contrasts, weights.Contrasts)), term.Total(parts, weights).ToDouble(), 1e-5);
    }

    /// <summary>The network learns by weights that are numbers to it, and the weights by a network that is: neither moves with the other's gradient.</summary>
    [TestMethod]
    public void WeightsOfUsersLearnAfterTheNetwork()
    {
        using var scope = NewDisposeScope();
        using CmlNetwork network = BehaviorGcnNetworkTests.Network(raw: false);
        foreach ((_, Parameter values) in network.Parameters)
            values.requires_grad = true;
        WeightedBehaviors term = Term(network);
        term.Begin(1);
        var step = new GraphStep(network, BehaviorGcnNetworkTests.Graphs, () => throw new InvalidOperationException(), s_batch) { Target = Buy };
        term.Of(step).backward();
        Assert.IsTrue(network.Meta.All(weight => weight.Values.grad is null));
        float[] before = [.. network.Propagating.SelectMany(weight => weight.Values.grad!.data<float>().ToArray())];

        float[] weights = [.. network.Propagating.SelectMany(weight => weight.Values.data<float>().ToArray())];
        ((IGraphTerm)term).Afterwards(step)!.backward();
        CollectionAssert.AreEqual(before, network.Propagating.SelectMany(weight => weight.Values.grad!.data<float>().ToArray()).ToArray());
        CollectionAssert.AreEqual(weights, network.Propagating.SelectMany(weight => weight.Values.data<float>().ToArray()).ToArray());
        foreach ((string name, Parameter values) in network.Meta)
            Assert.IsGreaterThan(0, values.grad!.abs().sum().ToDouble(), name);
    }

    [TestMethod]
    public void WeightsLearnFromUsersWithTheMostBehaviors()
    {
        SparseRows users = WeightedBehaviors.MetaUsers(s_graphs);
        foreach (int user in (int[])[0, 1, 2])
            CollectionAssert.AreEqual(s_graphs.Union[user].ToArray(), users[user].ToArray());
        Assert.AreEqual(0, users.Count(3));
        Assert.AreEqual(0, users.Count(4));
    }

    [TestMethod]
    public void OptionsOutOfRangeAreRefused()
    {
        void Refused(Action<CmlTrainer.Options> change, string said)
        {
            var options = new CmlTrainer.Options();
            change(options);
            StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new MLContext(1).Recommendation().Trainers.Cml(options)).Message, said);
        }

        Refused(o => o.ContrastiveWeight = -1, "ContrastiveWeight is -1");
        Refused(o => o.Temperature = 0, "Temperature is 0");
        Refused(o => o.ContrastiveUsers = 1, "ContrastiveUsers is 1");
        Refused(o => o.MetaPairs = 1, "MetaPairs is 1");
        Refused(o => o.MetaDropout = 1, "MetaDropout is 1");
    }

    private static WeightedBehaviors Term(CmlNetwork network) =>
        new(network, s_graphs, new WeightedBehaviorsOptions(0, ContrastiveWeight, Temperature, 100, 5, 0, 0.01, 0), seed: 5);

    private static (Tensor Losses, Tensor Under, Tensor Users) Known() =>
        (tensor((float[])[0.3f, 1.4f, 0.8f, 2.1f]), rand(4, Width, generator: new Generator(1)), rand(4, Width, generator: new Generator(2)));

    private sealed class OneTerm(Func<Tensor> loss) : IGraphTerm
    {
        public Tensor Of(GraphStep step) => loss();
    }
}
