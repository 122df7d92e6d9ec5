using Microsoft.ML.Data;
using Microsoft.ML.Dpcpl.Tests.ModelIO;

namespace Microsoft.ML.Dpcpl.Tests.Scoring.Explanations;

/// <summary>Explanations beside scores of histories that were shortened by hand and went through <c>Transform</c>.</summary>
[TestClass]
public sealed class ExplanationTests
{
    private static readonly MLContext Ml = new(1);

    [TestMethod]
    [DataRow("dpcpl")]
    [DataRow("dpcpl-modulated")]
    [DataRow("sasrec")]
    [DataRow("gru4rec")]
    [DataRow("itemknn")]
    [DataRow("ease")]
    public void EffectsAreDifferencesToTheShortenedHistories(string name)
    {
        using var chain = new Chain(SmallModels.Zips[name]);
        UserHistory[] histories = [.. Histories().Skip(3).Take(3)];
        for (int h = 0; h < histories.Length; h++)
        {
            Explanation why = chain.Explain(histories[h]).Single();
            (string Item, float Score)[] whole = chain.Scores(histories[h]);
            Assert.AreEqual(whole[0].Item, why.Item);
            Near(whole[0].Score, why.Score);
            Near(why.Parts.Sum(part => (double)part.Value), why.Score);
            Assert.HasCount(histories[h].Item.Length, why.Events);
            for (int e = 0; e < why.Events.Count; e++)
            {
                EventEffect effect = why.Events[e];
                Assert.AreEqual(chain.Names.Contains(histories[h].Item[e]) ? histories[h].Item[e] : "", effect.Item);
                Assert.AreEqual((histories[h].Behavior[e], histories[h].Timestamp[e]), (effect.Behavior, effect.Timestamp));
                Near(chain.Scores(Without(histories[h], e)).Single(other => other.Item == why.Item).Score, why.Score - effect.Effect);
                CollectionAssert.AreEqual(why.Parts.Select(part => part.Name).ToArray(), effect.Parts.Select(part => part.Name).ToArray());
                Near(effect.Parts.Sum(part => (double)part.Value), effect.Effect);
            }

            Assert.IsTrue(why.Events.Any(e => e.Effect != 0));
        }
    }

    /// <summary>However many shortened histories are scored at once.</summary>
    [TestMethod]
    public void TheSizeOfABatchChangesNothing()
    {
        using var chain = new Chain(SmallModels.Zips["dpcpl"]);
        UserHistory history = Histories().First();
        Explanation whole = chain.Explain(history).Single();
        using SequenceTransformer narrow = chain.Scorer.WithOptions(o => o.BatchSize = 2);
        Explanation same = narrow.Explain(chain.View(history), whole.Item).Single();
        for (int e = 0; e < whole.Events.Count; e++)
            Near(whole.Events[e].Effect, same.Events[e].Effect);
    }

    /// <summary>In the log that trains the models, the item "effect" comes right after "cause" and nowhere else, and few users have both.</summary>
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void TheCauseHasTheGreatestEffect(bool neural)
    {
        IDataView events = Ml.Data.LoadFromEnumerable(
            from user in Enumerable.Range(0, 60)
            from e in Enumerable.Range(0, 8)
            let noise = $"noise {((user * 7) + (e * e) + e) % 11}"
            select new BehaviorEvent
            {
                User = $"u{user}",
                Item = user % 6 > 0 ? noise : e == user % 7 ? "cause" : e == (user % 7) + 1 ? "effect" : noise,
                Behavior = "buy",
                Timestamp = 1_700_000_000 + (3 * 86_400 * e) - (e == (user % 7) + 1 ? (3 * 86_400) - 60 : 0),
            });
        BehaviorSequencesTransformer features = Ml.Transforms.BehaviorSequences().Fit(events);
        IDataView sequences = features.Transform(events);
        using SequenceTransformer scorer = neural
            ? Ml.Recommendation().Trainers.SasRec(new SasRecTrainer.Options
            {
                NeighborItems = 5,
                HiddenSize = 8,
                MaxSequenceLength = 8,
                Layers = 1,
                PretrainingEpochs = 1,
                TuningEpochs = 0,
                Negatives = 8,
                Seed = 1,
                Device = "cpu",
            }).Fit(sequences)
            : Ml.Recommendation().Trainers.ItemKnn().Fit(sequences);
        var history = new UserHistory
        {
            Item = ["noise 1", "cause", "noise 4", "noise 2"],
            Behavior = ["buy", "buy", "buy", "buy"],
            Timestamp = [1_700_000_000, 1_700_000_060, 1_700_000_120, 1_700_000_180],
        };
        Explanation why = scorer.Explain(features.Transform(Ml.Data.LoadFromEnumerable([history])), "effect").Single();
        Assert.AreEqual("cause", why.Events.MaxBy(e => e.Effect)!.Item);
        Assert.IsGreaterThan(0f, why.Events[1].Effect);
    }

    [TestMethod]
    public void WhatIsUnknownSaysNothing()
    {
        using var chain = new Chain(SmallModels.Zips["sasrec"]);
        UserHistory known = Histories().First();
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => chain.Explain(known, "no such item")).Message, "'no such item'");
        UserHistory unknown = new() { Item = ["never seen", "nor this"], Behavior = ["buy", "unheard"], Timestamp = [5, 6] };
        Explanation popular = chain.Explain(unknown).Single();
        Assert.AreEqual(chain.Scores(unknown)[0], (popular.Item, popular.Score));
        Assert.AreEqual("popularity of the target", popular.Parts.Single().Name);
        Assert.AreEqual(popular.Score, popular.Parts.Single().Value);
        Assert.HasCount(2, popular.Events);
        Assert.IsTrue(popular.Events.All(e => e.Effect == 0 && e.Item == ""));
        Assert.IsEmpty(chain.Explain(new UserHistory()).Single().Events);
        UserHistory mixed = new()
        {
            Item = [.. known.Item, "never seen"],
            Behavior = [.. known.Behavior, "buy"],
            Timestamp = [.. known.Timestamp, known.Timestamp[^1]],
        };
        EventEffect last = chain.Explain(mixed).Single().Events[^1];
        Assert.AreEqual("", last.Item);
        Near(0, last.Effect);
    }

    /// <summary>The only event is all that the network and the channels know of a user.</summary>
    [TestMethod]
    public void TheOnlyEventHasTheWholeScore()
    {
        using var chain = new Chain(SmallModels.Zips["sasrec"]);
        UserHistory history = Histories().First();
        Explanation why = chain.Explain(new UserHistory { Item = [history.Item[0]], Behavior = [history.Behavior[0]], Timestamp = [history.Timestamp[0]] }).Single();
        foreach ((ScorePart whole, ScorePart effect) in why.Parts.Zip(why.Events.Single().Parts))
            Near(whole.Name.EndsWith("popularity", StringComparison.Ordinal) ? 0 : whole.Value, effect.Value);
        Assert.AreEqual("network", why.Parts[0].Name);
        CollectionAssert.IsSubsetOf(why.Parts.Skip(1).Select(part => part.Name).ToArray(), (string[])["near in time", "transitions", "taste", "recent popularity", "popularity"]);
    }

    [TestMethod]
    public void WhereNothingIsLeftThereIsNothingToExplain()
    {
        using var chain = new Chain(SmallModels.Zips["sasrec"]);
        using SequenceTransformer usual = chain.Scorer.WithOptions(o => o.SeenItems = SeenItemPolicy.AllHistory);
        var all = new UserHistory
        {
            Item = chain.Names,
            Behavior = [.. chain.Names.Select(_ => "buy")],
            Timestamp = [.. chain.Names.Select((_, i) => (long)i)],
        };
        Explanation none = usual.Explain(chain.View(all)).Single();
        Assert.AreEqual("", none.Item);
        Assert.IsTrue(float.IsNaN(none.Score));
        Assert.IsNotEmpty(usual.Explain(chain.View(all), chain.Names[0]).Single().Events, "what was seen can be explained");
        usual.Dispose();
        _ = Assert.ThrowsExactly<ObjectDisposedException>(() => usual.Explain(chain.View(all)));
    }

    private static IEnumerable<UserHistory> Histories() =>
        from e in Ml.Data.CreateEnumerable<BehaviorEvent>(SmallModels.Events(Ml), reuseRowObject: false)
        group e by e.User into user
        let events = user.OrderBy(e => e.Timestamp).Take(14).ToArray()
        where events.Length > 5
        select new UserHistory
        {
            User = user.Key,
            Item = [.. events.Select(e => e.Item)],
            Behavior = [.. events.Select(e => e.Behavior)],
            Timestamp = [.. events.Select(e => e.Timestamp)],
        };

    private static UserHistory Without(UserHistory history, int e)
    {
        T[] Others<T>(T[] values) => [.. values[..e], .. values[(e + 1)..]];
        return new UserHistory { User = history.User, Item = Others(history.Item), Behavior = Others(history.Behavior), Timestamp = Others(history.Timestamp) };
    }

    private static void Near(double expected, double actual) => Assert.AreEqual(expected, actual, 2e-5 * Math.Max(1, Math.Abs(expected)));

    /// <summary>A saved chain whose system recommends all items, best first.</summary>
    private sealed class Chain : IDisposable
    {
        private readonly ITransformer _whole, _features;

        public Chain(byte[] zip)
        {
            _whole = SmallModels.Load(Ml, zip);
            ITransformer[] parts = [.. Flat(_whole)];
            int at = Array.FindIndex(parts, part => part is SequenceTransformer);
            _features = new TransformerChain<ITransformer>(parts[..at]);
            Items = ((SequenceTransformer)parts[at]).Items(View().Schema);
            Names = [.. Enumerable.Range(1, Items.Count).Select(Items.NameOf)];
            Scorer = ((SequenceTransformer)parts[at]).WithOptions(o => (o.TopK, o.SeenItems) = (Items.Count, SeenItemPolicy.Nothing));
        }

        public SequenceTransformer Scorer { get; }

        public ItemCatalog Items { get; }

        public string[] Names { get; }

        public IDataView View(params UserHistory[] histories) => _features.Transform(Ml.Data.LoadFromEnumerable(histories));

        public IEnumerable<Explanation> Explain(UserHistory history, string? item = null) => Scorer.Explain(View(history), item);

        /// <summary>All items with their scores, best first.</summary>
        public (string Item, float Score)[] Scores(UserHistory history)
        {
            IDataView scored = Scorer.Transform(View(history));
            uint[] items = scored.GetColumn<VBuffer<uint>>("RecommendedItems").Single().DenseValues().ToArray();
            return [.. items.Zip(scored.GetColumn<float[]>("RecommendedScores").Single(), (item, score) => (Names[item - 1], score))];
        }

        public void Dispose()
        {
            Scorer.Dispose();
            (_whole as IDisposable)?.Dispose();
        }

        private static IEnumerable<ITransformer> Flat(ITransformer transformer) => transformer is TransformerChain<ITransformer> chain ? chain.SelectMany(Flat) : [transformer];
    }
}
