using Microsoft.ML.Dpcpl.ModelIO;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Dpcpl.Tests.Catalog;

/// <summary>One spelling serves programs with and without the package Microsoft.ML.Recommender.</summary>
[TestClass]
public class RecommendationCatalogTests
{
    private const string Program = """
        public static object Catalog(MLContext mlContext) => mlContext.Recommendation();

        public static object[] Trainers(MLContext mlContext) =>
        [
            mlContext.Recommendation().Trainers.Dpcpl(targetBehavior: "buy"),
            mlContext.Recommendation().Trainers.Dpcpl(new DpcplTrainer.Options { TargetBehavior = "buy" }),
        ];

        public static object Defaults(MLContext mlContext) => mlContext.Recommendation().Trainers.Dpcpl();

        public static Func<object>[] Evaluations(MLContext mlContext, SequenceSplit split, IDataView view) =>
        [
            () => mlContext.Recommendation().EvaluateSequences(view),
            () => mlContext.Recommendation().EvaluateSequences(view, "Second"),
            () => mlContext.Recommendation().EvaluateSequences(view, TestGroups.ByHistoryLength()),
            () => mlContext.Recommendation().EvaluateLists(view, view),
            () => mlContext.Recommendation().Compare(view, view),
            () => mlContext.Recommendation().CrossValidate([split], fold => throw new NotSupportedException("reached")),
            () => mlContext.Recommendation().Tune(split, new SearchSpace<DpcplTrainer.Options>().Choice(o => o.Layers, 1, 2), options => throw new NotSupportedException("reached")),
            () => mlContext.Recommendation().EvaluateFloors(split),
            () => mlContext.Recommendation().EvaluateFloors(split.TrainValidationSet, split.TestSet),
        ];
        """;

    [TestMethod]
    public void WithoutRecommenderOurCatalogServes()
    {
        var program = new CatalogProgram(Program, withRecommender: false);
        Assert.IsInstanceOfType<SequentialRecommendationCatalog>(program.Call("Catalog", new MLContext(1)));
        CheckTrainersAndEvaluation(program);
    }

    [TestMethod]
    public void WithRecommenderItsCatalogServesAndHasOurMethods()
    {
        var program = new CatalogProgram(Program, withRecommender: true);
        Assert.AreEqual("Microsoft.ML.RecommendationCatalog", program.Call("Catalog", new MLContext(1)).GetType().FullName);
        CheckTrainersAndEvaluation(program);
    }

    [TestMethod]
    public void WhatTheEnvironmentBehindACatalogSaysIsHeardAtTheContext()
    {
        var context = new MLContext(1);
        Assert.IsTrue(Says(context, CatalogEnvironment.Of(context.Data)));
        Assert.IsTrue(Says(context, CatalogEnvironment.Of(context.Transforms)));
        Assert.IsTrue(Says(context, CatalogEnvironment.Of(context.Ranking)));
        Assert.IsTrue(Says(context, CatalogEnvironment.Of(context.Ranking.Trainers)));
        Assert.IsTrue(Says(context, CatalogEnvironment.Of(context.Recommendation())));
        Assert.IsTrue(Says(context, CatalogEnvironment.Of(context.Recommendation().Trainers)));
    }

    [TestMethod]
    public void ATrainersSeedDoesNotDependOnHowOftenTheCatalogIsAskedFor()
    {
        int wanted = ((IHostEnvironment)new MLContext(1)).Register("trainer").Rand.Next();
        var context = new MLContext(1);
        context.Recommendation();
        Assert.AreEqual(wanted, CatalogEnvironment.Of(context.Recommendation().Trainers).Register("trainer").Rand.Next());
    }

    [TestMethod]
    public void AMissingCatalogIsNamed()
    {
        Assert.AreEqual("catalog", Assert.ThrowsExactly<ArgumentNullException>(() => DpcplCatalog.Dpcpl(null!)).ParamName);
        Assert.AreEqual("catalog", Assert.ThrowsExactly<ArgumentNullException>(() => DpcplCatalog.Dpcpl(null!, new DpcplTrainer.Options())).ParamName);
        IDataView view = new MLContext(1).Data.LoadFromEnumerable(new[] { new { NoSuchColumn = 1f } });
        Assert.AreEqual("catalog", Assert.ThrowsExactly<ArgumentNullException>(() => DpcplCatalog.EvaluateSequences(null!, view)).ParamName);
        Assert.AreEqual("catalog", Assert.ThrowsExactly<ArgumentNullException>(() => DpcplCatalog.EvaluateFloors(null!, view, view)).ParamName);
    }

    private static bool Says(MLContext context, IHostEnvironment env)
    {
        bool heard = false;
        context.Log += (_, e) => heard |= e.RawMessage == "hello";
        using IChannel channel = env.Start("test");
        channel.Trace(MessageSensitivity.None, "hello");
        return heard;
    }

    private static void CheckTrainersAndEvaluation(CatalogProgram program)
    {
        var context = new MLContext(1);
        CatalogProgram.AssertOneOfEachMethod(typeof(DpcplCatalog), (object[])program.Call("Trainers", context));
        Assert.IsInstanceOfType<DpcplTrainer>(program.Call("Defaults", context));

        IDataView view = context.Data.LoadFromEnumerable(new[] { new { NoSuchColumn = 1f } });
        SequenceSplit split = Split(context);
        var evaluations = (Func<object>[])program.Call("Evaluations", context, split, view);
        Assert.HasCount(CatalogProgram.Methods(typeof(DpcplCatalog), on: typeof(TrainCatalogBase)).Length, evaluations);
        // Reached; that it turns this view down is its right.
        foreach ((Func<object> evaluation, string by) in evaluations.Zip((string[])["SequenceEvaluator", "SequenceEvaluator", "SequenceEvaluator", "ListEvaluator", "ModelComparer"]))
            StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(evaluation).StackTrace!, by);
        foreach (Func<object> training in evaluations[5..7])
            Assert.AreEqual("reached", Assert.ThrowsExactly<NotSupportedException>(training).Message);
        foreach (Func<object> floors in evaluations[7..])
            Assert.IsNotEmpty((IReadOnlyList<FloorMetrics>)floors());
    }

    private static SequenceSplit Split(MLContext context)
    {
        IDataView events = context.Data.GenerateShopLog(new ShopLogOptions { Users = 100, Items = 100 }).Events;
        IDataView sequences = context.Transforms.BehaviorSequences().Fit(events).Transform(events);
        return context.Data.LeaveOneOutSplit(sequences, negativeCount: 5);
    }
}
