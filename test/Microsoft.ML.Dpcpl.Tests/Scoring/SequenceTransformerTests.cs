using Microsoft.ML.Data;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Data.Views;
using Microsoft.ML.Dpcpl.Evaluation;
using Microsoft.ML.Dpcpl.Scoring;
using Microsoft.ML.Dpcpl.Tests.Data.Sequences;

namespace Microsoft.ML.Dpcpl.Tests.Scoring;

[TestClass]
public sealed class SequenceTransformerTests
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly List<ScoringData.Row> _rows = ScoringData.Rows(17);
    private readonly IDataView _view;
    private readonly FakeModel _model;

    public SequenceTransformerTests()
    {
        _view = ScoringData.View(_ml, _rows);
        _model = ScoringData.Model(_view);
    }

    [TestCleanup]
    public void Cleanup() => _model.Dispose();

    private FakeTransformer Transformer(Action<SequenceTransformer.Options>? change = null, ISequenceModel? model = null)
    {
        var options = new SequenceTransformer.Options { TopK = 4, BatchSize = 5 };
        change?.Invoke(options);
        return new FakeTransformer(model ?? _model, options);
    }

    private sealed class Output
    {
        public string User { get; set; } = "";

        [ColumnName("RecommendedItems")]
        public uint[] Items { get; set; } = [];

        [ColumnName("RecommendedScores")]
        public float[] Scores { get; set; } = [];

        public int ItemsAbove { get; set; }

        public int ItemsTied { get; set; }

        public int ItemsRanked { get; set; }

        public int UnseenAbove { get; set; }

        public int UnseenTied { get; set; }

        public int UnseenRanked { get; set; }

        public float[] CandidateScores { get; set; } = [];

        public int CandidatesAbove { get; set; }

        public int CandidatesTied { get; set; }

        public int CandidatesRanked { get; set; }

        public override string ToString() => System.Text.Json.JsonSerializer.Serialize(
            this, new System.Text.Json.JsonSerializerOptions { NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals });
    }

    private List<Output> Read(IDataView scored) => [.. _ml.Data.CreateEnumerable<Output>(scored, reuseRowObject: false)];

    private Output Expected(ScoringData.Row row, int topK = 4)
    {
        int[] history = ScoringData.Ids(row.Item);
        float[] scores = _model.Scores(history);
        int label = ScoringData.Id(row.Label);
        int[] candidates = ScoringData.Ids(row.Negatives);
        int[] open = [.. Enumerable.Range(1, ScoringData.Items).Except(history)];
        int[] top = [.. open.OrderByDescending(i => scores[i]).ThenBy(i => i).Take(topK)];
        int[] rivals = [.. open.Where(i => i != label)], known = [.. candidates.Where(i => i > 0 && i != label)];
        // What no list can hold has one more above it than compete.
        int unknown = label == 0 ? 1 : 0, miss = label == 0 || history.Contains(label) ? 1 : 0;
        bool Above(int item) => label == 0 || scores[item] > scores[label];
        bool Tied(int item) => label > 0 && scores[item] == scores[label];
        return new Output
        {
            User = row.User,
            Items = [.. top.Select(i => (uint)i)],
            Scores = [.. top.Select(i => scores[i])],
            ItemsAbove = miss == 1 ? open.Length + 1 : rivals.Count(Above),
            ItemsTied = miss == 1 ? 0 : rivals.Count(Tied),
            ItemsRanked = rivals.Length,
            UnseenAbove = rivals.Count(Above) + unknown,
            UnseenTied = rivals.Count(Tied),
            UnseenRanked = rivals.Length,
            CandidateScores = [.. candidates.Select(i => i == 0 ? float.NaN : scores[i])],
            CandidatesAbove = known.Count(Above) + unknown,
            CandidatesTied = known.Count(Tied),
            CandidatesRanked = known.Length,
        };
    }

    private void AssertAsExpected(List<Output> outputs)
    {
        Assert.AreEqual(_rows.Count, outputs.Count);
        for (int i = 0; i < outputs.Count; i++)
            Assert.AreEqual(Expected(_rows[i]).ToString(), outputs[i].ToString());
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(5)]
    [DataRow(17)]
    [DataRow(256)]
    public void EveryColumnIsAsComputedByHandWhateverTheBatch(int batchSize)
    {
        AssertAsExpected(Read(Transformer(o => o.BatchSize = batchSize).Transform(_view)));
        Assert.AreEqual((_rows.Count + batchSize - 1) / batchSize, _model.Encodings);
    }

    [TestMethod]
    public void CachedAndCopiedViewsGiveTheSame()
    {
        AssertAsExpected(Read(_ml.Data.Cache(Transformer().Transform(_view))));
        AssertAsExpected(Read(Transformer().Transform(_ml.Data.Cache(_view))));
    }

    [TestMethod]
    public void InputColumnsPassThrough()
    {
        IDataView scored = Transformer().Transform(_view);
        foreach (string name in (string[])["User", "City", "Age", "ColdStart"])
            CollectionAssert.AreEqual(Sequences(_view, name), Sequences(scored, name));
        var items = _ml.Data.CreateEnumerable<Passed>(scored, false).Select(r => string.Join(' ', r.Item)).ToArray();
        CollectionAssert.AreEqual(_rows.Select(r => string.Join(' ', ScoringData.Ids(r.Item))).ToArray(), items);

        static List<string> Sequences(IDataView view, string name) => SequenceViews.Column(view, name);
    }

    private sealed class Passed
    {
        public uint[] Item { get; set; } = [];
    }

    [TestMethod]
    public void OnlyWhatIsAskedForIsComputed()
    {
        IDataView scored = Transformer().Transform(_view);
        SequenceViews.Column(scored, "User");
        Assert.AreEqual(0, _model.Encodings);
        using (DataViewRowCursor cursor = scored.GetRowCursor([scored.Schema["RecommendedScores"]]))
        {
            Assert.AreEqual(0, _model.Encodings);
            Assert.IsTrue(cursor.MoveNext());
            Assert.IsTrue(cursor.IsColumnActive(scored.Schema["RecommendedScores"]));
            Assert.IsFalse(cursor.IsColumnActive(scored.Schema["ItemsAbove"]));
            Assert.ThrowsExactly<InvalidOperationException>(() => cursor.GetGetter<int>(scored.Schema["ItemsAbove"]));
            Assert.ThrowsExactly<InvalidOperationException>(() => cursor.GetGetter<float>(scored.Schema["RecommendedScores"]));
        }

        Assert.AreEqual(1, _model.Encodings);
        Assert.IsNull(_model.LastBatch!.Labels);
        Assert.IsNull(_model.LastBatch.Candidates);
    }

    [TestMethod]
    public void ValuesHandedOutStayWhenTheCursorMovesOn()
    {
        IDataView scored = Transformer(o => o.BatchSize = 2).Transform(_view);
        using DataViewRowCursor cursor = scored.GetRowCursor(scored.Schema);
        var getter = cursor.GetGetter<VBuffer<uint>>(scored.Schema["Item"]);
        var kept = new List<VBuffer<uint>>();
        while (cursor.MoveNext())
        {
            VBuffer<uint> value = default;
            getter(ref value);
            kept.Add(value);
        }

        for (int i = 0; i < _rows.Count; i++)
            CollectionAssert.AreEqual(ScoringData.Ids(_rows[i].Item), kept[i].DenseValues().Select(k => (int)k).ToArray());
        Assert.AreEqual(-1, cursor.Position);
        Assert.IsFalse(cursor.MoveNext());
        Assert.ThrowsExactly<InvalidOperationException>(() =>
        {
            VBuffer<uint> value = default;
            getter(ref value);
        });
    }

    [TestMethod]
    public void CursorSetsAndShuffledCursorsSeeEveryRowOnce()
    {
        IDataView source = _ml.Data.Cache(_view);
        IDataView scored = Transformer().Transform(source);
        Assert.AreEqual(source.CanShuffle, scored.CanShuffle);
        Assert.AreEqual(source.GetRowCount(), scored.GetRowCount());
        string[] expected = [.. _rows.Select(r => $"{r.User} {Expected(r).ItemsAbove}").Order()];
        foreach (DataViewRowCursor[] set in (DataViewRowCursor[][])
            [[scored.GetRowCursor(scored.Schema, new Random(3))], scored.GetRowCursorSet(scored.Schema, 3)])
        {
            var seen = new List<string>();
            var ids = new HashSet<DataViewRowId>();
            foreach (DataViewRowCursor cursor in set)
            {
                using (cursor)
                {
                    var user = cursor.GetGetter<ReadOnlyMemory<char>>(scored.Schema["User"]);
                    var above = cursor.GetGetter<int>(scored.Schema["ItemsAbove"]);
                    var id = cursor.GetIdGetter();
                    while (cursor.MoveNext())
                    {
                        ReadOnlyMemory<char> name = default;
                        int count = 0;
                        DataViewRowId rowId = default;
                        user(ref name);
                        above(ref count);
                        id(ref rowId);
                        seen.Add($"{name} {count}");
                        Assert.IsTrue(ids.Add(rowId));
                    }
                }
            }

            CollectionAssert.AreEqual(expected, seen.Order().ToArray());
        }
    }

    [TestMethod]
    public void ConcurrentScoringGivesTheSame()
    {
        FakeTransformer transformer = Transformer();
        Parallel.For(0, 8, _ => AssertAsExpected(Read(transformer.Transform(_view))));
    }

    [TestMethod]
    public void KeysMapBackToItemsAndMissingOnesToEmptyTexts()
    {
        FakeTransformer transformer = Transformer(o => o.TopK = ScoringData.Items + 5);
        IDataView scored = transformer.Transform(_view);
        IDataView named = _ml.Transforms.Conversion.MapKeyToValue("RecommendedItems").Fit(scored).Transform(scored);
        Recommendation[] rows = [.. _ml.Data.CreateEnumerable<Recommendation>(named, false)];
        for (int i = 0; i < rows.Length; i++)
        {
            Output expected = Expected(_rows[i], ScoringData.Items + 5);
            string[] names = [.. expected.Items.Select(id => $"i{id}")];
            Assert.AreEqual(_rows[i].User, rows[i].User);
            CollectionAssert.AreEqual(names, rows[i].RecommendedItems[..names.Length]);
            Assert.IsTrue(rows[i].RecommendedItems[names.Length..].All(string.IsNullOrEmpty));
            Assert.IsTrue(rows[i].RecommendedScores[names.Length..].All(float.IsNaN));
        }
    }

    [TestMethod]
    public void PredictionEnginesGiveTheSame()
    {
        ITransformer keys = ScoringData.Keys(_ml).Fit(_ml.Data.LoadFromEnumerable(_rows));
        FakeTransformer transformer = Transformer();
        ITransformer chain = new TransformerChain<ITransformer>(keys, transformer);
        using (var engine = _ml.Model.CreatePredictionEngine<ScoringData.Row, Output>(chain, new PredictionEngineOptions { OwnsTransformer = false }))
        {
            foreach (ScoringData.Row row in _rows.Concat(_rows))
                Assert.AreEqual(Expected(row).ToString(), engine.Predict(row).ToString());
        }

        Assert.IsFalse(_model.IsDisposed);
        Assert.AreEqual(2 * _rows.Count, _model.Encodings);
    }

    [TestMethod]
    public void ChainsWithACacheCheckpointWork()
    {
        var pipeline = ScoringData.Keys(_ml).AppendCacheCheckpoint(_ml).Append(new FixedEstimator(Transformer()));
        IDataView raw = _ml.Data.LoadFromEnumerable(_rows);
        AssertAsExpected(Read(pipeline.Fit(raw).Transform(raw)));
    }

    [TestMethod]
    public void HistoriesOfTextsBecomeNamedItems()
    {
        IDataView events = _ml.Data.LoadFromEnumerable(
            Enumerable.Range(0, 200).Select(i => new BehaviorEvent
            {
                User = $"u{i % 10}",
                Item = $"i{(i % 40) + 1}",
                Behavior = ScoringData.Behaviors[i % 3],
                Timestamp = i,
            }));
        BehaviorSequencesTransformer features = _ml.Transforms.BehaviorSequences().Fit(events);
        IDataView sequences = features.Transform(events);
        using FakeModel model = ScoringData.Model(sequences);
        FakeTransformer dpcpl = Transformer(model: model);
        IDataView scored = dpcpl.Transform(sequences);
        var chain = new TransformerChain<ITransformer>(features, dpcpl, _ml.Transforms.Conversion.MapKeyToValue("RecommendedItems").Fit(scored));
        string[] names = KeyNames.Of(sequences.Schema["Item"])!;

        using var engine = _ml.Model.CreatePredictionEngine<UserHistory, Recommendation>(chain);
        foreach (string[] items in (string[][])[["i3", "i17", "never seen"], [], ["never seen"]])
        {
            var history = new UserHistory
            {
                User = "somebody new",
                Item = items,
                Behavior = [.. items.Select(_ => "click")],
                Timestamp = [.. items.Select((_, i) => 5000L - i)],
            };
            int[] known = [.. items.Select(item => Array.IndexOf(names, item) + 1)];
            float[] scores = model.Scores(known);
            string[] expected =
            [
                .. Enumerable.Range(1, names.Length).Except(known).OrderByDescending(i => scores[i]).ThenBy(i => i).Take(4).Select(i => names[i - 1]),
            ];
            Recommendation recommendation = engine.Predict(history);
            Assert.AreEqual("somebody new", recommendation.User);
            CollectionAssert.AreEqual(expected, recommendation.RecommendedItems);
        }
    }

    [TestMethod]
    public void WithoutLabelAndCandidatesThereAreOnlyRecommendations()
    {
        IDataView bare = _ml.Transforms.DropColumns("Label", "Negatives").Fit(_view).Transform(_view);
        DataViewSchema schema = Transformer().GetOutputSchema(bare.Schema);
        CollectionAssert.AreEqual(
            (string[])["RecommendedItems", "RecommendedScores"], schema.Skip(bare.Schema.Count).Select(c => c.Name).ToArray());
        IDataView unlabeled = _ml.Transforms.DropColumns("Label").Fit(_view).Transform(_view);
        CollectionAssert.AreEqual(
            (string[])["RecommendedItems", "RecommendedScores", "CandidateScores"],
            Transformer().GetOutputSchema(unlabeled.Schema).Skip(unlabeled.Schema.Count).Select(c => c.Name).ToArray());
    }

    [TestMethod]
    public void OutputTypesAreAsDocumented()
    {
        DataViewSchema schema = Transformer().GetOutputSchema(_view.Schema);
        var items = (VectorDataViewType)schema["RecommendedItems"].Type;
        Assert.AreEqual(4, items.Size);
        Assert.AreEqual(new KeyDataViewType(typeof(uint), ScoringData.Items), items.ItemType);
        CollectionAssert.AreEqual(KeyNames.Of(_view.Schema["Item"]), KeyNames.Of(schema["RecommendedItems"]));
        Assert.AreEqual(new VectorDataViewType(NumberDataViewType.Single, 4), schema["RecommendedScores"].Type);
        foreach (string name in (string[])
            ["ItemsAbove", "ItemsTied", "ItemsRanked", "UnseenAbove", "UnseenTied", "UnseenRanked", "CandidatesAbove", "CandidatesTied", "CandidatesRanked"])
            Assert.AreEqual(NumberDataViewType.Int32, schema[name].Type);
        Assert.IsTrue(Transformer().GetRowToRowMapper(_view.Schema).OutputSchema.Select(c => (c.Name, c.Type.ToString())).SequenceEqual(schema.Select(c => (c.Name, c.Type.ToString()))));
    }

    [TestMethod]
    public void ItemsOfAnotherMappingAreRefused()
    {
        string[] reversed = [.. Enumerable.Range(1, ScoringData.Items).Reverse().Select(i => $"i{i}")];
        string[] fewer = [.. Enumerable.Range(1, 30).Select(i => $"i{i}")];
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Transformer().Transform(ScoringData.View(_ml, _rows, reversed)));
        StringAssert.Contains(error.Message, "column 'Item'");
        StringAssert.Contains(error.Message, "another order");
        error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Transformer().GetOutputSchema(ScoringData.View(_ml, _rows, fewer).Schema));
        StringAssert.Contains(error.Message, "40 items that the model was trained on, got 30 items");

        // The same mapping made once more has the same values: that is no other one.
        AssertAsExpected(Read(Transformer().Transform(ScoringData.View(_ml, _rows))));
    }

    [TestMethod]
    public void LabelsOfAnotherMappingAreRefused()
    {
        IDataView other = _ml.Data.LoadFromEnumerable(_rows);
        IDataView view = ScoringData.Keys(_ml).Fit(other).Transform(other);
        view = _ml.Transforms.CopyColumns("Label", "Behavior").Fit(view).Transform(view);
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Transformer().Transform(view)).Message, "'Label'");

        IDataView mapped = _ml.Transforms.Conversion.MapValueToKey("City").Fit(_view).Transform(_view);
        string message = Assert.ThrowsExactly<ArgumentOutOfRangeException>(
            () => Transformer(o => o.LabelColumnName = "City").Transform(mapped)).Message;
        StringAssert.Contains(message, "key of the items");
    }

    [TestMethod]
    public void BehaviorsAreTakenByName()
    {
        IDataView view = ScoringData.View(_ml, _rows, behaviors: ["buy", "click", "other", "cart"]);
        SequenceViews.Column(Transformer(o => o.BatchSize = 100).Transform(view), "ItemsAbove");
        SequenceStore store = _model.LastBatch!.Store;
        for (int i = 0; i < _rows.Count; i++)
        {
            CollectionAssert.AreEqual(
                _rows[i].Behavior.Select(b => (byte)(Array.IndexOf(ScoringData.Behaviors, b) + 1)).ToArray(), store.BehaviorsOf(i).ToArray());
        }
    }

    [TestMethod]
    public void AttributesReachTheModelAndMissingColumnsCountAsUnknown()
    {
        using FakeModel model = ScoringData.Model(_view, "City", "Age", "Gender");
        SequenceViews.Column(Transformer(o => o.BatchSize = 100, model).Transform(_view), "ItemsAbove");
        UserAttribute[] attributes = model.LastBatch!.Attributes;
        CollectionAssert.AreEqual(_rows.Select(r => r.City == "" ? null : r.City).ToArray(), attributes[0].Text);
        CollectionAssert.AreEqual(_rows.Select(r => r.Age).ToArray(), attributes[1].Number);
        Assert.IsTrue(attributes[2].Text!.All(text => text is null));
    }

    [TestMethod]
    [DataRow("Item", "Could not find item column 'Item'")]
    [DataRow("Behavior", "Could not find behavior column 'Behavior'")]
    [DataRow("Timestamp", "Could not find timestamp column 'Timestamp'")]
    public void MissingColumnsAreNamed(string column, string message)
    {
        IDataView view = _ml.Transforms.DropColumns(column).Fit(_view).Transform(_view);
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Transformer().GetOutputSchema(view.Schema)).Message, message);
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Transformer().Transform(view)).Message, message);
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Transformer().GetRowToRowMapper(view.Schema)).Message, message);
    }

    [TestMethod]
    [DataRow("Item", "Schema mismatch for item column 'Item': expected vector of keys, got String")]
    [DataRow("Behavior", "Schema mismatch for behavior column 'Behavior': expected vector of keys, got String")]
    [DataRow("Timestamp", "Schema mismatch for timestamp column 'Timestamp': expected vector of Int64, DateTime or DateTimeOffset, got String")]
    [DataRow("PretrainLength", "Schema mismatch for pre-training length column 'PretrainLength': expected Int32, got String")]
    [DataRow("Label", "Schema mismatch for label column 'Label': expected key of the items")]
    [DataRow("Negatives", "Schema mismatch for candidate column 'Negatives': expected vector of text or integers, or of keys of the items")]
    public void MistypedColumnsAreNamed(string column, string message)
    {
        IDataView view = _ml.Transforms.CopyColumns(column, "User").Fit(_view).Transform(_view);
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Transformer().Transform(view)).Message, message);
    }

    [TestMethod]
    public void UnequalLengthsAreAnError()
    {
        _rows[4].Behavior = _rows[4].Behavior[..^1];
        IDataView scored = Transformer().Transform(ScoringData.View(_ml, _rows));
        StringAssert.Contains(Assert.ThrowsExactly<InvalidOperationException>(() => Read(scored)).Message, "the three must be as many");
    }

    [TestMethod]
    public void OptionsAreCheckedAndCopied()
    {
        Assert.AreEqual("TopK", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Transformer(o => o.TopK = 0)).ParamName);
        Assert.AreEqual("BatchSize", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Transformer(o => o.BatchSize = 0)).ParamName);
        Assert.AreEqual("SeenItems", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Transformer(o => o.SeenItems = (SeenItemPolicy)9)).ParamName);
        Assert.AreEqual("ItemColumnName", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Transformer(o => o.ItemColumnName = "")).ParamName);

        FakeTransformer first = Transformer();
        FakeTransformer second = first.WithOptions(o => (o.TopK, o.SeenItems) = (7, SeenItemPolicy.Nothing));
        Assert.AreEqual((4, SeenItemPolicy.AllHistory), (first.TopK, first.SeenItems));
        Assert.AreEqual((7, SeenItemPolicy.Nothing), (second.TopK, second.SeenItems));
        second.Dispose();
        Assert.IsFalse(_model.IsDisposed);
        first.Dispose();
        Assert.IsTrue(_model.IsDisposed);
    }

    [TestMethod]
    public void OptionsComeBackFromTheirStream()
    {
        FakeTransformer transformer = Transformer(o => (o.TopK, o.SeenItems, o.LabelColumnName) = (31, SeenItemPolicy.TargetBehavior, "Held out"));
        using var stream = new MemoryStream();
        transformer.WriteOptions(stream);
        stream.Position = 0;
        SequenceTransformer.Options options = SequenceTransformer.ReadOptions(stream, SequenceTransformer.FormatVersion);
        Assert.AreEqual((31, SeenItemPolicy.TargetBehavior, "Held out", 5, "Item"), (options.TopK, options.SeenItems, options.LabelColumnName, options.BatchSize, options.ItemColumnName));
        Assert.AreEqual(stream.Length, stream.Position);
    }

    [TestMethod]
    public void SeenItemPoliciesDiffer()
    {
        foreach (SeenItemPolicy policy in Enum.GetValues<SeenItemPolicy>())
        {
            List<Output> outputs = Read(Transformer(o => (o.SeenItems, o.TopK) = (policy, ScoringData.Items)).Transform(_view));
            for (int i = 0; i < _rows.Count; i++)
            {
                int[] hidden =
                [
                    .. ScoringData.Ids(_rows[i].Item.Where((_, e) =>
                        policy == SeenItemPolicy.AllHistory || (policy == SeenItemPolicy.TargetBehavior && _rows[i].Behavior[e] == "buy")))
                        .Where(id => id > 0).Distinct(),
                ];
                int[] given = [.. outputs[i].Items.Where(id => id > 0).Select(id => (int)id)];
                CollectionAssert.AreEquivalent(Enumerable.Range(1, ScoringData.Items).Except(hidden).ToArray(), given);
                Assert.AreEqual(Expected(_rows[i]).UnseenRanked, outputs[i].UnseenRanked);
            }
        }
    }

    [TestMethod]
    public void EvaluationReadsTheRankColumns()
    {
        SequentialRecommendationMetrics metrics = _ml.Recommendation().EvaluateSequences(Transformer().Transform(_view));
        Output[] expected = [.. _rows.Select(row => Expected(row))];
        Assert.AreEqual(_rows.Count, metrics.Count);
        Assert.AreEqual(
            expected.Average(o => RankMetric.Ndcg(new Rank(o.ItemsAbove, o.ItemsTied, o.ItemsRanked), 10)), metrics.Ndcg(10), 1e-12);
        Assert.AreEqual(
            expected.Average(o => RankMetric.HitRatio(new Rank(o.CandidatesAbove, o.CandidatesTied, o.CandidatesRanked), 2)),
            metrics.Sampled!.HitRatio(2),
            1e-12);
        Assert.IsNotNull(metrics.ExpectedSampled);
        CollectionAssert.AreEqual((string[])["ColdStart"], metrics.SubsetColumns.ToArray());
        Assert.AreEqual(9, metrics.Subset("ColdStart").Count);

        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _ml.Recommendation().EvaluateSequences(_view));
        StringAssert.Contains(error.Message, "'ItemsAbove'");
        IDataView mistyped = _ml.Transforms.CopyColumns("ItemsAbove", "User").Fit(_view).Transform(_view);
        StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _ml.Recommendation().EvaluateSequences(mistyped)).Message, "expected Int32");
    }

    [TestMethod]
    public void SourceCursorsAreDisposed()
    {
        var source = new CountingView(_view);
        IDataView scored = Transformer().Transform(source);
        Read(scored);
        using (scored.GetRowCursor(scored.Schema))
            Assert.AreEqual(1, source.Open);
        foreach (DataViewRowCursor cursor in scored.GetRowCursorSet(scored.Schema, 2))
            cursor.Dispose();
        Assert.AreEqual(0, source.Open);
    }

    /// <summary>An estimator whose fit is over before it began.</summary>
    private sealed class FixedEstimator(ITransformer transformer) : IEstimator<ITransformer>
    {
        public ITransformer Fit(IDataView input) => transformer;

        public SchemaShape GetOutputSchema(SchemaShape inputSchema) => inputSchema;
    }
}
