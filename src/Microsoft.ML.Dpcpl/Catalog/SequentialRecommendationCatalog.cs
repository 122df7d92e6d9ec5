using Microsoft.ML.Runtime;

namespace Microsoft.ML.Dpcpl;

/// <summary>Trainers and evaluation for recommending the next item of a sequence.</summary>
/// <remarks>
/// What <c>mlContext.Recommendation()</c> returns as long as the package Microsoft.ML.Recommender is not referenced. With it, the
/// same call returns that package's catalog, on which the methods of this library are found as well.
/// </remarks>
/// <seealso cref="DpcplCatalog.Recommendation(IHostEnvironment)"/>
public sealed class SequentialRecommendationCatalog
{
    internal SequentialRecommendationCatalog(IHostEnvironment env)
    {
        Environment = env;
        Trainers = new RecommendationTrainers(env);
    }

    /// <summary>The trainers; they are extension methods of <see cref="DpcplCatalog"/>.</summary>
    public RecommendationTrainers Trainers { get; }

    internal IHostEnvironment Environment { get; }

    /// <summary>The trainers of a <see cref="SequentialRecommendationCatalog"/>.</summary>
    public sealed class RecommendationTrainers
    {
        internal RecommendationTrainers(IHostEnvironment env) => Environment = env;

        internal IHostEnvironment Environment { get; }
    }
}
