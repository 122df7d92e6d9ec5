using Microsoft.ML.Data;

namespace Microsoft.ML.Dpcpl.Tests.Data.Sequences;

[TestClass]
public sealed class UserAttributesTests
{
    private static readonly MLContext Ml = new(1);

    private static readonly IDataView Events = Ml.Data.LoadFromEnumerable(
    [
        new BehaviorEvent { User = "b", Item = "x", Behavior = "click", Timestamp = 1 },
        new BehaviorEvent { User = "a", Item = "y", Behavior = "click", Timestamp = 2 },
        new BehaviorEvent { User = "c", Item = "y", Behavior = "buy", Timestamp = 3 },
    ]);

    private static readonly IDataView Users = Ml.Data.LoadFromEnumerable(
    [
        new Person { User = "a", Gender = "f", Level = 3, Age = 31 },
        new Person { User = "b", Gender = "", Level = 4, Age = float.NaN },
        new Person { User = "a", Gender = "m", Level = 3, Age = 32 },
    ]);

    [TestMethod]
    public void AttributesStandBesideTheSequences()
    {
        IDataView sequences = Fit().Transform(Events);
        CollectionAssert.AreEqual(
            new[] { "User", "Item", "Behavior", "Timestamp", "Gender", "Level", "Age" }, sequences.Schema.Select(c => c.Name).ToArray());
        Assert.AreEqual(TextDataViewType.Instance, sequences.Schema["Level"].Type);
        Assert.AreEqual(NumberDataViewType.Single, sequences.Schema["Age"].Type);
        CollectionAssert.AreEqual(new[] { "", "m", "" }, SequenceViews.Column(sequences, "Gender"));
        CollectionAssert.AreEqual(new[] { "4", "3", "" }, SequenceViews.Column(sequences, "Level"));
        CollectionAssert.AreEqual(new[] { "NaN", "32", "NaN" }, SequenceViews.Column(sequences, "Age"));
    }

    [TestMethod]
    public void HistoriesGetThemToo()
    {
        using var engine = Ml.Model.CreatePredictionEngine<UserHistory, Known>(Fit());
        Known a = engine.Predict(new UserHistory { User = "a" });
        Assert.AreEqual("m", a.Gender);
        Assert.AreEqual(32, a.Age);
        Known unknown = engine.Predict(new UserHistory { User = "nobody" });
        Assert.AreEqual("", unknown.Gender);
        Assert.IsTrue(float.IsNaN(unknown.Age));
    }

    [TestMethod]
    public void AHistorysOwnColumnWins()
    {
        IDataView mapped = Fit().Transform(Ml.Data.LoadFromEnumerable([new WithGender { User = "a", Gender = "own" }]));
        CollectionAssert.AreEqual(new[] { "own" }, SequenceViews.Column(mapped, "Gender"));
        CollectionAssert.AreEqual(new[] { "32" }, SequenceViews.Column(mapped, "Age"));
    }

    [TestMethod]
    public void SomeColumnsOnlyAndWrongOnes()
    {
        IDataView sequences = Fit("Age").Transform(Events);
        CollectionAssert.AreEqual(new[] { "User", "Item", "Behavior", "Timestamp", "Age" }, sequences.Schema.Select(c => c.Name).ToArray());
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Fit("Nothing")).Message, "Could not find attribute column 'Nothing'");
    }

    [TestMethod]
    public void SavedAndLoadedTheSame()
    {
        var chain = Ml.Transforms.Conversion.MapValueToKey("Item").Append(Ml.Transforms.BehaviorSequences(Options())).Fit(Events);
        using var zip = new MemoryStream();
        Ml.Model.Save(chain, Events.Schema, zip);
        zip.Position = 0;
        ITransformer loaded = new MLContext(2).Model.Load(zip, out _);

        foreach (IDataView input in new[] { Events, Ml.Data.LoadFromEnumerable([new UserHistory { User = "a", Item = ["y", "?"], Behavior = ["buy", "?"], Timestamp = [2, 1] }]) })
        {
            IDataView expected = chain.Transform(input), actual = loaded.Transform(input);
            CollectionAssert.AreEqual(expected.Schema.Select(c => $"{c.Name} {c.Type}").ToArray(), actual.Schema.Select(c => $"{c.Name} {c.Type}").ToArray());
            CollectionAssert.AreEqual(
                SequenceViews.Read(expected).Select(r => r.ToString()).ToArray(), SequenceViews.Read(actual).Select(r => r.ToString()).ToArray());
            foreach (string column in new[] { "Gender", "Level", "Age" })
                CollectionAssert.AreEqual(SequenceViews.Column(expected, column), SequenceViews.Column(actual, column));
        }
    }

    private static BehaviorSequencesTransformer Fit(params string[] columns) => Ml.Transforms.BehaviorSequences(Options(columns)).Fit(Events);

    private static BehaviorSequencesEstimator.Options Options(params string[] columns) =>
        new() { UserAttributes = Users, UserAttributesColumnNames = columns.Length == 0 ? null : columns };

    private sealed class Person
    {
        public string User { get; set; } = "";

        public string Gender { get; set; } = "";

        public int Level { get; set; }

        public float Age { get; set; }
    }

    private sealed class Known
    {
        public string Gender { get; set; } = "";

        public float Age { get; set; }
    }

    private sealed class WithGender
    {
        public string User { get; set; } = "";

        public string[] Item { get; set; } = [];

        public string[] Behavior { get; set; } = [];

        public long[] Timestamp { get; set; } = [];

        public string Gender { get; set; } = "";
    }
}
