using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Dpcpl;

/// <summary>Trainers and evaluation for recommending the next item of a sequence.</summary>
/// <remarks>
/// What <c>mlContext.Recommendation()</c> returns as long as the package Microsoft.ML.Recommender is not referenced. With it, the
/// same call returns that package's catalog, on which the methods of this library are found as well.
/// </remarks>
/// <seealso cref="DpcplCatalog.Recommendation(IHostEnvironment)"/>
public sealed class SequentialRecommendationCatalog : TrainCatalogBase, IInternalCatalog
{
    private readonly IHostEnvironment _env;

    // ML.NET makes its catalogs once, with the context, and draws a seed for each. This one is made by every call: given a seed, it
    // draws none, and with the context for its environment, the seed of a trainer does not depend on how often it was asked for.
    internal SequentialRecommendationCatalog(IHostEnvironment env)
        : base(env.Register(nameof(SequentialRecommendationCatalog), seed: 0), nameof(SequentialRecommendationCatalog))
    {
        _env = env;
        Trainers = new RecommendationTrainers(this);
    }

    /// <summary>The trainers; they are extension methods of <see cref="DpcplCatalog"/>.</summary>
    public RecommendationTrainers Trainers { get; }

    IHostEnvironment IInternalCatalog.Environment => _env;

    /// <summary>The trainers of a <see cref="SequentialRecommendationCatalog"/>.</summary>
    public sealed class RecommendationTrainers : CatalogInstantiatorBase
    {
        internal RecommendationTrainers(SequentialRecommendationCatalog catalog)
            : base(catalog)
        {
        }
    }
}
