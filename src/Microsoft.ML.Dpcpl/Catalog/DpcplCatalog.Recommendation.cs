using Microsoft.ML.Dpcpl.Data.Views;
using Microsoft.ML.Dpcpl.Evaluation;
using Microsoft.ML.Dpcpl.ModelIO;
using Microsoft.ML.Dpcpl.Systems;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Dpcpl;

/// <summary>The extension methods of this library on ML.NET's catalogs.</summary>
public static partial class DpcplCatalog
{
    /// <summary>Trainers and evaluation for recommendation.</summary>
    /// <remarks>
    /// <see cref="MLContext"/> is an <see cref="IHostEnvironment"/>. Where Microsoft.ML.Recommender is referenced, its method of the
    /// same name on <see cref="MLContext"/> is the better match and is called; <c>Trainers.Dpcpl</c> and <c>EvaluateSequences</c>
    /// are found on what it returns, too.
    /// </remarks>
    /// <param name="env">The <see cref="MLContext"/>.</param>
    /// <returns>The catalog.</returns>
    public static SequentialRecommendationCatalog Recommendation(this IHostEnvironment env)
    {
        ArgumentNullException.ThrowIfNull(env);
        return new SequentialRecommendationCatalog(env);
    }

    /// <summary>Creates a <see cref="DpcplTrainer"/>, which learns to recommend the next item of the target behavior.</summary>
    /// <param name="catalog">The trainers of <c>mlContext.Recommendation()</c>.</param>
    /// <param name="targetBehavior">The behavior whose next item is predicted, as it stands in the behavior column; null takes the only behavior that there is, and among several "buy".</param>
    /// <param name="itemColumnName">Column of a user's items in order of time: a vector of keys.</param>
    /// <param name="behaviorColumnName">Column of the behaviors, as long as the items: a vector of keys.</param>
    /// <param name="timestampColumnName">Column of the times, as long as the items: a vector of Int64 or DateTime.</param>
    /// <param name="attributeColumnNames">Columns of user attributes (text, key or number); null for none.</param>
    /// <param name="pretrainingEpochs">Largest number of pre-training epochs; null takes <see cref="NeuralTrainerOptions.PretrainingEpochs"/>.</param>
    /// <param name="tuningEpochs">Largest number of tuning epochs; null takes <see cref="NeuralTrainerOptions.TuningEpochs"/>.</param>
    /// <returns>The trainer.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public static DpcplTrainer Dpcpl(
        this TrainCatalogBase.CatalogInstantiatorBase catalog,
        string? targetBehavior = null,
        string itemColumnName = ColumnNames.Item,
        string behaviorColumnName = ColumnNames.Behavior,
        string timestampColumnName = ColumnNames.Timestamp,
        string[]? attributeColumnNames = null,
        int? pretrainingEpochs = null,
        int? tuningEpochs = null) => catalog.Dpcpl(new DpcplTrainer.Options().With(
            targetBehavior, itemColumnName, behaviorColumnName, timestampColumnName, attributeColumnNames, pretrainingEpochs, tuningEpochs));

    /// <summary>Creates a <see cref="DpcplTrainer"/> with all its options.</summary>
    /// <param name="catalog">The trainers of <c>mlContext.Recommendation()</c>.</param>
    /// <param name="options">The options; <see cref="DpcplTrainer.Options.FromPreset"/> gives a set to begin with.</param>
    /// <returns>The trainer.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public static DpcplTrainer Dpcpl(this TrainCatalogBase.CatalogInstantiatorBase catalog, DpcplTrainer.Options options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new DpcplTrainer(CatalogEnvironment.Of(catalog), options);
    }

    /// <summary>Measures recommendations against the held-out items: hit ratio, NDCG and MRR with standard errors.</summary>
    /// <param name="catalog"><c>mlContext.Recommendation()</c>.</param>
    /// <param name="data">What a <see cref="SequenceTransformer"/> made of the test set of a leave-one-out split.</param>
    /// <returns>The metrics.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has another type.</exception>
    public static SequentialRecommendationMetrics EvaluateSequences(this TrainCatalogBase catalog, IDataView data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return SequenceEvaluator.Evaluate(CatalogEnvironment.Of(catalog), data);
    }

    /// <summary>Measures the recommendations of one of several models in a chain.</summary>
    /// <param name="catalog"><c>mlContext.Recommendation()</c>.</param>
    /// <param name="data">What a chain with the model made of the test set of a leave-one-out split.</param>
    /// <param name="outputColumnPrefix">The model's <see cref="SequenceTransformer.Options.OutputColumnPrefix"/>.</param>
    /// <returns>The metrics.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has another type.</exception>
    public static SequentialRecommendationMetrics EvaluateSequences(this TrainCatalogBase catalog, IDataView data, string outputColumnPrefix)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(outputColumnPrefix);
        return SequenceEvaluator.Evaluate(CatalogEnvironment.Of(catalog), data, outputColumnPrefix);
    }
}
