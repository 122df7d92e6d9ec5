using System.Runtime.CompilerServices;
using Microsoft.ML.Runtime;

[assembly: IgnoresAccessChecksTo("Microsoft.ML.Data")]

namespace Microsoft.ML
{
    /// <summary>The public shape of Microsoft.ML.Recommender, which the tests cannot count on to be restorable.</summary>
    public static class RecommenderCatalog
    {
        public static RecommendationCatalog Recommendation(this MLContext ctx) => new(ctx);
    }

    public sealed class RecommendationCatalog : TrainCatalogBase
    {
        internal RecommendationCatalog(IHostEnvironment env)
            : base(env, nameof(RecommendationCatalog)) => Trainers = new RecommendationTrainers(this);

        public RecommendationTrainers Trainers { get; }

        public sealed class RecommendationTrainers : CatalogInstantiatorBase
        {
            internal RecommendationTrainers(RecommendationCatalog catalog)
                : base(catalog)
            {
            }
        }
    }
}

namespace System.Runtime.CompilerServices
{
    [AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
    internal sealed class IgnoresAccessChecksToAttribute(string assemblyName) : Attribute
    {
        public string AssemblyName { get; } = assemblyName;
    }
}
