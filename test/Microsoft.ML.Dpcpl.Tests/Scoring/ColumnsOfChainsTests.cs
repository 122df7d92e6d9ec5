namespace Microsoft.ML.Dpcpl.Tests.Scoring;

/// <summary>Columns under other names are found without saying so, and two models stand in one chain.</summary>
[TestClass]
public sealed class ColumnsOfChainsTests
{
    private readonly MLContext _ml = new(1);

    /// <summary>The shop's log under names of another house, with integers for users and items.</summary>
    private sealed class Sale
    {
        public int Customer { get; set; }

        public long Article { get; set; }

        public string Action { get; set; } = "";

        public DateTime When { get; set; }
    }

    private sealed class Basket
    {
        public long[] Article { get; set; } = [];

        public string[] Action { get; set; } = [];

        public long[] When { get; set; } = [];
    }

    private sealed class Offers
    {
        public long[] RecommendedItems { get; set; } = [];

        public long[] CartRecommendedItems { get; set; } = [];

        public float[] CartRecommendedScores { get; set; } = [];
    }

    [TestMethod]
    public void ColumnsOfAnyNamesAreFoundByWhatTheyAre()
    {
        IDataView own = _ml.Data.LoadFromEnumerable(Sales()), usual = _ml.Data.LoadFromEnumerable(Sales().Select(sale => new
        {
            User = sale.Customer,
            Item = sale.Article,
            Behavior = sale.Action,
            Timestamp = sale.When,
        }));
        (string expected, string figures) = Results(_ml.Transforms.BehaviorSequences().Fit(usual).Transform(usual));
        (string found, string same) = Results(_ml.Transforms.BehaviorSequences("Customer", "Article", "Action", "When").Fit(own).Transform(own));
        Assert.AreEqual(expected, found);
        Assert.AreEqual(figures, same);

        (string Statistics, string Figures) Results(IDataView sequences)
        {
            SequenceSplit split = _ml.Data.LeaveOneOutSplit(sequences, "buy");
            ItemKnnTrainer trainer = _ml.Recommendation().Trainers.ItemKnn("buy");
            using SequenceTransformer model = trainer.Fit(split.TrainSet, split.ValidationSet);
            IDataView scored = model.Transform(split.TestSet);
            string floors = string.Join('\n', _ml.Recommendation().EvaluateFloors(split).Select(floor => floor.ToString()));
            return (_ml.Data.SequenceStatistics(sequences).ToString(), _ml.Recommendation().EvaluateSequences(scored) + floors + string.Join(", ", model.Items(sequences.Schema).Similar("3", 3, ItemSimilarity.Counts)));
        }
    }

    [TestMethod]
    public void NamesThatAreAskedForWin()
    {
        IDataView events = _ml.Data.LoadFromEnumerable(Sales());
        IDataView sequences = _ml.Transforms.BehaviorSequences("Customer", "Article", "Action", "When").Fit(events).Transform(events);
        StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _ml.Data.LeaveOneOutSplit(sequences, new LeaveOneOutOptions { ItemColumnName = "Goods" })).Message, "item column 'Goods'");
        SequenceSplit split = _ml.Data.LeaveOneOutSplit(sequences, new LeaveOneOutOptions { TargetBehavior = "buy", ItemColumnName = "Article", NegativeCount = 10 });
        Assert.IsGreaterThan(0, split.TestCount);
    }

    [TestMethod]
    public void AnEstimatorChainOfTwoModelsIsFittedSavedAndEvaluated()
    {
        IDataView events = _ml.Data.LoadFromEnumerable(Sales());
        var chain = _ml.Transforms.BehaviorSequences("Customer", "Article", "Action", "When")
            .Append(_ml.Recommendation().Trainers.ItemKnn("buy"))
            .Append(_ml.Recommendation().Trainers.ItemKnn(new ItemKnnTrainer.Options { TargetBehavior = "cart", OutputColumnPrefix = "Cart" }))
            .Append(_ml.Transforms.Conversion.MapKeyToValue([new("RecommendedItems"), new("CartRecommendedItems")]));
        SchemaShapeHolds(chain, events);
        ITransformer fitted = chain.Fit(events);
        using var zip = new MemoryStream();
        _ml.Model.Save(fitted, events.Schema, zip);
        zip.Position = 0;
        ITransformer loaded = _ml.Model.Load(zip, out _);

        var basket = new Basket { Article = [3, 4, 5], Action = ["click", "cart", "buy"], When = [1, 2, 3] };
        Offers before = Predict(fitted), after = Predict(loaded);
        CollectionAssert.AreEqual(before.RecommendedItems, after.RecommendedItems);
        CollectionAssert.AreEqual(before.CartRecommendedItems, after.CartRecommendedItems);
        Assert.HasCount(10, after.CartRecommendedItems);
        Assert.IsFalse(after.CartRecommendedScores.Any(float.IsNaN));

        Offers Predict(ITransformer model)
        {
            using var engine = _ml.Model.CreatePredictionEngine<Basket, Offers>(model, new PredictionEngineOptions { OwnsTransformer = false });
            return engine.Predict(basket);
        }
    }

    [TestMethod]
    public void EachOfTwoModelsIsEvaluatedAsAlone()
    {
        IDataView events = _ml.Data.LoadFromEnumerable(Sales());
        IDataView sequences = _ml.Transforms.BehaviorSequences("Customer", "Article", "Action", "When").Fit(events).Transform(events);
        SequenceSplit split = _ml.Data.LeaveOneOutSplit(sequences, "buy", negativeCount: 10);
        using SequenceTransformer knn = _ml.Recommendation().Trainers.ItemKnn("buy").Fit(split.TrainSet, split.ValidationSet);
        using SequenceTransformer ease = _ml.Recommendation().Trainers.Ease("buy").Fit(split.TrainSet, split.ValidationSet);
        using SequenceTransformer named = ease.WithOptions(options => options.OutputColumnPrefix = "Ease");
        IDataView both = named.Transform(knn.Transform(split.TestSet));
        Assert.AreEqual(_ml.Recommendation().EvaluateSequences(knn.Transform(split.TestSet)).ToString(), _ml.Recommendation().EvaluateSequences(both).ToString());
        SequentialRecommendationMetrics alone = _ml.Recommendation().EvaluateSequences(ease.Transform(split.TestSet)), second = _ml.Recommendation().EvaluateSequences(both, "Ease");
        Assert.AreEqual(alone.ToString(), second.ToString());
        Assert.AreEqual(alone.CatalogCoverage(10), second.CatalogCoverage(10));
        Assert.IsNotNull(second.Sampled);
        StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _ml.Recommendation().EvaluateSequences(named.Transform(split.TestSet))).Message,
            "Could not find rank column 'ItemsAbove': there is 'EaseItemsAbove'; say what stands before the names, 'Ease'.");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => ease.Transform(knn.Transform(split.TestSet))).Message, "Give one of the models an OutputColumnPrefix");
    }

    [TestMethod]
    public void IntegerItemsGoThroughAPredictionEngine()
    {
        IDataView events = _ml.Data.LoadFromEnumerable(Sales().Select(sale => new
        {
            User = $"u{sale.Customer}",
            Item = sale.Article,
            Behavior = sale.Action,
            Timestamp = new DateTimeOffset(sale.When).ToUnixTimeSeconds(),
        }));
        ITransformer model = _ml.Transforms.BehaviorSequences().Append(_ml.Recommendation().Trainers.ItemKnn("buy")).Append(_ml.Transforms.Conversion.MapKeyToValue("RecommendedItems")).Fit(events);
        using var engine = _ml.Model.CreatePredictionEngine<UserHistory<long>, Recommendation<long>>(model);
        Recommendation<long> next = engine.Predict(new UserHistory<long> { User = "new", Item = [3, 4], Behavior = ["click", "buy"], Timestamp = [1_700_000_000, 1_700_000_001] });
        Assert.AreEqual("new", next.User);
        Assert.HasCount(10, next.RecommendedItems);
        long[] known = [.. Sales().Select(sale => sale.Article).Distinct()];
        CollectionAssert.IsSubsetOf(next.RecommendedItems, known);
        CollectionAssert.DoesNotContain(next.RecommendedItems, 3L);
        Assert.AreEqual(5L, next.RecommendedItems[0], "whoever bought 4 bought 5");
    }

    /// <summary>What the estimators promise is what comes.</summary>
    private static void SchemaShapeHolds(IEstimator<ITransformer> chain, IDataView events)
    {
        SchemaShape promised = chain.GetOutputSchema(Microsoft.ML.Dpcpl.Data.Views.SchemaShapes.Of(events.Schema));
        DataViewSchema made = chain.Fit(events).GetOutputSchema(events.Schema);
        foreach (string name in (string[])["Customer", "Article", "RecommendedItems", "CartRecommendedItems", "CartRecommendedScores"])
        {
            Assert.IsTrue(promised.Any(column => column.Name == name), name);
            Assert.IsNotNull(made.GetColumnOrNull(name), name);
        }
    }

    /// <summary>Customers walk along a ring of 40 articles.</summary>
    private static IEnumerable<Sale> Sales() =>
        from customer in Enumerable.Range(0, 80)
        from step in Enumerable.Range(0, 12)
        select new Sale
        {
            Customer = 100 + customer,
            Article = ((customer * 7) + (step / 3)) % 40,
            Action = (step % 3) switch { 0 => "click", 1 => "cart", _ => "buy" },
            When = new DateTime(2024, 5, 1, 0, 0, 0, DateTimeKind.Utc).AddHours((step * 5) + customer).AddTicks(customer),
        };
}
