using Microsoft.ML.Dpcpl.Baselines.Graph;
using Microsoft.ML.Dpcpl.Baselines.Graph.Dpt;
using Microsoft.ML.Dpcpl.Networks;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Tests.Baselines.Graph.Dpt;

[TestClass]
public sealed class DptTests
{
    private const int Users = BehaviorGcnNetworkTests.Users, Items = BehaviorGcnNetworkTests.Items, Width = BehaviorGcnNetworkTests.Width, Click = 1, Buy = 2;

    private static readonly BehaviorGraphs s_graphs = BehaviorGcnNetworkTests.Graphs;

    private static readonly PairBatch s_batch = new([0, 1, 3, 2, 0], [1, 4, 6, 5, 3], [6, 7, 2, 3, 7], null);

    private readonly MLContext _ml = new(seed: 1);

    [TestMethod]
    public void TheLeastProbablePairsOfOtherBehaviorsAreNoise()
    {
        using DptNetwork network = Network();
        (int User, int Item, double Probability)[] clicks =
        [
            .. from user in Enumerable.Range(0, Users) from item in s_graphs[Click][user].ToArray() select (user, item, Probability(network, user, item, Click)),
        ];
        network.FindNoise(s_graphs, 0.35, Buy);
        BehaviorGraphs kept = network.WithoutNoise(s_graphs);

        int dropped = (int)(0.35 * clicks.Length);
        Assert.IsGreaterThan(0, dropped);
        CollectionAssert.AreEqual(
            clicks.OrderBy(pair => pair.Probability).Skip(dropped).Select(pair => (pair.User, pair.Item)).Order().ToArray(),
            Enumerable.Range(0, Users).SelectMany(user => kept[Click][user].ToArray().Select(item => (user, item))).Order().ToArray());
        CollectionAssert.AreEqual(s_graphs[Buy].Columns.ToArray(), kept[Buy].Columns.ToArray());
        network.FindNoise(s_graphs, 0, Buy);
        Assert.AreSame(s_graphs, network.WithoutNoise(s_graphs));
    }

    /// <summary>A prompt is what everybody hears under the target beside the neighbors: whoever has none hears it alone.</summary>
    [TestMethod]
    public void ThePromptIsHeardUnderTheTarget()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using DptNetwork network = Network();
        network.BeginPrompt(Buy);
        Dictionary<string, Tensor> weights = network.Parameters.ToDictionary(weight => weight.Name, weight => (Tensor)weight.Values);

        using GraphVectors vectors = network.Over(s_graphs).Vectors();
        double[] heard = [.. Enumerable.Range(0, Width).Select(j => weights["prompt"][0, j].ToDouble() / 2)];
        for (int i = 0; i < Width; i++)
        {
            double expected = 0;
            for (int k = 0; k < BehaviorGcnNetworkTests.Layers; k++)
            {
                for (int j = 0; j < Width; j++)
                {
                    double layer = 1 / (1 + Math.Exp(-heard.Select((value, h) => value * weights["users.maps"][k, h, j].ToDouble()).Sum()));
                    expected += layer * weights["joined"][k, j, i].ToDouble();
                }
            }

            Assert.AreEqual(expected, vectors.Users[Users - 1, i].ToDouble(), 1e-5);
        }

        SparseMatrixTests.AssertNear(vectors.Users[Users - 1], vectors.NewUsers(s_graphs)[Users - 1]);
        SparseMatrixTests.AssertNear(vectors.Users[0], vectors.NewUsers(s_graphs)[0]);
    }

    [TestMethod]
    public void GradientsOfDenoisingAreFiniteDifferences()
    {
        using DptNetwork network = Network();
        GraphGradients.Check(network, network.Denoising, [new FixedDraw(new DenoisedRanking(network, s_graphs, 0.1, 0.5, false, seed: 2))], s_graphs, s_batch, reach: 2e-3);
    }

    [TestMethod]
    public void GradientsOverTheGraphWithoutNoiseAreFiniteDifferences()
    {
        using DptNetwork network = Network();
        network.FindNoise(s_graphs, 0.35, Buy);
        network.BeginPrompt(Buy);
        GraphGradients.Check(
            network, [.. network.Maps, .. network.Prompt], [new FixedDraw(new DenoisedRanking(network, s_graphs, 0, 0, true, seed: 2))], s_graphs, s_batch, reach: 2e-3);
    }

    [TestMethod]
    public void PairsAreToldFromUnseenItems()
    {
        using var scope = NewDisposeScope();
        using DptNetwork network = Network();
        // Users 0 and 3 have not seen two items and five; who is drawn for whom is any of them.
        var batch = new PairBatch([0], [1], [6], null);
        double found = new DenoisedRanking(network, s_graphs, 0, 1, false, 2).Pairs(batch, [[0], []], drawn: 4).ToDouble();
        double pair = -Math.Log(Probability(network, 0, 1, Click));
        double[] possible = [.. new[] { 6, 7 }.Select(item => pair - Math.Log(1 - Probability(network, 0, item, Click)))];
        Assert.AreEqual(0, possible.Min(value => Math.Abs(value - found)), 1e-5);
    }

    [TestMethod]
    public void NoiseIsToldForEveryPair()
    {
        SequenceSplit split = GraphBaseline.Split(_ml, GraphBaseline.Events());
        using GraphTransformer model = GraphBaseline.Trainer(_ml, GraphBaseline.Options("Dpt", o => ((DptTrainer.Options)o).NoiseShare = 0.25)).Fit(split.TrainSet);
        PairNoise[] noise = [.. _ml.Data.CreateEnumerable<PairNoise>(_ml.Data.PairNoise(model, split.TrainSet), reuseRowObject: false)];

        BehaviorGraphs graphs = model.Model.Graphs;
        Assert.AreEqual(graphs[1].EntryCount + graphs[2].EntryCount, noise.Length);
        HashSet<(string, string, string)> events = [.. GraphBaseline.Events().Select(e => (e.User, e.Item, e.Behavior))];
        Assert.IsTrue(noise.All(one => events.Contains((one.User, one.Item, one.Behavior))));
        PairNoise[] clicks = [.. noise.Where(one => one.Behavior == "click")];
        Assert.AreEqual((int)(0.25 * clicks.Length), clicks.Count(one => one.IsDropped));
        Assert.IsGreaterThan(clicks.Where(one => !one.IsDropped).Max(one => one.Noise), clicks.Where(one => one.IsDropped).Min(one => one.Noise));
        Assert.IsFalse(noise.Any(one => one.Behavior == "buy" && one.IsDropped));

        using GraphTransformer other = GraphBaseline.Trainer(_ml, GraphBaseline.Options("LightGcn")).Fit(split.TrainSet);
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => _ml.Data.PairNoise(other, split.TrainSet)).Message, "DptTrainer");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _ml.Data.PairNoise(model, split.TrainSet, "Thing")).Message, "'Thing'");
    }

    /// <summary>What says what is noise is frozen once it has said so, and the prompt is tuned alone.</summary>
    [TestMethod]
    public void EveryStageTrainsItsOwn()
    {
        SequenceSplit split = GraphBaseline.Split(_ml, GraphBaseline.Events());
        Dictionary<string, float[]> Trained(int denoised, int prompt)
        {
            using GraphTransformer model = GraphBaseline.Trainer(_ml, GraphBaseline.Options("Dpt", o =>
            {
                var dpt = (DptTrainer.Options)o;
                (dpt.DenoisedEpochs, dpt.PromptEpochs) = (denoised, prompt);
            })).Fit(split.TrainSet);
            return model.Model.Network.Parameters.ToDictionary(weight => weight.Name, weight => weight.Values.data<float>().ToArray());
        }

        Dictionary<string, float[]> one = Trained(1, 1), denoised = Trained(3, 1), prompted = Trained(1, 3);
        foreach (string name in (string[])["users", "items", "behaviors", "thresholds"])
        {
            CollectionAssert.AreEqual(one[name], denoised[name], name);
            CollectionAssert.AreEqual(one[name], prompted[name], name);
        }

        CollectionAssert.AreNotEqual(one["joined"], denoised["joined"]);
        CollectionAssert.AreEqual(one["joined"], prompted["joined"]);
        CollectionAssert.AreNotEqual(one["prompt"], prompted["prompt"]);
    }

    [TestMethod]
    public void OptionsOutOfRangeAreRefused()
    {
        void Refused(Action<DptTrainer.Options> change, string said)
        {
            var options = new DptTrainer.Options();
            change(options);
            StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _ml.Recommendation().Trainers.Dpt(options)).Message, said);
        }

        Refused(o => o.NoiseShare = 1, "NoiseShare is 1");
        Refused(o => o.PairWeight = -1, "PairWeight is -1");
        Refused(o => o.DenoisedEpochs = 0, "DenoisedEpochs is 0");
        Refused(o => o.PromptEpochs = 0, "PromptEpochs is 0");
    }

    private static double Probability(DptNetwork network, int user, int item, int behavior)
    {
        using var scope = NewDisposeScope();
        Tensor vectors = network.Parameters.Single(weight => weight.Name == "behaviors").Values;
        double of = 0, and = 0;
        for (int j = 0; j < Width; j++)
        {
            of += network.Users[user, j].ToDouble() * vectors[behavior - 1, j].ToDouble();
            and += network.Items[item, j].ToDouble() * vectors[behavior - 1, j].ToDouble();
        }

        return 1 / (1 + Math.Exp(-of * and));
    }

    /// <summary>Weights that are all their own, where a new network has identities.</summary>
    private static DptNetwork Network()
    {
        var network = (DptNetwork)new DptShape(Users, Items, Width, BehaviorGcnNetworkTests.Layers, 2, false).Create(new Initialization(3));
        var random = new Random(4);
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        foreach ((_, Parameter values) in (IEnumerable<(string, Parameter)>)[.. network.Denoising, .. network.Prompt])
            values.add_(tensor([.. Enumerable.Range(0, (int)values.NumberOfElements).Select(_ => (float)(random.NextDouble() - 0.5))]).view(values.shape));
        return network;
    }

    /// <summary>The first step of an epoch again and again: what it draws stays the same.</summary>
    private sealed class FixedDraw(IGraphTerm term) : IGraphTerm
    {
        public Tensor Of(GraphStep step)
        {
            term.Begin(1);
            return term.Of(new GraphStep(step.Network, step.Graphs, () => step.Vectors, step.Batch) { Target = Buy });
        }
    }
}
