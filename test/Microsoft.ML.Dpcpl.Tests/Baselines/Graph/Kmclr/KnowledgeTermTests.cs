using Microsoft.ML.Dpcpl.Baselines.Graph;
using Microsoft.ML.Dpcpl.Baselines.Graph.Kmclr;
using Microsoft.ML.Dpcpl.Common;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Tests.Baselines.Graph.Kmclr;

/// <summary>Attention over entities, triples, and views of knowledge.</summary>
[TestClass]
public sealed class KnowledgeTermTests
{
    private const int Width = SmallKnowledge.Width;

    [TestMethod]
    public void AttentionOverEntitiesIsThatOfADenseTable()
    {
        using var scope = NewDisposeScope();
        ItemKnowledge knowledge = SmallKnowledge.Knowledge;
        var random = new Random(2);
        Tensor Table(int rows, int columns) => tensor([.. Enumerable.Range(0, rows * columns).Select(_ => (float)(random.NextDouble() - 0.5))]).view(rows, columns);
        int items = SmallKnowledge.Items + 1;
        Tensor[] inputs = [Table(items, 1), Table(SmallKnowledge.Entities, 1), Table(SmallKnowledge.Entities, Width)], copies = [.. inputs.Select(one => one.clone())];
        Tensor direction = Table(items, Width);
        foreach (Tensor one in inputs.Concat(copies))
            one.requires_grad = true;
        Tensor found = new EntityAttention(knowledge).Of(inputs[0], inputs[1], inputs[2]);
        (found * direction).sum().backward();

        Tensor there = zeros(items, SmallKnowledge.Entities);
        for (int item = 0; item < items; item++)
        {
            foreach (int entity in SmallKnowledge.EntitiesOf[item])
                there[item, entity] = tensor(1f);
        }

        Tensor weights = nn.functional.leaky_relu(copies[0] + copies[1].t(), 0.2).exp() * there;
        Tensor dense = (weights / weights.sum(1, keepdim: true).clamp_min(1e-30)).mm(copies[2]);
        (dense * direction).sum().backward();
        Assert.IsLessThan(1e-6, (found - dense).abs().max().ToDouble());
        for (int i = 0; i < inputs.Length; i++)
        {
            Assert.IsLessThan(1e-6, (inputs[i].grad! - copies[i].grad!).abs().max().ToDouble(), $"input {i}");
            Assert.IsGreaterThan(1e-3, copies[i].grad!.abs().max().ToDouble(), $"input {i}");
        }
    }

    [TestMethod]
    public void ScoresOfAnySizeHaveWeights()
    {
        using var scope = NewDisposeScope();
        // Item 1 has entities 0 and 3, of scores 2e6 and 1e6.
        Tensor items = full([SmallKnowledge.Items + 1, 1], 1e6f), entities = tensor((float[])[1e6f, 0, 0, 0, 0]).view(5, 1), vectors = tensor((float[])[5, 1, 2, 3, 4]).view(5, 1);
        items.requires_grad = true;
        Tensor found = new EntityAttention(SmallKnowledge.Knowledge).Of(items, entities, vectors);
        found.sum().backward();
        Assert.AreEqual(5, found[1, 0].ToDouble());
        Assert.AreEqual(0, found[6, 0].ToDouble(), "no entity");
        Assert.AreEqual(0, items.grad![1, 0].ToDouble());
    }

    [TestMethod]
    public void TriplesLoseByTheirMarginsAndTheirSquares()
    {
        using var scope = NewDisposeScope();
        using KmclrNetwork network = SmallKnowledge.Network();
        Dictionary<string, Tensor> weights = SmallKnowledge.Weights(network);
        (long[] items, long[] entities, long[] others) = ([1, 3, 3], [0, 4, 1], [2, 3, 0]);
        double Loss(string set)
        {
            double[][] Table(string name) => SmallKnowledge.Rows(weights[$"knowledge.{set}.{name}"]);
            (double[][] allItems, double[][] allEntities, double[][] relations) = (Table("items"), Table("entities"), Table("relations"));
            Tensor maps = weights[$"knowledge.{set}.relationMaps"];
            double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();
            double[] Of(double[] x, int r) => [.. Enumerable.Range(0, Width).Select(j => x.Select((value, i) => value * maps[r, i, j].ToDouble()).Sum())];
            double Score(double[] h, int r, double[] t)
            {
                if (set == "tatec")
                    return Dot(Of(h, r), t) + Dot(h, relations[r]) + Dot(t, relations[r]) + Dot(h, t);
                (double[] from, double[] to) = (Of(h, r), Of(t, r));
                return -Enumerable.Range(0, Width).Sum(j => Math.Pow(from[j] + relations[r][j] - to[j], 2));
            }

            double sum = 0;
            for (int i = 0; i < items.Length; i++)
            {
                int r = SmallKnowledge.RelationOf[entities[i]];
                (double[] h, double[] t, double[] other) = (allItems[items[i]], allEntities[entities[i]], allEntities[others[i]]);
                sum += Math.Log(1 + Math.Exp(Score(h, r, other) - Score(h, r, t)));
                sum += 1e-3 / 2 * (Dot(h, h) + Dot(t, t) + Dot(other, other) + Dot(relations[r], relations[r]));
            }

            return sum / items.Length;
        }

        var term = new TripleRanking(network.Knowledge!, SmallKnowledge.Knowledge, 3, 1, 1);
        Assert.AreEqual(Loss("transr") + Loss("tatec"), term.Loss(items, entities, others).ToDouble(), 1e-4);
    }

    [TestMethod]
    public void ATripleIsComparedWithAnotherEntityOfItsRelation()
    {
        using KmclrNetwork network = SmallKnowledge.Network();
        var term = new TripleRanking(network.Knowledge!, SmallKnowledge.Knowledge, 2000, 1, 1);
        (long[] items, long[] entities, long[] others) = term.Draw(1, 1);
        var drawn = new HashSet<(long, long)>();
        var rivals = new HashSet<(long, long)>();
        for (int i = 0; i < items.Length; i++)
        {
            CollectionAssert.Contains(SmallKnowledge.EntitiesOf[items[i]], (int)entities[i]);
            CollectionAssert.DoesNotContain(SmallKnowledge.EntitiesOf[items[i]], (int)others[i]);
            Assert.AreEqual(SmallKnowledge.RelationOf[entities[i]], SmallKnowledge.RelationOf[others[i]]);
            drawn.Add((items[i], entities[i]));
            rivals.Add((items[i], others[i]));
        }

        // Item 3 has both makers: nothing stands beside them.
        CollectionAssert.AreEquivalent(
            (from item in Enumerable.Range(1, SmallKnowledge.Items) from entity in SmallKnowledge.EntitiesOf[item] where item != 3 || entity < 3 select ((long)item, (long)entity)).ToArray(), drawn.ToArray());
        CollectionAssert.IsSubsetOf(((long, long)[])[(3, 0), (1, 1), (1, 2), (1, 4), (7, 0), (7, 1)], rivals.ToArray());
        CollectionAssert.AreEqual(others, term.Draw(1, 1).Others);
        CollectionAssert.AreNotEqual(others, term.Draw(1, 2).Others);
    }

    [TestMethod]
    public void AViewLacksAShareOfTheTriplesAnewInEveryEpoch()
    {
        using KmclrNetwork network = SmallKnowledge.Network();
        KnowledgeContrast term = Term(network, dropout: 0.4);
        string Text(SparseRows rows) => string.Join(" ", Enumerable.Range(0, rows.RowCount).SelectMany(row => rows[row].ToArray().Select(entity => $"{row}-{entity}")));
        string all = Text(SmallKnowledge.Knowledge.Entities);
        string[] views = [.. from epoch in (int[])[1, 2, 3] from view in (int[])[1, 2] from set in (int[])[0, 1] select Text(term.Triples(epoch, view, set))];
        Assert.AreEqual(12, views.Distinct().Count());
        Assert.AreEqual(views[0], Text(term.Triples(1, 1, 0)));
        foreach (string view in views)
            CollectionAssert.IsSubsetOf(view.Split(' '), all.Split(' '));
        Assert.AreEqual(0.6, views.Average(view => (double)view.Split(' ').Length / all.Split(' ').Length), 0.1);
        Assert.AreEqual(all, Text(Term(network, dropout: 0).Triples(1, 1, 0)));
    }

    /// <summary>Of two users with items 1, 2 and with 3.</summary>
    [TestMethod]
    public void PairsStayByLikingAndStability()
    {
        using var scope = NewDisposeScope();
        Tensor users = tensor(new float[,] { { 1, 0 }, { 0, 2 } }), items = tensor(new float[,] { { 0, 0 }, { 2, 1 }, { 1, 5 }, { 0, 1 } });
        float[] stable = [0, 0.5f, 0.9f, 0.8f];
        double share = 1 / (1 + Math.Exp(-1));
        double[] products = [share * 0.5, (1 - share) * 0.9, 0.8];
        float[] found = KnowledgeContrast.Chances(SparseRows.From([0, 2, 3], [1, 2, 3]), users, items, stable, 0.6);
        for (int pair = 0; pair < 3; pair++)
            Assert.AreEqual(0.6 + (0.4 * (products[pair] - products.Min()) / (products.Max() - products.Min())), found[pair], 1e-5);
        Assert.AreEqual(1f, KnowledgeContrast.Chances(SparseRows.From([0, 0, 1], [3]), users, items, stable, 0.6).Single(), "one like all others");
    }

    /// <summary>With all pairs kept a view is the pass over the whole graph of the target, by the triples of the view.</summary>
    [TestMethod]
    public void ViewsAreComparedNodeByNode()
    {
        using var scope = NewDisposeScope();
        using KmclrNetwork network = SmallKnowledge.Network();
        KnowledgeVectors vectors = network.Knowledge!;
        BehaviorGraphs graphs = SmallKnowledge.Graphs;
        var batch = new PairBatch([0, 1, 2, 0], [1, 4, 5, 3], [6, 7, 2, 3], null);
        var step = new GraphStep(network, graphs, () => throw new InvalidOperationException(), batch);
        double Compared(KnowledgeContrast term, float[] chances)
        {
            (Tensor Users, Tensor Items) View(int view)
            {
                EntityAttention[] entities = [.. Enumerable.Range(0, 2).Select(set => new EntityAttention(SmallKnowledge.Knowledge, term.Triples(3, view, set)))];
                SparseMatrix graph = SparseMatrix.Normalized(term.Pairs(chances, 3, view), SmallKnowledge.Items + 1);
                (Tensor users, Tensor items, _) = LinearPropagation.Of(vectors.Users, vectors.Items(entities), graph, SmallKnowledge.Layers);
                return (users, items);
            }

            return 0.6 * ViewContrast.Between(View(1), View(2), batch, 100, 0.4).ToDouble();
        }

        KnowledgeContrast whole = Term(network, dropout: 0.4, least: 1), part = Term(network, dropout: 0.4, least: 0);
        float[] always = [.. Enumerable.Repeat(1f, graphs[SmallKnowledge.Buy].EntryCount)];
        whole.Begin(3);
        part.Begin(3);
        double compared = Compared(whole, always);
        Assert.AreEqual(compared, whole.Of(step).ToDouble(), 1e-5);
        Assert.AreNotEqual(compared, part.Of(step).ToDouble(), 1e-4, "a view without some pairs");

        EntityAttention[] Entities(int view) => [.. Enumerable.Range(0, 2).Select(set => new EntityAttention(SmallKnowledge.Knowledge, part.Triples(3, view, set)))];
        var all = new EntityAttention(SmallKnowledge.Knowledge);
        (double[][] one, double[][] other) = (SmallKnowledge.Rows(vectors.Items(Entities(1))), SmallKnowledge.Rows(vectors.Items(Entities(2))));
        float[] stable = [.. one.Zip(other, (a, b) =>
        {
            double Dot(double[] x, double[] y) => x.Zip(y, (p, q) => p * q).Sum();
            return (float)(Dot(a, b) / Math.Max(1e-8, Math.Sqrt(Dot(a, a) * Dot(b, b))));
        })];
        Assert.AreEqual(
            Compared(part, KnowledgeContrast.Chances(graphs[SmallKnowledge.Buy], vectors.Users, vectors.Items([all, all]), stable, 0)), part.Of(step).ToDouble(), 1e-5);
    }

    private static KnowledgeContrast Term(KmclrNetwork network, double dropout, double least = 0.6) =>
        new(network, SmallKnowledge.Graphs, new KnowledgeContrastOptions(SmallKnowledge.Layers, 0.6, dropout, least, 0.4, 100), seed: 5);
}
