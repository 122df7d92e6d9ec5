using System.Reflection;

namespace Microsoft.ML.Dpcpl.Tests.Baselines.Catalog;

/// <summary>The trainers are found with and without the package Microsoft.ML.Recommender, for which an assembly of the same shape stands in.</summary>
[TestClass]
public sealed class ItemItemCatalogTests
{
    private const string Program = """
        using Microsoft.ML;
        using Microsoft.ML.Dpcpl;

        public static class Program
        {
            public static object[] Trainers(MLContext mlContext) =>
            [
                mlContext.Recommendation().Trainers.ItemKnn(),
                mlContext.Recommendation().Trainers.ItemKnn("buy", neighbors: 50),
                mlContext.Recommendation().Trainers.ItemKnn(new ItemKnnTrainer.Options { CandidateExponent = 0.5 }),
                mlContext.Recommendation().Trainers.Ease(),
                mlContext.Recommendation().Trainers.Ease("buy", lambda: 50),
                mlContext.Recommendation().Trainers.Ease(new EaseTrainer.Options { Lambda = 50 }),
            ];
        }
        """;

    [TestMethod]
    [DataRow("no assembly")]
    [DataRow("Microsoft.ML.Dpcpl.RecommenderStandIn")]
    public void EveryOverloadMakesItsTrainer(string without)
    {
        MethodInfo method = CompiledSource.Compile(Program, without).GetType("Program")!.GetMethod("Trainers")!;
        object[] trainers = (object[])method.Invoke(null, [new MLContext(1)])!;
        CollectionAssert.AreEqual(
            (Type[])[typeof(ItemKnnTrainer), typeof(ItemKnnTrainer), typeof(ItemKnnTrainer), typeof(EaseTrainer), typeof(EaseTrainer), typeof(EaseTrainer)],
            trainers.Select(t => t.GetType()).ToArray());
    }

    [TestMethod]
    public void ArgumentsOfTheShortFormsAreOptions()
    {
        var ml = new MLContext(1);
        Assert.AreEqual("Neighbors", Refused(() => ml.Recommendation().Trainers.ItemKnn(neighbors: 0)));
        Assert.AreEqual("Lambda", Refused(() => ml.Recommendation().Trainers.Ease(lambda: -1)));
        Assert.AreEqual("ItemColumnName", Refused(() => ml.Recommendation().Trainers.ItemKnn(itemColumnName: "")));
        Assert.AreEqual("BehaviorColumnName", Refused(() => ml.Recommendation().Trainers.Ease(behaviorColumnName: "")));
        Assert.AreEqual("TimestampColumnName", Refused(() => ml.Recommendation().Trainers.Ease(timestampColumnName: "")));
    }

    private static string? Refused(Func<object> make) => Assert.ThrowsExactly<ArgumentOutOfRangeException>(make).ParamName;
}
