using Microsoft.ML.Dpcpl.Data.Sequences;

namespace Microsoft.ML.Dpcpl.Tests.Data.Sequences;

/// <summary>What is known of items: encoded, beside the keys, in a split, in a zip.</summary>
[TestClass]
public sealed class ItemAttributesTests
{
    private static readonly MLContext Ml = new(1);

    private static readonly IDataView Events = View([Event("a", "x", 1), Event("a", "y", 2), Event("b", "y", 3), Event("b", "x", 4), Event("b", "z", 5)]);

    /// <summary>y has no row; p and q have no event; "dear" stands at one item alone; the price of q and its vector are missing.</summary>
    private static readonly Thing[] s_things =
    [
        new() { Item = "q", Brand = "b", Tags = ["t1", "t1", ""], Price = float.NaN },
        new() { Item = "x", Brand = "b", Tags = ["t1", "t2"], Price = 1, Text = [3, 0] },
        new() { Item = "z", Brand = "c", Tags = [], Price = 3, Text = [0, 4] },
        new() { Item = "p", Brand = "c", Tags = ["t2", "dear"], Price = 5, Text = [0, 5] },
    ];

    [TestMethod]
    public void AttributesBecomeNumbersByKey()
    {
        ItemFeatures features = Features(Fit(s_things).Transform(Events))!;
        // Columns: brand b, c; tags t1, t2; price; text, text.
        Assert.AreEqual(7, features.Width);
        double deviation = Math.Sqrt((4 + 0 + 4) / 3.0), length = Math.Sqrt((9 + 16 + 25) / 3.0);
        Near([1, 0, 1, 1, (1 - 3) / deviation, 3 / length, 0], 1, "x");
        Assert.IsFalse(features.Has(2), "y");
        Near([0, 1, 0, 0, 0, 0, 4 / length], 3, "z");
        Near([1, 0, 1, 0, 0, 0, 0], 4, "q");
        Near([0, 1, 0, 1, (5 - 3) / deviation, 0, 5 / length], 5, "p");
        Assert.AreEqual(0, features.Rows.Count(0));

        void Near(double[] expected, int item, string name)
        {
            var actual = new double[7];
            for (int i = 0; i < features.Rows.Count(item); i++)
                actual[features.Rows[item][i]] = features.Rows.ValuesOf(item)[i];
            for (int c = 0; c < 7; c++)
                Assert.AreEqual(expected[c], actual[c], 1e-6, $"{name}, {c}");
        }
    }

    [TestMethod]
    public void ItemsWithoutEventsGetKeysAfterAllOthers()
    {
        CollectionAssert.AreEqual(new[] { "x", "y", "z", "q", "p" }, Items(Fit(s_things).Transform(Events)));
        CollectionAssert.AreEqual(new[] { "x", "y", "z", "q" }, Items(Fit(s_things, o => o.MaximumNumberOfItems = 4).Transform(Events)));
        CollectionAssert.AreEqual(new[] { "x", "y", "z", "q", "p" }, Items(Fit(s_things, o => o.BehaviorOrder = ["click", "buy"]).Transform(Events)), "with an order of behaviors");

        // Keys that come in are what they are: an item without one cannot get any.
        IDataView keyed = Ml.Transforms.Conversion.MapValueToKey("Item").Fit(Events).Transform(Events);
        IDataView sequences = Ml.Transforms.BehaviorSequences(Options(s_things)).Fit(keyed).Transform(keyed);
        CollectionAssert.AreEqual(new[] { "x", "y", "z" }, Items(sequences));
        Assert.IsTrue(Features(sequences)!.Has(3));
    }

    [TestMethod]
    public void NumbersAreItemsToo()
    {
        IDataView events = Ml.Data.LoadFromEnumerable([new Numbered { User = 1, Item = 7, Behavior = 1, Timestamp = 1 }, new Numbered { User = 1, Item = 9, Behavior = 1, Timestamp = 2 }]);
        NumberedThing[] things = [new() { Item = 9, Price = 2 }, new() { Item = 5, Price = 4 }];
        var options = new BehaviorSequencesEstimator.Options { ItemAttributes = Ml.Data.LoadFromEnumerable(things) };
        IDataView sequences = Ml.Transforms.BehaviorSequences(options).Fit(events).Transform(events);
        CollectionAssert.AreEqual(new[] { "7", "9", "5" }, Items(sequences));
        CollectionAssert.AreEqual(new[] { false, true, true }, Enumerable.Range(1, 3).Select(Features(sequences)!.Has).ToArray());

        options.ItemAttributes = View([new Thing { Item = "x" }]);
        var error = Assert.ThrowsExactly<InvalidDataException>(() => Ml.Transforms.BehaviorSequences(options).Fit(events));
        StringAssert.Contains(error.Message, "'x' is no Int32, as all values of column 'Item' are");
    }

    /// <summary>Wherever a trainer looks: the sequences, histories, every set of a split, and all of it after saving and loading.</summary>
    [TestMethod]
    public void TheyTravelWithTheSequences()
    {
        BehaviorSequencesTransformer fitted = Fit(s_things);
        using var zip = new MemoryStream();
        Ml.Model.Save(fitted, Events.Schema, zip);
        zip.Position = 0;
        var loaded = (BehaviorSequencesTransformer)new MLContext(2).Model.Load(zip, out _);
        string expected = Text(Features(fitted.Transform(Events)));
        foreach (BehaviorSequencesTransformer transformer in new[] { fitted, loaded })
        {
            IDataView sequences = transformer.Transform(Events), histories = transformer.Transform(View([new UserHistory { User = "a", Item = ["x"], Behavior = ["click"], Timestamp = [1] }]));
            SequenceSplit split = Ml.Data.LeaveOneOutSplit(sequences, new LeaveOneOutOptions { TargetBehavior = "click", NegativeCount = 0 });
            foreach (IDataView view in new[] { sequences, histories, split.TrainSet, split.ValidationSet, split.TestSet, split.TrainValidationSet, Ml.Data.TakeRows(split.TrainSet, 1) })
            {
                Assert.AreEqual(expected, Text(Features(view)));
                Assert.AreEqual(expected, Text(SequenceReader.Read(view).ItemFeatures));
            }
        }

        IDataView plain = Ml.Transforms.BehaviorSequences().Fit(Events).Transform(Events);
        Assert.IsNull(Features(plain));
        Assert.IsNull(SequenceReader.Read(plain).ItemFeatures);
    }

    /// <summary>The schema of the sequences may stand in a zip: what they say of items is left out of it.</summary>
    [TestMethod]
    public void TheSchemaOfSequencesCanBeSaved()
    {
        using var zip = new MemoryStream();
        IDataView sequences = Fit(s_things).Transform(Events);
        Ml.Model.Save(Ml.Transforms.CopyColumns("Copy", "User").Fit(sequences), sequences.Schema, zip);
        zip.Position = 0;
        Ml.Model.Load(zip, out DataViewSchema schema);
        Assert.IsNull(ItemFeatures.Of(schema["Item"]));
    }

    [TestMethod]
    public void LaterItemsAreEncodedAlike()
    {
        BehaviorSequencesTransformer fitted = Fit(s_things);
        IDataView later = View([Event("c", "n", 9)]);
        Thing[] more =
        [
            new() { Item = "m", Brand = "c", Tags = ["new"], Price = 3, Text = [6, 0] },
            new() { Item = "x", Brand = "c", Price = 3 },
        ];
        BehaviorSequencesTransformer extended = fitted.Extend(later, itemAttributes: View(more));
        IDataView sequences = extended.Transform(later);
        CollectionAssert.AreEqual(new[] { "x", "y", "z", "q", "p", "n", "m" }, Items(sequences));
        ItemFeatures before = Features(fitted.Transform(Events))!, after = Features(sequences)!;
        Assert.AreEqual(before.Coding, after.Coding);
        Assert.AreEqual("1=1 4=0", Row(after, 1), "the newer row of x");
        Assert.AreEqual("", Row(after, 2), "y");
        Assert.AreEqual(Row(before, 3), Row(after, 3), "z");
        Assert.AreEqual("", Row(after, 6), "n");
        float length = MathF.Sqrt((9 + 16 + 25) / 3f);
        Assert.AreEqual($"1=1 4=0 5={6 / length:0.###}", Row(after, 7), "m: a tag that was not there says nothing");
        Assert.AreEqual("1=1 3=1 4=1.225 6=1.225", Row(before, 5));
    }

    [TestMethod]
    public void WhatCannotBeIsNamed()
    {
        Fails("Rows 1 and 3 of the table of item attributes are both about the item 'x'", new Thing { Item = "x" }, new Thing { Item = "y" }, new Thing { Item = "x" });
        Fails("Item attribute 'Price' of item 'y' holds a number that is infinite", new Thing { Item = "x" }, new Thing { Item = "y", Price = float.NegativeInfinity });
        Fails("Item attribute 'Text' of item 'y' holds a number that is infinite, NaN", new Thing { Item = "x" }, new Thing { Item = "y", Text = [1, float.NaN] });
        Fails("Item attribute 'Text': the vector of item 'y' has 1 numbers, that of 'x' 2", new Thing { Item = "x", Text = [1, 2] }, new Thing { Item = "y", Text = [1] });
        Fails("Row 2 of the table of item attributes has no item in column 'Item'", new Thing { Item = "x" }, new Thing { Item = "" });

        var wrong = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Fit(s_things, o => o.ItemAttributesColumnNames = ["Brand", "Shade"]));
        StringAssert.Contains(wrong.Message, "Could not find item attribute column 'Shade'");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Fit(s_things, o => o.ItemAttributesItemColumnName = "Sku")).Message, "Could not find item column 'Sku'");
        var large = Assert.ThrowsExactly<InvalidDataException>(() => Fit([new Thing { Item = "x", Text = new float[9000] }, new Thing { Item = "y" }]));
        StringAssert.Contains(large.Message, "numbers with column 'Text', and 8192 are possible: give shorter vectors");

        BehaviorSequencesTransformer fitted = Fit(s_things), plain = Ml.Transforms.BehaviorSequences().Fit(Events);
        var vectors = Assert.ThrowsExactly<InvalidDataException>(() => fitted.Extend(Events, itemAttributes: View([new Thing { Item = "m", Text = [1, 2, 3] }])));
        StringAssert.Contains(vectors.Message, "Item attribute 'Text': the vector of item 'm' has 3 numbers, those that the transform was fitted with 2");
        var kind = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => fitted.Extend(Events, itemAttributes: View([new OtherThing { Item = "m" }])));
        StringAssert.Contains(kind.Message, "'Brand': expected Category, as when the transform was fitted, got Number");
        StringAssert.Contains(Assert.ThrowsExactly<InvalidOperationException>(() => plain.Extend(Events, itemAttributes: View(s_things))).Message, "leave itemAttributes out");

        static void Fails(string message, params Thing[] things) => StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => Fit(things)).Message, message);
    }

    [TestMethod]
    public void ATableOfOtherItemsIsSuspicious()
    {
        var ml = new MLContext(1);
        List<string> warnings = [];
        ml.Log += (_, message) =>
        {
            if (message.Kind == Microsoft.ML.Runtime.ChannelMessageKind.Warning)
                warnings.Add(message.RawMessage);
        };
        ml.Transforms.BehaviorSequences(Options(s_things)).Fit(Events);
        Assert.IsEmpty(warnings);
        ml.Transforms.BehaviorSequences(Options([new Thing { Item = "sku-x" }])).Fit(Events);
        StringAssert.Contains(warnings.Single(), "has none of the 3 items with events");
    }

    /// <summary>Of very many categories the most frequent ones get a number; one that a single item has gets none.</summary>
    [TestMethod]
    public void RareCategoriesGetNoNumber()
    {
        int pairs = ItemAttributeCoding.MostCategories + 100;
        Thing[] things = [.. Enumerable.Range(0, 2 * pairs).Select(i => new Thing { Item = $"i{i}", Brand = $"b{i / 2:000000}", Tags = [$"own{i}"], Price = 1 }), new() { Item = "more", Brand = $"b{pairs - 1:000000}" }];
        ItemFeatures features = Features(Fit(things).Transform(Events))!;
        Assert.AreEqual(ItemAttributeCoding.MostCategories + 1, features.Width, "brands and the price");
        string[] items = Items(Fit(things).Transform(Events));
        Assert.IsTrue(features.Rows.Count(1 + Array.IndexOf(items, "more")) == 1, "the one brand of three items is among them");
    }

    internal static ItemFeatures? Features(IDataView sequences) => ItemFeatures.Of(sequences.Schema["Item"]);

    private static string Text(ItemFeatures? features) =>
        $"{features!.Coding} {features.Width}: {string.Join('|', Enumerable.Range(0, features.Rows.RowCount).Select(item => Row(features, item)))}";

    private static string Row(ItemFeatures features, int item) =>
        string.Join(' ', Enumerable.Range(0, features.Rows.Count(item)).Select(i => FormattableString.Invariant($"{features.Rows[item][i]}={features.Rows.ValuesOf(item)[i]:0.###}")));

    private static string[] Items(IDataView sequences) => SequenceViews.Names(sequences.Schema["Item"]);

    private static BehaviorSequencesTransformer Fit(Thing[] things, Action<BehaviorSequencesEstimator.Options>? change = null)
    {
        BehaviorSequencesEstimator.Options options = Options(things);
        change?.Invoke(options);
        return Ml.Transforms.BehaviorSequences(options).Fit(Events);
    }

    private static BehaviorSequencesEstimator.Options Options(Thing[] things) => new() { ItemAttributes = View(things) };

    private static IDataView View<T>(T[] rows)
        where T : class => Ml.Data.LoadFromEnumerable(rows);

    private static BehaviorEvent Event(string user, string item, long time) => new() { User = user, Item = item, Behavior = "click", Timestamp = time };

    private sealed class Thing
    {
        public string Item { get; set; } = "";

        public string Brand { get; set; } = "";

        public string[] Tags { get; set; } = [];

        public float Price { get; set; } = float.NaN;

        public float[] Text { get; set; } = [];
    }

    private sealed class OtherThing
    {
        public string Item { get; set; } = "";

        public float Brand { get; set; }

        public string[] Tags { get; set; } = [];

        public float Price { get; set; }

        public float[] Text { get; set; } = [];
    }

    private sealed class NumberedThing
    {
        public int Item { get; set; }

        public double Price { get; set; }
    }

    private sealed class Numbered
    {
        public int User { get; set; }

        public int Item { get; set; }

        public int Behavior { get; set; }

        public long Timestamp { get; set; }
    }
}
