using Microsoft.ML.Dpcpl.Baselines.Graph;
using Microsoft.ML.Dpcpl.Baselines.Graph.Cptpp;
using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Tests.Baselines.ItemItem;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Tests.Baselines.Graph.Cptpp;

[TestClass]
public sealed class CptppTests
{
    private const int Users = 4, Items = 6, Width = 3, PromptWidth = 2;

    private static readonly BehaviorGraphs s_graph = BehaviorGraphs.Of(SmallShop.Data(Items, [1, 2, 3], [2, 4], [1, 5], [3, 4, 5]));

    private readonly MLContext _ml = new(seed: 1);

    public static IEnumerable<object[]> Profiles => Enum.GetValues<UserProfile>().Select(profile => new object[] { profile });

    [TestMethod]
    [DynamicData(nameof(Profiles))]
    public void AUserIsThePromptOfTheProfileFusedWithTheVector(UserProfile profile)
    {
        using var scope = NewDisposeScope();
        using CptppNetwork network = Network(profile);
        (Tensor users, Tensor items) = network.Over(s_graph).Propagate();
        using GraphVectors vectors = network.Over(s_graph).Vectors();
        Dictionary<string, Tensor> weights = network.Prompts.ToDictionary(weight => weight.Name, weight => (Tensor)weight.Values);
        double[] Row(Tensor table, int row) => [.. Enumerable.Range(0, (int)table.shape[1]).Select(j => table[row, j].ToDouble())];
        double[] Map(string weight, string? bias, double[] x) =>
            [.. Enumerable.Range(0, (int)weights[weight].shape[0]).Select(i => (bias is null ? 0 : weights[bias][i].ToDouble()) + x.Select((value, j) => value * weights[weight][i, j].ToDouble()).Sum())];
        for (int user = 0; user < Users; user++)
        {
            double[] x = Row(users, user);
            Tensor source = profile == UserProfile.History ? items : (Tensor?)network.Factors ?? items;
            double[] s = profile == UserProfile.HighOrder ? x
                : [.. Enumerable.Range(0, Width).Select(j => s_graph.Union[user].ToArray().Average(item => source[item, j].ToDouble()))];
            double[] prompt = [.. Map("prompt.second.weight", "prompt.second.bias", [.. Map("prompt.first.weight", "prompt.first.bias", s).Select(Math.Tanh)]).Select(Math.Tanh)];
            double[] fused = [.. Map("fusion.prompt.weight", "fusion.bias", prompt).Zip(Map("fusion.user.weight", null, x), (p, u) => Math.Tanh(p + u))];
            double scale = Math.Exp(weights["scale"][0].ToDouble());
            double[] expected = [.. Map("fusion.last.weight", "fusion.last.bias", fused).Select(value => scale * Math.Tanh(value))];
            for (int j = 0; j < Width; j++)
                Assert.AreEqual(expected[j], vectors.Users[user, j].ToDouble(), 1e-5, $"[{user}, {j}]");
        }
    }

    [TestMethod]
    [DynamicData(nameof(Profiles))]
    public void GradientsOfPromptsAreFiniteDifferences(UserProfile profile)
    {
        using CptppNetwork network = Network(profile);
        GraphGradients.Check(network, network.Prompts, [new PairRanking(0)], s_graph, new PairBatch([0, 1, 3, 0], [1, 4, 5, 3], [2, 6, 5], [0, 3, 8, 9]));
    }

    /// <summary>Light tuning trains prompts alone; full tuning, and pre-training before either, the tables.</summary>
    [TestMethod]
    [DataRow(RepeatPolicy.TargetPairRemoved)]
    [DataRow(RepeatPolicy.AsIs)]
    public void LightTuningLeavesTheTablesAsTheyWerePretrained(RepeatPolicy policy)
    {
        SequenceSplit split = GraphBaseline.Split(_ml, GraphBaseline.Events());
        (float[] Tables, float[] Prompts, TrainingSummary Summary) Trained(TuningMode tuning, int epochs)
        {
            using GraphTransformer model = GraphBaseline.Trainer(_ml, GraphBaseline.Options("Cptpp", o =>
            {
                ((CptppTrainer.Options)o).Tuning = tuning;
                (o.Epochs, o.RepeatPolicy) = (epochs, policy);
            })).Fit(split.TrainSet);
            var network = (CptppNetwork)model.Model.Network;
            float[] Values(IEnumerable<(string Name, Parameter Values)> weights) => [.. weights.SelectMany(weight => weight.Values.data<float>().ToArray())];
            return (Values(network.Tables), Values(network.Prompts), model.Summary);
        }

        var (one, more, full) = (Trained(TuningMode.Prompts, 1), Trained(TuningMode.Prompts, 3), Trained(TuningMode.FullFineTuning, 3));
        CollectionAssert.AreEqual(one.Tables, more.Tables);
        CollectionAssert.AreNotEqual(one.Prompts, more.Prompts);
        CollectionAssert.AreNotEqual(more.Tables, full.Tables);
        Assert.AreEqual(more.Prompts.Length, more.Summary.TunedParameters);
        Assert.AreEqual(full.Prompts.Length + full.Tables.Length, full.Summary.TunedParameters);
        Assert.AreEqual(3, more.Summary.PretrainingEpochs);
        Assert.AreEqual(3, more.Summary.TuningEpochs);
    }

    [TestMethod]
    public void TuningNothingIsRefused() => StringAssert.Contains(
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _ml.Recommendation().Trainers.Cptpp(new CptppTrainer.Options { Tuning = TuningMode.None })).Message, "Tuning is None");

    /// <summary>Weights that are all their own, where a new network has zeros and identities.</summary>
    private static CptppNetwork Network(UserProfile profile)
    {
        var network = (CptppNetwork)new CptppShape(Users, Items, Width, 2, PromptWidth, profile).Create(new Initialization(3));
        network.ComputeFactors(s_graph.Union, seed: 2);
        var random = new Random(4);
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        foreach ((_, Parameter values) in network.Parameters)
            values.add_(tensor([.. Enumerable.Range(0, (int)values.NumberOfElements).Select(_ => (float)(random.NextDouble() - 0.5))]).view(values.shape));
        return network;
    }
}
