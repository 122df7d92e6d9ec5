using System.Reflection;
using Microsoft.ML.Dpcpl.Catalog;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Dpcpl.Tests.Catalog;

/// <summary>One spelling serves programs with and without the package Microsoft.ML.Recommender, for which an assembly of the same shape stands in.</summary>
[TestClass]
public class RecommendationCatalogTests
{
    private const string StandIn = "Microsoft.ML.Dpcpl.RecommenderStandIn";

    private const string Program = """
        using Microsoft.ML;
        using Microsoft.ML.Dpcpl;

        public static class Program
        {
            public static object Catalog(MLContext mlContext) => mlContext.Recommendation();

            public static object[] Trainers(MLContext mlContext) =>
            [
                mlContext.Recommendation().Trainers.Dpcpl(),
                mlContext.Recommendation().Trainers.Dpcpl(targetBehavior: "buy"),
                mlContext.Recommendation().Trainers.Dpcpl(new DpcplTrainer.Options { TargetBehavior = "buy" }),
            ];

            public static object Evaluate(MLContext mlContext, IDataView view) => mlContext.Recommendation().EvaluateSequences(view);
        }
        """;

    [TestMethod]
    public void WithoutRecommenderOurCatalogServes()
    {
        Type program = CompiledSource.Compile(Program, without: StandIn).GetType("Program")!;
        Assert.IsInstanceOfType<SequentialRecommendationCatalog>(Call(program, "Catalog", new MLContext(1)));
        CheckTrainersAndEvaluation(program);
    }

    [TestMethod]
    public void WithRecommenderItsCatalogServesAndHasOurMethods()
    {
        Type program = CompiledSource.Compile(Program).GetType("Program")!;
        Assert.AreEqual("Microsoft.ML.RecommendationCatalog", Call(program, "Catalog", new MLContext(1)).GetType().FullName);
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
    }

    private static bool Says(MLContext context, IHostEnvironment env)
    {
        bool heard = false;
        context.Log += (_, e) => heard |= e.RawMessage == "hello";
        using IChannel channel = env.Start("test");
        channel.Trace(MessageSensitivity.None, "hello");
        return heard;
    }

    private static void CheckTrainersAndEvaluation(Type program)
    {
        var context = new MLContext(1);
        foreach (object trainer in (object[])Call(program, "Trainers", context))
            Assert.IsInstanceOfType<DpcplTrainer>(trainer);

        IDataView view = context.Data.LoadFromEnumerable(new[] { new { NoSuchColumn = 1f } });
        try
        {
            Assert.IsInstanceOfType<SequentialRecommendationMetrics>(Call(program, "Evaluate", context, view));
        }
        catch (TargetInvocationException e)
        {
            // Reached; that it turns this view down is its right.
            StringAssert.Contains(e.InnerException!.StackTrace!, "SequenceEvaluator");
        }
    }

    private static object Call(Type program, string method, params object[] arguments) => program.GetMethod(method)!.Invoke(null, arguments)!;
}
