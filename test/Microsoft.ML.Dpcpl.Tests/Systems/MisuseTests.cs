namespace Microsoft.ML.Dpcpl.Tests.Systems;

/// <summary>What would go wrong in silence is refused, with the way out.</summary>
[TestClass]
public sealed class MisuseTests
{
    private readonly MLContext _ml = new(seed: 1);

    /// <summary>The columns of the first model would be hidden by those of the second.</summary>
    [TestMethod]
    public void TwoModelsInOneChainAreRefused()
    {
        IDataView sequences = Sequences();
        IDataView test = _ml.Data.LeaveOneOutSplit(sequences, negativeCount: 3).TestSet;
        using NeuralTransformer first = Trainer().Fit(sequences);
        using ItemItemTransformer second = _ml.Recommendation().Trainers.ItemKnn().Fit(sequences);
        foreach (IDataView view in (IDataView[])[sequences, test])
        {
            IDataView scored = first.Transform(view);
            Refused(() => second.Transform(scored));
            Refused(() => second.GetOutputSchema(scored.Schema));
            Refused(() => ((ITransformer)second).GetRowToRowMapper(scored.Schema));
            Refused(() => first.Append(second).Transform(view));
            Refused(() => _ml.Recommendation().Trainers.ItemKnn().GetOutputSchema(Microsoft.ML.Dpcpl.Data.Views.SchemaShapes.Of(scored.Schema)));
            Refused(() => Trainer().GetOutputSchema(Microsoft.ML.Dpcpl.Data.Views.SchemaShapes.Of(scored.Schema)));
        }

        StringAssert.Contains(Refused(() => second.Transform(first.Transform(test))), "'CandidateScores'");

        // The ways out: a chain each, or the columns taken away, under other names where they are to stay.
        List<string> alone = ViewText.Of(second.Transform(test), "RecommendedItems", "RecommendedScores", "ItemsAbove");
        IDataView kept = _ml.Transforms.CopyColumns("FirstItems", "RecommendedItems")
            .Append(_ml.Transforms.DropColumns([.. first.Transform(test).Schema.Select(c => c.Name).Where(name => test.Schema.GetColumnOrNull(name) is null)]))
            .Fit(first.Transform(test)).Transform(first.Transform(test));
        IDataView both = second.Transform(kept);
        CollectionAssert.AreEqual(alone, ViewText.Of(both, "RecommendedItems", "RecommendedScores", "ItemsAbove"));
        CollectionAssert.AreEqual(
            ViewText.Of(first.Transform(test), "RecommendedItems").Select(line => line.Replace("RecommendedItems", "FirstItems")).ToList(), ViewText.Of(both, "FirstItems"));
    }

    [TestMethod]
    public void RefittingForAnotherTargetIsRefused()
    {
        IDataView sequences = Sequences();
        using NeuralTransformer model = Trainer().Fit(sequences);
        string message = Assert.ThrowsExactly<ArgumentException>(() => Trainer("click").Refit(model.Model, sequences)).Message;
        foreach (string part in (string[])["'buy'", "'click'", "TargetBehavior", "Fit(trainSet, validationSet, pretrained: model)"])
            StringAssert.Contains(message, part);

        // The way out.
        using NeuralTransformer clicks = Trainer("click").Fit(sequences, null, model.Model), refitted = Trainer("click").Refit(clicks.Model, sequences);
        Assert.AreEqual("click", refitted.Model.TargetBehavior);
    }

    private static string Refused(Action action)
    {
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(action);
        StringAssert.Contains(error.Message, "'RecommendedItems', 'RecommendedScores'");
        StringAssert.Contains(error.Message, "DropColumns");
        return error.Message;
    }

    private DpcplTrainer Trainer(string target = "buy") => _ml.Recommendation().Trainers.Dpcpl(TinyShop.Options(o => (o.PretrainingEpochs, o.TuningEpochs, o.TargetBehavior) = (1, 1, target)));

    private IDataView Sequences()
    {
        IDataView events = _ml.Data.LoadFromEnumerable(
            from user in Enumerable.Range(0, 8)
            from e in Enumerable.Range(0, 8)
            select new BehaviorEvent { User = $"u{user}", Item = $"i{(user + e) % 11}", Behavior = e % 2 == 0 ? "click" : "buy", Timestamp = e });
        return _ml.Transforms.BehaviorSequences().Fit(events).Transform(events);
    }
}
