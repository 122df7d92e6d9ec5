using Microsoft.ML.Dpcpl.Baselines.Graph;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Tests.Baselines.ItemItem;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Tests.Baselines.Graph;

[TestClass]
public sealed class ViewContrastTests
{
    private const int Users = 30, Items = 20;

    private static readonly PairBatch s_batch = new([3, 5, 3, 9], [4, 4, 7, 1], [1], []);

    [TestMethod]
    public void AViewLacksAShareOfThePairsAnewInEveryEpoch()
    {
        using LightGcnNetwork network = Network();
        BehaviorGraphs graph = Graph();
        var contrast = new ViewContrast(network, graph.Union, Options(dropout: 0.3), seed: 4);
        string Pairs(SparseRows rows) => string.Join(" ", Enumerable.Range(0, Users).SelectMany(user => rows[user].ToArray().Select(item => $"{user}-{item}")));

        string[] views = [Pairs(contrast.Kept(1, 1)), Pairs(contrast.Kept(1, 2)), Pairs(contrast.Kept(2, 1))];
        Assert.AreEqual(3, views.Distinct().Count());
        Assert.AreEqual(views[0], Pairs(contrast.Kept(1, 1)));
        foreach (string view in views)
        {
            CollectionAssert.IsSubsetOf(view.Split(' '), Pairs(graph.Union).Split(' '));
            Assert.AreEqual(0.7, (double)view.Split(' ').Length / graph.Union.EntryCount, 0.15);
        }

        Assert.AreEqual(Pairs(graph.Union), Pairs(new ViewContrast(network, graph.Union, Options(dropout: 0), seed: 4).Kept(1, 1)));
    }

    [TestMethod]
    public void TheTermIsTheCrossEntropyOfTheOwnVectorAmongThoseOfTheBatch()
    {
        using var scope = NewDisposeScope();
        BehaviorGraphs graph = Graph();
        using LightGcnNetwork network = Network();
        var contrast = new ViewContrast(network, graph.Union, Options(dropout: 0.3), seed: 4);
        contrast.Begin(2);
        (Tensor Users, Tensor Items) first = View(1), second = View(2);
        (Tensor Users, Tensor Items) View(int view) => network.Propagate(SparseMatrix.Normalized(contrast.Kept(2, view), Items + 1));

        double expected = 0.5 * (Loops(first.Users, second.Users, [3, 5, 9]) + Loops(first.Items, second.Items, [4, 7, 1]));
        Assert.AreEqual(expected, contrast.Of(new GraphStep(network, graph, () => first, s_batch)).ToDouble(), 1e-5);
    }

    [TestMethod]
    public void GradientsAreFiniteDifferences()
    {
        using LightGcnNetwork network = Network();
        GraphGradients.Check(network, network.Parameters, [new ViewContrast(network, Graph().Union, Options(dropout: 0.3), seed: 4)], Graph(), s_batch, reach: 1e-3);
    }

    private static ViewContrastOptions Options(double dropout) => new(Items, 0.5, dropout, 0.4, 1000);

    private static double Loops(Tensor first, Tensor second, int[] nodes)
    {
        double Cosine(int a, int b)
        {
            double dot = 0, one = 0, other = 0;
            for (int j = 0; j < 4; j++)
            {
                (double x, double y) = (first[nodes[a], j].ToDouble(), second[nodes[b], j].ToDouble());
                (dot, one, other) = (dot + (x * y), one + (x * x), other + (y * y));
            }

            return dot / Math.Sqrt(one * other) / 0.4;
        }

        double sum = 0;
        for (int a = 0; a < nodes.Length; a++)
        {
            double forth = Enumerable.Range(0, nodes.Length).Sum(b => Math.Exp(Cosine(a, b))), back = Enumerable.Range(0, nodes.Length).Sum(b => Math.Exp(Cosine(b, a)));
            sum += Math.Log(forth) + Math.Log(back) - (2 * Cosine(a, a));
        }

        return sum / 2 / nodes.Length;
    }

    private static LightGcnNetwork Network() => (LightGcnNetwork)new LightGcnShape(Users, Items, 4, 2).Create(new Initialization(3));

    private static BehaviorGraphs Graph()
    {
        var random = new Random(2);
        (int User, int Item)[] pairs = [.. from user in Enumerable.Range(0, Users) from item in Enumerable.Range(1, Items) where random.Next(4) == 0 || item == 1 + (user % Items) select (user, item)];
        return BehaviorGraphs.Of(SmallShop.Data(Items, [.. Enumerable.Range(0, Users).Select(user => pairs.Where(pair => pair.User == user).Select(pair => pair.Item).ToArray())]));
    }
}
