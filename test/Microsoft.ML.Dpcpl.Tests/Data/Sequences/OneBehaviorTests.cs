using Microsoft.ML.Data;

namespace Microsoft.ML.Dpcpl.Tests.Data.Sequences;

/// <summary>Events and histories without behaviors.</summary>
[TestClass]
public sealed class OneBehaviorTests
{
    private static readonly string[] s_rows = ["u: a/interact@1 b/interact@2", "v: a/interact@3"];
    private readonly MLContext _ml = new(1);

    [TestMethod]
    public void EventsNeedNoBehaviorColumn()
    {
        IDataView events = _ml.Data.LoadFromEnumerable(Events());
        CollectionAssert.AreEqual(s_rows, Texts(_ml.Transforms.BehaviorSequences().Fit(events).Transform(events)));
        CollectionAssert.AreEqual(s_rows, Texts(_ml.Transforms.BehaviorSequences(new BehaviorSequencesEstimator.Options { BehaviorOrder = ["click", "interact"] }).Fit(events).Transform(events)));
        var named = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _ml.Transforms.BehaviorSequences(behaviorColumnName: "How").Fit(events));
        StringAssert.Contains(named.Message, "'How'");
    }

    [TestMethod]
    [DataRow(null)]
    [DataRow("")]
    public void AColumnThatIsNotAskedForIsNotRead(string? column)
    {
        IDataView events = _ml.Data.LoadFromEnumerable(BehaviorEvents("click", "buy", "cart"));
        ITransformer features = _ml.Transforms.BehaviorSequences(behaviorColumnName: column).Fit(events);
        CollectionAssert.AreEqual(s_rows, Texts(features.Transform(events)));
        CollectionAssert.AreEqual(s_rows, Texts(Reloaded(features, events).Transform(events)));
        var histories = _ml.Data.LoadFromEnumerable([new UserHistory { User = "w", Item = ["b", "a"], Behavior = ["buy", "click"], Timestamp = [2, 1] }]);
        CollectionAssert.AreEqual(new[] { "w: a/interact@1 b/interact@2" }, Texts(features.Transform(histories)));
    }

    [TestMethod]
    public void KeysOfItemsAreTakenAsTheyAre()
    {
        IDataView events = _ml.Data.LoadFromEnumerable(Events());
        ITransformer chain = _ml.Transforms.Conversion.MapValueToKey("Item").Append(_ml.Transforms.BehaviorSequences()).Fit(events);
        CollectionAssert.AreEqual(s_rows, Texts(chain.Transform(events)));
    }

    /// <summary>Whatever the only behavior is called, and whatever its type is.</summary>
    [TestMethod]
    public void AModelOfOneBehaviorTakesInputWithoutIt()
    {
        IDataView text = _ml.Data.LoadFromEnumerable(BehaviorEvents("purchase", "purchase", "purchase"));
        IDataView numbers = _ml.Transforms.CopyColumns("Behavior", "Seven").Fit(_ml.Data.LoadFromEnumerable(Events())).Transform(_ml.Data.LoadFromEnumerable(Events()));
        IDataView keys = _ml.Transforms.Conversion.MapValueToKey("Behavior").Fit(text).Transform(text);
        IDataView without = _ml.Data.LoadFromEnumerable(Events());
        string file = Path.GetTempFileName();
        File.WriteAllText(file, "user,item,time\nu,a,1\nu,b,2\nv,a,3\n");
        foreach ((IDataView events, string name, bool later) in ((IDataView, string, bool)[])[(text, "purchase", true), (numbers, "7", true), (without, "interact", true), (keys, "purchase", false)])
        {
            BehaviorSequencesTransformer fitted = _ml.Transforms.BehaviorSequences().Fit(events);
            foreach (ITransformer features in (ITransformer[])[fitted, Reloaded(fitted, events)])
            {
                if (later)
                {
                    string[] rows = [.. s_rows.Select(row => row.Replace("interact", name, StringComparison.Ordinal))];
                    CollectionAssert.AreEqual(rows, Texts(features.Transform(without)), name);
                    CollectionAssert.AreEqual(rows, Texts(features.Transform(_ml.Data.LoadBehaviorEvents(file))), name);
                    CollectionAssert.AreEqual(rows, Texts(features.Transform(new CountingView(_ml.Data.LoadBehaviorEvents(file)))), name);
                    IDataView histories = _ml.Data.LoadFromEnumerable([new Bare { User = "w", Item = ["b", "new", "a"], Timestamp = [3, 2, 1] }, new Bare()]);
                    CollectionAssert.AreEqual(new[] { $"w: a/{name}@1 /{name}@2 b/{name}@3", ": " }, Texts(features.Transform(histories)), name);
                }
                else
                {
                    Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => features.Transform(without));
                }
            }
        }
        File.Delete(file);
    }

    [TestMethod]
    public void AHistoryMayLeaveTheOnlyBehaviorOut()
    {
        IDataView events = _ml.Data.LoadFromEnumerable(BehaviorEvents("purchase", "purchase", "purchase"));
        ITransformer features = _ml.Transforms.BehaviorSequences().Fit(events);
        using PredictionEngine<UserHistory, Keys> engine = _ml.Model.CreatePredictionEngine<UserHistory, Keys>(features);
        CollectionAssert.AreEqual(new uint[] { 1, 1 }, engine.Predict(new UserHistory { Item = ["a", "b"], Timestamp = [1, 2] }).Behavior);
        CollectionAssert.AreEqual(new uint[] { 1 }, engine.Predict(new UserHistory { Item = ["a"], Behavior = ["purchase"], Timestamp = [1] }).Behavior);
        CollectionAssert.AreEqual(new uint[] { 1, 1, 1 }, engine.Predict(new UserHistory { Item = ["a", "b", "a"], Timestamp = [1, 2, 3] }).Behavior);
        using PredictionEngine<Bare, Keys> bare = _ml.Model.CreatePredictionEngine<Bare, Keys>(features);
        CollectionAssert.AreEqual(new uint[] { 1, 1 }, bare.Predict(new Bare { Item = ["a", "b"], Timestamp = [1, 2] }).Behavior);
        Assert.ThrowsExactly<InvalidOperationException>(() => engine.Predict(new UserHistory { Item = ["a", "b"], Behavior = ["purchase"], Timestamp = [1, 2] }));
    }

    [TestMethod]
    public void AModelOfSeveralBehaviorsAsksForThem()
    {
        IDataView events = _ml.Data.LoadFromEnumerable(BehaviorEvents("click", "buy", "click"));
        ITransformer features = _ml.Transforms.BehaviorSequences().Fit(events);
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => features.Transform(_ml.Data.LoadFromEnumerable(Events())));
        StringAssert.Contains(error.Message, "'Behavior': only with a single behavior may it be missing, and there are click, buy: give data that have it.");
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => features.Transform(_ml.Data.LoadFromEnumerable([new Bare()])));
        using PredictionEngine<UserHistory, Keys> engine = _ml.Model.CreatePredictionEngine<UserHistory, Keys>(features);
        Assert.ThrowsExactly<InvalidOperationException>(() => engine.Predict(new UserHistory { Item = ["a"], Timestamp = [1] }));
    }

    private static Event[] Events() => [new() { User = "u", Item = "b", Timestamp = 2 }, new() { User = "v", Item = "a", Timestamp = 3 }, new() { User = "u", Item = "a", Timestamp = 1 }];

    private static BehaviorEvent[] BehaviorEvents(params string[] behaviors) =>
        [.. Events().Zip(behaviors, (e, behavior) => new BehaviorEvent { User = e.User, Item = e.Item, Behavior = behavior, Timestamp = e.Timestamp })];

    private static string[] Texts(IDataView sequences) => [.. SequenceViews.Read(sequences).Select(row => row.ToString())];

    private ITransformer Reloaded(ITransformer features, IDataView input)
    {
        using var stream = new MemoryStream();
        _ml.Model.Save(features, input.Schema, stream);
        stream.Position = 0;
        return new MLContext(2).Model.Load(stream, out _);
    }

    private sealed class Event
    {
        public string User { get; set; } = "";

        public string Item { get; set; } = "";

        public int Seven { get; set; } = 7;

        public long Timestamp { get; set; }
    }

    private sealed class Bare
    {
        public string User { get; set; } = "";

        public string[] Item { get; set; } = [];

        public long[] Timestamp { get; set; } = [];
    }

    private sealed class Keys
    {
        [KeyType(1)]
        public uint[] Behavior { get; set; } = [];
    }
}
