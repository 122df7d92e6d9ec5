using Microsoft.ML.Dpcpl.Catalog;
using Microsoft.ML.Dpcpl.Data.Views;

namespace Microsoft.ML.Dpcpl;

public static partial class BaselineCatalog
{
    /// <summary>Creates a <see cref="SasRecTrainer"/>, which learns to recommend the next item of the target behavior.</summary>
    /// <param name="catalog">The trainers of <c>mlContext.Recommendation()</c>.</param>
    /// <param name="targetBehavior">The behavior whose next item is predicted, as it stands in the behavior column.</param>
    /// <param name="itemColumnName">Column of a user's items in order of time: a vector of keys.</param>
    /// <param name="behaviorColumnName">Column of the behaviors, as long as the items: a vector of keys.</param>
    /// <param name="timestampColumnName">Column of the times, as long as the items: a vector of Int64 or DateTime.</param>
    /// <param name="attributeColumnNames">Columns of user attributes (text, key or number); null for none.</param>
    /// <param name="behaviorEmbedding">True: MB-SASRec.</param>
    /// <param name="pretrainingEpochs">Largest number of pre-training epochs; null takes <see cref="NeuralTrainerOptions.PretrainingEpochs"/>.</param>
    /// <param name="tuningEpochs">Largest number of tuning epochs; null takes <see cref="NeuralTrainerOptions.TuningEpochs"/>.</param>
    /// <returns>The trainer.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public static SasRecTrainer SasRec(
        this SequentialRecommendationCatalog.RecommendationTrainers catalog,
        string targetBehavior = "buy",
        string itemColumnName = ColumnNames.Item,
        string behaviorColumnName = ColumnNames.Behavior,
        string timestampColumnName = ColumnNames.Timestamp,
        string[]? attributeColumnNames = null,
        bool behaviorEmbedding = false,
        int? pretrainingEpochs = null,
        int? tuningEpochs = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new SasRecTrainer(catalog.Environment, Set(
            new SasRecTrainer.Options(), targetBehavior, itemColumnName, behaviorColumnName, timestampColumnName, attributeColumnNames, behaviorEmbedding, pretrainingEpochs, tuningEpochs));
    }

    /// <summary>Creates a <see cref="SasRecTrainer"/> with all its options.</summary>
    /// <param name="catalog">The trainers of <c>mlContext.Recommendation()</c>.</param>
    /// <param name="options">The options; <see cref="SasRecTrainer.Options.FromPreset"/> gives a set to begin with.</param>
    /// <returns>The trainer.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public static SasRecTrainer SasRec(this SequentialRecommendationCatalog.RecommendationTrainers catalog, SasRecTrainer.Options options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(options);
        return new SasRecTrainer(catalog.Environment, options);
    }

    /// <inheritdoc cref="SasRec(SequentialRecommendationCatalog.RecommendationTrainers, string, string, string, string, string[], bool, int?, int?)"/>
    /// <remarks>This overload serves the catalog of Microsoft.ML.Recommender.</remarks>
    public static SasRecTrainer SasRec(
        this TrainCatalogBase.CatalogInstantiatorBase catalog,
        string targetBehavior = "buy",
        string itemColumnName = ColumnNames.Item,
        string behaviorColumnName = ColumnNames.Behavior,
        string timestampColumnName = ColumnNames.Timestamp,
        string[]? attributeColumnNames = null,
        bool behaviorEmbedding = false,
        int? pretrainingEpochs = null,
        int? tuningEpochs = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new SasRecTrainer(CatalogEnvironment.Of(catalog), Set(
            new SasRecTrainer.Options(), targetBehavior, itemColumnName, behaviorColumnName, timestampColumnName, attributeColumnNames, behaviorEmbedding, pretrainingEpochs, tuningEpochs));
    }

    /// <inheritdoc cref="SasRec(SequentialRecommendationCatalog.RecommendationTrainers, SasRecTrainer.Options)"/>
    /// <remarks>This overload serves the catalog of Microsoft.ML.Recommender.</remarks>
    public static SasRecTrainer SasRec(this TrainCatalogBase.CatalogInstantiatorBase catalog, SasRecTrainer.Options options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(options);
        return new SasRecTrainer(CatalogEnvironment.Of(catalog), options);
    }
}
