using Microsoft.ML.Data;
using Microsoft.ML.Dpcpl.Tests.Data.Sequences;
using Microsoft.ML.Dpcpl.Tests.ModelIO;

namespace Microsoft.ML.Dpcpl.Tests.Scoring.Items;

/// <summary>Vectors, and items that are alike, of fitted chains of every kind of system.</summary>
[TestClass]
public sealed class ItemCatalogTests
{
    private static readonly MLContext Ml = new(1);

    [TestMethod]
    [DataRow("dpcpl")]
    [DataRow("sasrec")]
    [DataRow("version-1")]
    public void TheScoreIsTheDotProductOfTheVectorsAndWhatChannelsAdd(string name)
    {
        using Chain chain = new(name);
        IDataView vectors = chain.Items.Vectors();
        float[][] items = Vectors(vectors, "Vector");
        Assert.HasCount(chain.Items.Count, items);
        CollectionAssert.AreEqual(SequenceViews.Names(chain.Sequences.Schema["Item"]), SequenceViews.Names(vectors.Schema["Item"]));
        using SequenceTransformer scorer = chain.Scorer.WithOptions(o => (o.UserVectorColumnName, o.TopK, o.SeenItems) = ("U", chain.Items.Count, SeenItemPolicy.Nothing));
        IDataView scored = scorer.Transform(chain.Sequences);
        float[][] users = Vectors(scored, "U"), scores = Vectors(scored, "RecommendedScores");
        uint[][] ids = [.. scored.GetColumn<VBuffer<uint>>("RecommendedItems").Select(row => row.DenseValues().ToArray())];
        bool counts = TinyShopMix(chain);
        bool added = false;
        for (int row = 0; row < users.Length; row++)
        {
            for (int k = 0; k < ids[row].Length; k++)
            {
                double dot = users[row].Zip(items[ids[row][k] - 1], (a, b) => (double)a * b).Sum();
                Assert.IsGreaterThanOrEqualTo(dot - 1e-3, (double)scores[row][k], "channels add, and take nothing");
                added |= scores[row][k] > dot + 1e-3;
            }
        }

        Assert.AreEqual(counts, added);
    }

    /// <summary>The most similar ones by vectors are those of the largest cosines, computed pair by pair.</summary>
    [TestMethod]
    public void ByVectorsItIsTheCosine()
    {
        using Chain chain = new("sasrec");
        float[][] items = Vectors(chain.Items.Vectors(), "Vector");
        double Cosine(int a, int b) => items[a].Zip(items[b], (x, y) => (double)x * y).Sum() / Math.Sqrt(items[a].Sum(x => (double)x * x) * items[b].Sum(x => (double)x * x));
        string[] names = SequenceViews.Names(chain.Sequences.Schema["Item"]);
        IDataView all = chain.Items.Similar(4);
        CollectionAssert.AreEqual(names, SequenceViews.Names(all.Schema["SimilarItems"]));
        uint[][] similar = [.. all.GetColumn<VBuffer<uint>>("SimilarItems").Select(row => row.DenseValues().ToArray())];
        float[][] scores = Vectors(all, "SimilarScores");
        for (int item = 0; item < items.Length; item++)
        {
            int[] expected = [.. Enumerable.Range(0, items.Length).Where(other => other != item).OrderByDescending(other => Cosine(item, other)).Take(4)];
            for (int k = 0; k < expected.Length; k++)
                Assert.AreEqual(Cosine(item, expected[k]), scores[item][k], 1e-5);
            IReadOnlyList<SimilarItem> one = chain.Items.Similar(names[item], 4);
            CollectionAssert.AreEqual(similar[item].Select(key => names[key - 1]).ToArray(), one.Select(found => found.Item).ToArray());
            CollectionAssert.AreEqual(scores[item], one.Select(found => found.Score).ToArray());
        }

        Assert.HasCount(items.Length - 1, chain.Items.Similar(names[0], 1000), "never the item itself, and no more than there are");
    }

    /// <summary>By counts it is what an event on the item alone adds to scores.</summary>
    [TestMethod]
    [DataRow("dpcpl-modulated")]
    [DataRow("itemknn")]
    [DataRow("ease")]
    public void ByCountsItIsWhatAnEventAdds(string name)
    {
        using Chain chain = new(name);
        string[] names = SequenceViews.Names(chain.Sequences.Schema["Item"]);
        bool any = false;
        for (int i = 0; i < names.Length; i += 7)
        {
            IReadOnlyList<SimilarItem> similar = chain.Items.Similar(names[i], names.Length, ItemSimilarity.Counts);
            any |= similar.Count > 0;
            Assert.IsTrue(similar.All(other => other.Item != names[i] && other.Score > 0));
            CollectionAssert.AreEqual(similar.OrderByDescending(other => other.Score).Select(other => other.Score).ToArray(), similar.Select(other => other.Score).ToArray());
            if (chain.Scorer is not NeuralTransformer)
            {
                // Of a system that only counts, it is the recommendation after that event.
                using SequenceTransformer scorer = chain.Scorer.WithOptions(o => o.TopK = names.Length);
                var history = new[] { new UserHistory { User = "new", Item = [names[i]], Behavior = ["buy"], Timestamp = [1_700_000_000] } };
                IDataView scored = scorer.Transform(chain.Features.Transform(Ml.Data.LoadFromEnumerable(history)));
                float[] scores = [.. Vectors(scored, "RecommendedScores").Single().Where(score => score > 0)];
                CollectionAssert.AreEqual(scores, similar.Select(other => other.Score).ToArray());
            }
        }

        Assert.IsTrue(any);
    }

    [TestMethod]
    public void WhatASystemDoesNotHaveItSays()
    {
        using Chain counting = new("itemknn"), silent = new("gru4rec");
        StringAssert.Contains(Assert.ThrowsExactly<InvalidOperationException>(() => counting.Items.Vectors()).Message, "no vectors");
        StringAssert.Contains(Assert.ThrowsExactly<InvalidOperationException>(() => counting.Items.Similar(3)).Message, "ItemSimilarity.Counts");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => counting.Scorer.WithOptions(o => o.UserVectorColumnName = "U")).Message, "no vectors");
        StringAssert.Contains(Assert.ThrowsExactly<InvalidOperationException>(() => silent.Items.Similar(3, ItemSimilarity.Counts)).Message, "NeighborItems");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => silent.Items.Similar("no such item")).Message, "'no such item'");
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => silent.Items.Similar(0));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => silent.Items.Similar("x", 100_001));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => silent.Scorer.Items(Ml.Data.LoadFromEnumerable([new BehaviorEvent()]).Schema));
        ItemCatalog late = silent.Items;
        silent.Dispose();
        Assert.ThrowsExactly<ObjectDisposedException>(() => late.Similar("x"), "the model was disposed before anything was read");
    }

    private static bool TinyShopMix(Chain chain) => ((NeuralTransformer)chain.Scorer).Model.Model.Channels.Weights.Any(weight => weight.Gain > 0);

    private static float[][] Vectors(IDataView view, string column) => [.. view.GetColumn<VBuffer<float>>(column).Select(row => row.DenseValues().ToArray())];

    /// <summary>A saved chain and the sequences of its log.</summary>
    private sealed class Chain : IDisposable
    {
        private readonly ITransformer _whole;

        public Chain(string name)
        {
            _whole = SmallModels.Load(Ml, SmallModels.Zips[name]);
            ITransformer[] parts = [.. Flat(_whole)];
            int at = Array.FindIndex(parts, part => part is SequenceTransformer);
            Features = new TransformerChain<ITransformer>(parts[..at]);
            Scorer = (SequenceTransformer)parts[at];
            Sequences = Features.Transform(SmallModels.Events(Ml));
            Items = Scorer.Items(Sequences.Schema);
        }

        public ITransformer Features { get; }

        public SequenceTransformer Scorer { get; }

        public IDataView Sequences { get; }

        public ItemCatalog Items { get; }

        public void Dispose() => (_whole as IDisposable)?.Dispose();

        private static IEnumerable<ITransformer> Flat(ITransformer transformer) => transformer is TransformerChain<ITransformer> chain ? chain.SelectMany(Flat) : [transformer];
    }
}
