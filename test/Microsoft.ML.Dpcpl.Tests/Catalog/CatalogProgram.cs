using System.Reflection;

namespace Microsoft.ML.Dpcpl.Tests.Catalog;

/// <summary>A user's program that calls trainers, compiled with and without the package Microsoft.ML.Recommender, for which an assembly of the same shape stands in.</summary>
internal sealed class CatalogProgram
{
    private const string StandIn = "Microsoft.ML.Dpcpl.RecommenderStandIn";

    private readonly Type _program;

    /// <param name="members">Members of the program's class.</param>
    /// <param name="withRecommender">Whether the program references the stand-in.</param>
    public CatalogProgram(string members, bool withRecommender) => _program = CompiledSource.Compile(
        $$"""
        using Microsoft.ML;
        using Microsoft.ML.Dpcpl;

        public static class Program
        {
            {{members}}
        }
        """,
        without: withRecommender ? [] : [StandIn]).GetType("Program")!;

    public object Call(string method, params object[] arguments) => _program.GetMethod(method)!.Invoke(null, arguments)!;

    /// <summary>The extension methods of a class on a catalog or its trainers.</summary>
    /// <param name="catalog">The class.</param>
    /// <param name="on">What the methods extend: a base class of ML.NET.</param>
    public static MethodInfo[] Methods(Type catalog, Type on) =>
        [.. catalog.GetMethods(BindingFlags.Public | BindingFlags.Static).Where(method => method.GetParameters()[0].ParameterType == on)];

    /// <summary>Fails unless the trainers are what the class makes, one of each method.</summary>
    public static void AssertOneOfEachMethod(Type catalog, object[] trainers) => CollectionAssert.AreEquivalent(
        Array.ConvertAll(Methods(catalog, typeof(TrainCatalogBase.CatalogInstantiatorBase)), method => method.ReturnType),
        Array.ConvertAll(trainers, trainer => trainer.GetType()));
}
