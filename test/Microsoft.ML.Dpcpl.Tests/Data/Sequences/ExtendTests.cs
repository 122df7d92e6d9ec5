using CsCheck;

namespace Microsoft.ML.Dpcpl.Tests.Data.Sequences;

/// <summary>Keys for items that come later, and attributes of users that come later.</summary>
[TestClass]
public sealed class ExtendTests
{
    private static readonly MLContext Ml = new(1);

    private static readonly BehaviorEvent[] s_old = [Event("a", "x", "click", 1), Event("a", "y", "buy", 2), Event("b", "y", "click", 3)];
    private static readonly BehaviorEvent[] s_new = [Event("a", "z", "click", 4), Event("c", "x", "buy", 5), Event("c", "w", "fav", 6), Event("c", "z", "buy", 7)];

    [TestMethod]
    public void KnownItemsKeepTheirKeysAndNewOnesFollow()
    {
        BehaviorSequencesTransformer fitted = Fit(s_old), extended = fitted.Extend(View(s_new));
        CollectionAssert.AreEqual(new[] { "x", "y" }, Items(fitted.Transform(View(s_old))));
        IDataView sequences = extended.Transform(View(s_new));
        CollectionAssert.AreEqual(new[] { "x", "y", "z", "w" }, Items(sequences));
        CollectionAssert.AreEqual(new[] { "click", "buy" }, SequenceViews.Names(sequences.Schema["Behavior"]), "behaviors get no new keys");
        Assert.AreEqual("a: z/click@4|c: x/buy@5 z/buy@7", string.Join('|', SequenceViews.Read(sequences)), "an event of an unknown behavior is left out");
        Assert.AreEqual("a: /click@4|c: x/buy@5 /buy@7", string.Join('|', SequenceViews.Read(fitted.Transform(View(s_new)))), "the first transform stays as it is");

        using var stream = new MemoryStream();
        Ml.Model.Save(extended, View(s_new).Schema, stream);
        stream.Position = 0;
        ITransformer loaded = Ml.Model.Load(stream, out _);
        Assert.AreEqual(string.Join('|', SequenceViews.Read(sequences)), string.Join('|', SequenceViews.Read(loaded.Transform(View(s_new)))));
    }

    /// <summary>Whatever comes in whatever parts, the keys are those of first appearance over all of them, and a file says what rows say.</summary>
    [TestMethod]
    public void PartByPartIsAllAtOnce() => Gen.Int[0, 20].Array[1, 12].Array[2, 4].Sample(parts =>
    {
        BehaviorEvent[][] events = [.. parts.Select((items, part) => items.Select((item, i) => Event("u", $"i{item}", "buy", (100 * part) + i)).ToArray())];
        BehaviorSequencesTransformer grown = Fit(events[0]);
        foreach (BehaviorEvent[] more in events[1..])
            grown = grown.Extend(View(more));
        IDataView all = View([.. events.SelectMany(part => part)]);
        CollectionAssert.AreEqual(Items(Fit([.. events.SelectMany(part => part)]).Transform(all)), Items(grown.Transform(all)));
    });

    [TestMethod]
    public void FilesNumbersAndHistoriesExtendToo()
    {
        using var folder = new Tool.TemporaryFolder();
        string old = folder.Write("old.csv", "user,item,behavior,time\na,x,click,1\na,y,buy,2\n"), later = folder.Write("new.csv", "user,item,behavior,time\na,q,buy,3\na,x,buy,4\n");
        BehaviorSequencesTransformer files = Ml.Transforms.BehaviorSequences().Fit(Ml.Data.LoadBehaviorEvents(old)).Extend(Ml.Data.LoadBehaviorEvents(later));
        CollectionAssert.AreEqual(new[] { "x", "y", "q" }, Items(files.Transform(Ml.Data.LoadBehaviorEvents(later))));

        IDataView numbers = Ml.Data.LoadFromEnumerable([new Numbered { User = 1, Item = 7, Behavior = 2, Timestamp = 1 }]);
        IDataView more = Ml.Data.LoadFromEnumerable([new Numbered { User = 1, Item = 5, Behavior = 2, Timestamp = 2 }, new Numbered { User = 1, Item = 7, Behavior = 2, Timestamp = 3 }]);
        CollectionAssert.AreEqual(new[] { "7", "5" }, Items(Ml.Transforms.BehaviorSequences().Fit(numbers).Extend(more).Transform(more)));

        IDataView histories = Ml.Data.LoadFromEnumerable([new UserHistory { User = "a", Item = ["v", "x"], Behavior = ["buy", "click"], Timestamp = [5, 6] }]);
        CollectionAssert.AreEqual(new[] { "x", "y", "v" }, Items(Fit(s_old).Extend(histories).Transform(histories)));
    }

    [TestMethod]
    public void OneBehaviorNeedsNoColumn()
    {
        IDataView old = Ml.Data.LoadFromEnumerable([new Plain { User = "a", Item = "x", Timestamp = 1 }]);
        IDataView more = Ml.Data.LoadFromEnumerable([new Plain { User = "a", Item = "y", Timestamp = 2 }]);
        IDataView sequences = Ml.Transforms.BehaviorSequences().Fit(old).Extend(more).Transform(more);
        CollectionAssert.AreEqual(new[] { "x", "y" }, Items(sequences));
        Assert.AreEqual($"a: y/{BehaviorEvent.OnlyBehavior}@2", string.Join('|', SequenceViews.Read(sequences)));
    }

    [TestMethod]
    public void NothingNewIsLawful()
    {
        IDataView sequences = Fit(s_old).Extend(View(s_old)).Transform(View(s_old));
        CollectionAssert.AreEqual(new[] { "x", "y" }, Items(sequences));
        CollectionAssert.AreEqual(new[] { "x", "y" }, Items(Fit(s_old).Extend(View([])).Transform(View(s_old))));
    }

    [TestMethod]
    public void KeysThatCameFromElsewhereAreExtendedThere()
    {
        IDataView keyed = Ml.Transforms.Conversion.MapValueToKey("Item").Fit(View(s_old)).Transform(View(s_old));
        BehaviorSequencesTransformer fitted = Ml.Transforms.BehaviorSequences().Fit(keyed);
        foreach (IDataView events in new[] { keyed, View(s_new) })
            StringAssert.Contains(Assert.ThrowsExactly<InvalidOperationException>(() => fitted.Extend(events)).Message, "'Item' held keys already");
    }

    [TestMethod]
    public void AttributesOfNewUsersAndNewerOnes()
    {
        IDataView users = Ml.Data.LoadFromEnumerable([new Person { User = "a", City = "Oslo", Age = 30 }, new Person { User = "b", City = "Rome", Age = 40 }]);
        IDataView newer = Ml.Data.LoadFromEnumerable([new Person { User = "c", City = "Bern", Age = 50 }, new Person { User = "a", City = "Rome", Age = 31 }]);
        BehaviorSequencesTransformer fitted = Ml.Transforms.BehaviorSequences(new BehaviorSequencesEstimator.Options { UserAttributes = users }).Fit(View(s_old));
        IDataView all = View([.. s_old, .. s_new]);
        CollectionAssert.AreEqual(new[] { "Oslo", "Rome", "" }, SequenceViews.Column(fitted.Extend(View(s_new)).Transform(all), "City"));
        IDataView sequences = fitted.Extend(View(s_new), newer).Transform(all);
        CollectionAssert.AreEqual(new[] { "Rome", "Rome", "Bern" }, SequenceViews.Column(sequences, "City"));
        CollectionAssert.AreEqual(new[] { "31", "40", "50" }, SequenceViews.Column(sequences, "Age"));

        IDataView other = Ml.Data.LoadFromEnumerable([new OtherPerson { User = "a", City = 3, Age = 30 }]);
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => fitted.Extend(View(s_new), other)).Message, "The attribute 'City' had categories and now has numbers.");
        StringAssert.Contains(Assert.ThrowsExactly<InvalidOperationException>(() => Fit(s_old).Extend(View(s_new), newer)).Message, "without user attributes");
    }

    private static BehaviorSequencesTransformer Fit(BehaviorEvent[] events) => Ml.Transforms.BehaviorSequences().Fit(View(events));

    private static IDataView View(BehaviorEvent[] events) => Ml.Data.LoadFromEnumerable(events);

    private static string[] Items(IDataView sequences) => SequenceViews.Names(sequences.Schema["Item"]);

    private static BehaviorEvent Event(string user, string item, string behavior, long time) => new() { User = user, Item = item, Behavior = behavior, Timestamp = time };

    private sealed class Plain
    {
        public string User { get; set; } = "";

        public string Item { get; set; } = "";

        public long Timestamp { get; set; }
    }

    private sealed class Numbered
    {
        public long User { get; set; }

        public int Item { get; set; }

        public int Behavior { get; set; }

        public long Timestamp { get; set; }
    }

    private sealed class Person
    {
        public string User { get; set; } = "";

        public string City { get; set; } = "";

        public float Age { get; set; }
    }

    private sealed class OtherPerson
    {
        public string User { get; set; } = "";

        public float City { get; set; }

        public float Age { get; set; }
    }
}
