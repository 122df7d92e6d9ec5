using Microsoft.ML.Dpcpl.Catalog;
using Microsoft.ML.Dpcpl.Data.Views;
using Microsoft.ML.Dpcpl.Evaluation;
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
    /// <param name="targetBehavior">The behavior whose next item is predicted, as it stands in the behavior column.</param>
    /// <param name="itemColumnName">Column of a user's items in order of time: a vector of keys.</param>
    /// <param name="behaviorColumnName">Column of the behaviors, as long as the items: a vector of keys.</param>
    /// <param name="timestampColumnName">Column of the times, as long as the items: a vector of Int64 or DateTime.</param>
    /// <param name="attributeColumnNames">Columns of user attributes (text, key or number); null for none.</param>
    /// <param name="pretrainingEpochs">Largest number of pre-training epochs; null takes <see cref="NeuralTrainerOptions.PretrainingEpochs"/>.</param>
    /// <param name="tuningEpochs">Largest number of tuning epochs; null takes <see cref="NeuralTrainerOptions.TuningEpochs"/>.</param>
    /// <returns>The trainer.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public static DpcplTrainer Dpcpl(
        this SequentialRecommendationCatalog.RecommendationTrainers catalog,
        string targetBehavior = "buy",
        string itemColumnName = ColumnNames.Item,
        string behaviorColumnName = ColumnNames.Behavior,
        string timestampColumnName = ColumnNames.Timestamp,
        string[]? attributeColumnNames = null,
        int? pretrainingEpochs = null,
        int? tuningEpochs = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new DpcplTrainer(
            catalog.Environment,
            ToOptions(targetBehavior, itemColumnName, behaviorColumnName, timestampColumnName, attributeColumnNames, pretrainingEpochs, tuningEpochs));
    }

    /// <summary>Creates a <see cref="DpcplTrainer"/> with all its options.</summary>
    /// <param name="catalog">The trainers of <c>mlContext.Recommendation()</c>.</param>
    /// <param name="options">The options; <see cref="DpcplTrainer.Options.FromPreset"/> gives a set to begin with.</param>
    /// <returns>The trainer.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public static DpcplTrainer Dpcpl(this SequentialRecommendationCatalog.RecommendationTrainers catalog, DpcplTrainer.Options options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(options);
        return new DpcplTrainer(catalog.Environment, options);
    }

    /// <inheritdoc cref="Dpcpl(SequentialRecommendationCatalog.RecommendationTrainers, string, string, string, string, string[], int?, int?)"/>
    /// <remarks>This overload serves the catalog of Microsoft.ML.Recommender.</remarks>
    public static DpcplTrainer Dpcpl(
        this TrainCatalogBase.CatalogInstantiatorBase catalog,
        string targetBehavior = "buy",
        string itemColumnName = ColumnNames.Item,
        string behaviorColumnName = ColumnNames.Behavior,
        string timestampColumnName = ColumnNames.Timestamp,
        string[]? attributeColumnNames = null,
        int? pretrainingEpochs = null,
        int? tuningEpochs = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new DpcplTrainer(
            CatalogEnvironment.Of(catalog),
            ToOptions(targetBehavior, itemColumnName, behaviorColumnName, timestampColumnName, attributeColumnNames, pretrainingEpochs, tuningEpochs));
    }

    /// <inheritdoc cref="Dpcpl(SequentialRecommendationCatalog.RecommendationTrainers, DpcplTrainer.Options)"/>
    /// <remarks>This overload serves the catalog of Microsoft.ML.Recommender.</remarks>
    public static DpcplTrainer Dpcpl(this TrainCatalogBase.CatalogInstantiatorBase catalog, DpcplTrainer.Options options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(options);
        return new DpcplTrainer(CatalogEnvironment.Of(catalog), options);
    }

    /// <summary>Measures recommendations against the held-out items: hit ratio, NDCG and MRR with standard errors.</summary>
    /// <param name="catalog"><c>mlContext.Recommendation()</c>.</param>
    /// <param name="data">What a <see cref="SequenceTransformer"/> made of the test set of a leave-one-out split.</param>
    /// <returns>The metrics.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has another type.</exception>
    public static SequentialRecommendationMetrics EvaluateSequences(this SequentialRecommendationCatalog catalog, IDataView data)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(data);
        return SequenceEvaluator.Evaluate(catalog.Environment, data);
    }

    /// <inheritdoc cref="EvaluateSequences(SequentialRecommendationCatalog, IDataView)"/>
    /// <remarks>This overload serves the catalog of Microsoft.ML.Recommender.</remarks>
    public static SequentialRecommendationMetrics EvaluateSequences(this TrainCatalogBase catalog, IDataView data)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(data);
        return SequenceEvaluator.Evaluate(CatalogEnvironment.Of(catalog), data);
    }

    private static DpcplTrainer.Options ToOptions(
        string targetBehavior, string item, string behavior, string timestamp, string[]? attributes, int? pretrainingEpochs, int? tuningEpochs)
    {
        var options = new DpcplTrainer.Options
        {
            TargetBehavior = targetBehavior,
            ItemColumnName = item,
            BehaviorColumnName = behavior,
            TimestampColumnName = timestamp,
            AttributeColumnNames = attributes ?? [],
        };
        options.PretrainingEpochs = pretrainingEpochs ?? options.PretrainingEpochs;
        options.TuningEpochs = tuningEpochs ?? options.TuningEpochs;
        return options;
    }
}
