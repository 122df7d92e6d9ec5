using CsCheck;
using Microsoft.ML.Data;
using Microsoft.ML.Dpcpl.Tests.Data.Sequences;
using Microsoft.ML.Dpcpl.Tests.ModelIO;

namespace Microsoft.ML.Dpcpl.Tests.Scoring;

/// <summary>What may be shown, with systems of every kind and tables of every form: always what reading all scores from the top gives.</summary>
[TestClass]
public sealed class ShownItemsTests
{
    private static readonly MLContext Ml = new(1);

    [TestMethod]
    [DataRow("dpcpl-modulated", ScoringTable.Float32)]
    [DataRow("dpcpl-modulated", ScoringTable.BFloat16)]
    [DataRow("sasrec", ScoringTable.Float32)]
    [DataRow("sasrec", ScoringTable.Int8)]
    [DataRow("itemknn", ScoringTable.Float32)]
    public void ListsAreThoseOfTheWholeRanking(string name, ScoringTable table)
    {
        using var chain = new Chain(name);
        string[] items = chain.Names, groups = ["", "a", "b", "c"];
        Gen.Select(Gen.Int[0, int.MaxValue], Gen.Int[1, 12], Gen.Int[0, 63]).Sample(
            (seed, topK, parts) =>
            {
                var random = new Random(seed);
                bool Uses(int part) => ((parts >> part) & 1) == 1;
                HashSet<string> stock = [.. items.Where(_ => random.Next(3) > 0)];
                Dictionary<string, string> groupOf = items.ToDictionary(item => item, _ => groups[random.Next(groups.Length)]);
                var most = groups.ToDictionary(group => group, _ => random.Next(0, 4));
                Dictionary<string, string> brandOf = items.ToDictionary(item => item, _ => groups[random.Next(groups.Length)]);
                string[] hiding = [.. chain.Behaviors.Where(_ => random.Next(2) == 0)];
                Row[] rows = [.. Enumerable.Range(0, 4).Select(user => Row.Draw(user, items, chain.Behaviors, random))];

                IDataView sequences = chain.Sequences(rows);
                ItemGroups grouping = chain.Scorer.Items(sequences.Schema).Groups(item => groupOf[item]), brands = chain.Scorer.Items(sequences.Schema).Groups(item => brandOf[item]);
                using SequenceTransformer scorer = chain.Scorer.WithOptions(o =>
                {
                    (o.TopK, o.ScoringTable, o.BatchSize, o.SeenItems) = (topK, table, 3, SeenItemPolicy.Nothing);
                    o.Filter = Uses(0) ? chain.Scorer.Items(sequences.Schema).Where(stock.Contains) : null;
                    ItemCaps capped = grouping.AtMost(group => most[group]);
                    o.Caps = !Uses(1) ? null : Uses(5) ? capped.And(brands.AtMost(2)) : capped;
                    o.AllowColumnName = Uses(2) ? "Allow" : null;
                    o.DenyColumnName = Uses(3) ? "Deny" : null;
                    o.SeenBehaviors = Uses(4) ? hiding : null;
                });
                Scored[] found = [.. Ml.Data.CreateEnumerable<Scored>(scorer.Transform(sequences), reuseRowObject: false)];
                Assert.HasCount(rows.Length, found);
                for (int user = 0; user < rows.Length; user++)
                {
                    (Row row, float[] scores) = (rows[user], found[user].CandidateScores);
                    Assert.IsTrue(float.IsNaN(scores[^1]), "the last candidate is unknown");
                    Dictionary<string, int> taken = [], takenOfBrand = [];
                    bool Fits(string item)
                    {
                        (string group, string brand) = (groupOf[item], brandOf[item]);
                        bool fits = (group is "" || taken.GetValueOrDefault(group) < most[group]) && (!Uses(5) || brand is "" || takenOfBrand.GetValueOrDefault(brand) < 2);
                        (taken[group], takenOfBrand[brand]) = (taken.GetValueOrDefault(group) + (fits ? 1 : 0), takenOfBrand.GetValueOrDefault(brand) + (fits ? 1 : 0));
                        return fits;
                    }
                    int[] expected =
                    [
                        .. Enumerable.Range(0, items.Length).OrderByDescending(i => scores[i]).ThenBy(i => i)
                            .Where(i => !Uses(0) || stock.Contains(items[i]))
                            .Where(i => !Uses(2) || row.Allow.Contains(items[i]))
                            .Where(i => !Uses(3) || !row.Deny.Contains(items[i]))
                            .Where(i => !Uses(4) || !row.Item.Where((item, e) => item == items[i] && hiding.Contains(row.Behavior[e])).Any())
                            .Where(i => !Uses(1) || Fits(items[i]))
                            .Take(topK),
                    ];
                    CollectionAssert.AreEqual(expected.Select(i => (uint)i + 1).ToArray(), found[user].RecommendedItems.TakeWhile(key => key > 0).ToArray());
                    CollectionAssert.AreEqual(expected.Select(i => scores[i]).ToArray(), found[user].RecommendedScores.TakeWhile(score => !float.IsNaN(score)).ToArray());
                }
            },
            iter: 40,
            threads: 1);
    }

    /// <summary>A rank says how many of the items that may be shown stand above the label; a label that may not be shown is a miss.</summary>
    [TestMethod]
    public void RanksAreAmongWhatMayBeShown() => Gen.Select(Gen.Int[0, int.MaxValue], Gen.Enum<SeenItemPolicy>(), Gen.Int[0, 7]).Sample(
        (seed, seen, parts) =>
        {
            var random = new Random(seed);
            List<ScoringData.Row> rows = ScoringData.Rows(9, seed);
            IDataView view = ScoringData.View(Ml, rows);
            using FakeModel model = ScoringData.Model(view);
            using var all = new FakeTransformer(model, new() { TopK = ScoringData.Items, SeenItems = seen });
            bool[] stock = [.. Enumerable.Range(0, ScoringData.Items + 1).Select(_ => random.Next(3) > 0)];
            using FakeTransformer scorer = all.WithOptions(o =>
            {
                o.Filter = (parts & 1) == 1 ? all.Items(view.Schema).Where(item => stock[ScoringData.Id(item)]) : null;
                // Any list of keys may say what is allowed or denied.
                o.AllowColumnName = (parts & 2) == 2 ? "Negatives" : null;
                o.DenyColumnName = (parts & 4) == 4 ? "Negatives" : null;
            });
            Ranked[] found = [.. Ml.Data.CreateEnumerable<Ranked>(scorer.Transform(view), reuseRowObject: false)];
            for (int user = 0; user < rows.Count; user++)
            {
                int label = ScoringData.Id(rows[user].Label);
                uint[] list = [.. found[user].RecommendedItems.TakeWhile(key => key > 0)];
                int[] listed = ScoringData.Ids(rows[user].Negatives);
                Assert.IsTrue(Array.TrueForAll(list, key =>
                    ((parts & 1) == 0 || stock[key]) && ((parts & 2) == 0 || listed.Contains((int)key)) && ((parts & 4) == 0 || !listed.Contains((int)key))));
                int above = found[user].ItemsAbove, place = Array.IndexOf(list, (uint)label);
                if (place < 0)
                {
                    Assert.AreEqual((list.Length + 1, 0, list.Length), (above, found[user].ItemsTied, found[user].ItemsRanked));
                    continue;
                }

                float[] scores = found[user].RecommendedScores;
                Assert.AreEqual(list.Length - 1, found[user].ItemsRanked);
                Assert.AreEqual(scores.Count(score => score > scores[place]), above);
                Assert.AreEqual(scores.Count(score => score == scores[place]) - 1, found[user].ItemsTied);
            }
        },
        iter: 100);

    /// <summary>Filters made in every way, and joined.</summary>
    [TestMethod]
    public void FiltersAreSetsOfItems()
    {
        using var chain = new Chain("sasrec");
        ItemCatalog items = chain.Scorer.Items(chain.Sequences([]).Schema);
        string[] some = [.. chain.Names.Where((_, i) => i % 3 == 0)];
        ItemFilter third = items.Only([.. some, "unheard of"]);
        Assert.AreEqual(some.Length, third.Count);
        Assert.AreEqual(chain.Names.Length - some.Length, third.Not().Count);
        Assert.AreEqual(0, third.And(third.Not()).Count);
        Assert.AreEqual(chain.Names.Length, third.Or(third.Not()).Count);
        Assert.AreEqual(some.Length, items.Where(some.Contains).And(third).Count);
        IDataView table = Ml.Data.LoadFromEnumerable(chain.Names.Select((name, i) => new About { Item = name, Color = i % 3 == 0 ? "red" : i % 3 == 1 ? "" : "blue" }).Append(new() { Item = "unheard of", Color = "red" }));
        ItemGroups colors = items.Groups(table, "Color");
        CollectionAssert.AreEquivalent((string[])["red", "blue"], colors.Names.ToArray());
        Assert.AreEqual(some.Length, colors.Where(color => color == "red").And(third).Count);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => colors.AtMost(0));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => colors.AtMost(_ => -1));
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => items.Groups(table, "Size")).Message, "'Size'");

        IDataView view = ScoringData.View(Ml, ScoringData.Rows(3));
        using FakeTransformer other = new(ScoringData.Model(view), new());
        ItemFilter foreign = other.Items(view.Schema).Where(_ => true);
        Assert.ThrowsExactly<ArgumentException>(() => third.And(foreign));
        ItemCaps foreignCaps = other.Items(view.Schema).Groups(_ => "one").AtMost(1);
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => colors.AtMost(1).And(foreignCaps)).Message, "of other items");
        Assert.AreEqual("Caps", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => chain.Scorer.WithOptions(o => o.Caps = foreignCaps.And(foreignCaps))).ParamName);
        Assert.AreEqual("Filter", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => chain.Scorer.WithOptions(o => o.Filter = foreign)).ParamName);
        Assert.AreEqual("Caps", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => other.WithOptions(o => o.Caps = colors.AtMost(1))).ParamName);
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => other.WithOptions(o => o.SeenBehaviors = ["bought"])).Message, "click, cart, buy");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => other.WithOptions(o => o.DenyColumnName = "Nowhere").Transform(view)).Message, "'Nowhere'");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => other.WithOptions(o => o.AllowColumnName = "Age").Transform(view)).Message, "allow column 'Age'");
    }

    /// <summary>Ids of whole numbers, for items that are numbers: as integers, as text and as keys they are the same items.</summary>
    [TestMethod]
    public void NumbersNameItemsToo()
    {
        IDataView events = Ml.Data.LoadFromEnumerable(Enumerable.Range(0, 30).Select(i => new NumberEvent { User = i / 3, Item = 100L + (i * 7 % 10), Timestamp = 1000 + i }));
        BehaviorSequencesTransformer features = Ml.Transforms.BehaviorSequences(new() { BehaviorColumnName = null }).Fit(events);
        IDataView histories = features.Transform(Ml.Data.LoadFromEnumerable(
            (NumberHistory[])[new() { Item = [100, 107], Timestamp = [1, 2], Candidates = [103, 999, 101], Words = ["103", "x", "101"], Deny = [104, 105, -1] }]));
        using var knn = Ml.Recommendation().Trainers.ItemKnn().Fit(features.Transform(events));
        float[] Scores(Action<SequenceTransformer.Options> change)
        {
            using SequenceTransformer scorer = knn.WithOptions(change);
            return scorer.Transform(histories).GetColumn<float[]>("CandidateScores").Single();
        }

        float[] numbers = Scores(_ => { }), words = Scores(o => o.CandidateColumnName = "Words");
        CollectionAssert.AreEqual(numbers, words);
        Assert.IsTrue(float.IsNaN(numbers[1]) && float.IsFinite(numbers[0]) && float.IsFinite(numbers[2]));
        using SequenceTransformer denying = knn.WithOptions(o => (o.DenyColumnName, o.TopK, o.SeenItems, o.Filter) = ("Deny", 10, SeenItemPolicy.Nothing, knn.Items(histories.Schema).Only([106L, 7L]).Not()));
        IDataView scored = denying.Transform(histories);
        string[] names = SequenceViews.Names(scored.Schema["RecommendedItems"]);
        string[] shown = [.. scored.GetColumn<uint[]>("RecommendedItems").Single().TakeWhile(key => key > 0).Select(key => names[key - 1])];
        CollectionAssert.AreEquivalent(names.Except(["104", "105", "106"]).ToArray(), shown);
    }

    /// <summary>What is saved comes back; filter and caps are of the moment and do not.</summary>
    [TestMethod]
    public void NamesAndBehaviorsAreSavedFiltersAreNot()
    {
        using var chain = new Chain("itemknn");
        ItemCatalog items = chain.Scorer.Items(chain.Sequences([]).Schema);
        using SequenceTransformer scorer = chain.Scorer.WithOptions(o =>
        {
            (o.AllowColumnName, o.DenyColumnName, o.CandidateColumnName, o.NegativeColumnName, o.SeenBehaviors) = ("A", "D", "C", "N", ["buy"]);
            (o.Filter, o.Caps) = (items.Where(_ => true), items.Groups(_ => "all").AtMost(1));
        });
        using var stream = new MemoryStream();
        scorer.WriteOptions(stream);
        stream.Position = 0;
        SequenceTransformer.Options read = SequenceTransformer.ReadOptions(stream, SequenceTransformer.FormatVersion);
        Assert.AreEqual(("A", "D", "C", "N"), (read.AllowColumnName, read.DenyColumnName, read.CandidateColumnName, read.NegativeColumnName));
        CollectionAssert.AreEqual((string[])["buy"], read.SeenBehaviors);
        Assert.IsNull(read.Filter);
        Assert.IsNull(read.Caps);
    }

    private sealed class Chain : IDisposable
    {
        private readonly ITransformer _whole, _features;

        public Chain(string name)
        {
            _whole = SmallModels.Load(Ml, SmallModels.Zips[name]);
            ITransformer[] parts = [.. (TransformerChain<ITransformer>)_whole];
            int at = Array.FindIndex(parts, part => part is SequenceTransformer);
            _features = new TransformerChain<ITransformer>(parts[..at]);
            Scorer = (SequenceTransformer)parts[at];
            DataViewSchema schema = Sequences([]).Schema;
            Names = SequenceViews.Names(schema["Item"]);
            Behaviors = [.. SequenceViews.Names(schema["Behavior"])];
        }

        public SequenceTransformer Scorer { get; }

        public string[] Names { get; }

        public string[] Behaviors { get; }

        public IDataView Sequences(Row[] rows) => _features.Transform(Ml.Data.LoadFromEnumerable(rows));

        public void Dispose() => (_whole as IDisposable)?.Dispose();
    }

    private sealed class Row
    {
        public string User { get; set; } = "";

        public string[] Item { get; set; } = [];

        public string[] Behavior { get; set; } = [];

        public long[] Timestamp { get; set; } = [];

        public string[] Allow { get; set; } = [];

        public string[] Deny { get; set; } = [];

        public string[] Candidates { get; set; } = [];

        /// <summary>Now and then a user without a known item; lists repeat items and hold unknown ones.</summary>
        public static Row Draw(int user, string[] items, string[] behaviors, Random random)
        {
            int length = random.Next(0, 9);
            string Any(int _) => random.Next(9) == 0 ? "unheard of" : items[random.Next(items.Length)];
            return new Row
            {
                User = $"u{user}",
                Item = [.. Enumerable.Range(0, length).Select(Any)],
                Behavior = [.. Enumerable.Range(0, length).Select(_ => behaviors[random.Next(behaviors.Length)])],
                Timestamp = [.. Enumerable.Range(0, length).Select(i => 1_700_000_000L + i)],
                Allow = [.. Enumerable.Range(0, random.Next(60)).Select(Any)],
                Deny = [.. Enumerable.Range(0, random.Next(60)).Select(Any)],
                Candidates = [.. items, "unheard of"],
            };
        }
    }

    private sealed class Scored
    {
        public uint[] RecommendedItems { get; set; } = [];

        public float[] RecommendedScores { get; set; } = [];

        public float[] CandidateScores { get; set; } = [];
    }

    private sealed class Ranked
    {
        public uint[] RecommendedItems { get; set; } = [];

        public float[] RecommendedScores { get; set; } = [];

        public int ItemsAbove { get; set; }

        public int ItemsTied { get; set; }

        public int ItemsRanked { get; set; }
    }

    private sealed class About
    {
        public string Item { get; set; } = "";

        public string Color { get; set; } = "";
    }

    private sealed class NumberEvent
    {
        public int User { get; set; }

        public long Item { get; set; }

        public long Timestamp { get; set; }
    }

    private sealed class NumberHistory
    {
        public int User { get; set; }

        public long[] Item { get; set; } = [];

        public long[] Timestamp { get; set; } = [];

        public int[] Candidates { get; set; } = [];

        public string[] Words { get; set; } = [];

        public long[] Deny { get; set; } = [];
    }
}
