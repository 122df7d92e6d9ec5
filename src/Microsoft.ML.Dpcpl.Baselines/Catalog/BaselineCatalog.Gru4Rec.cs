using Microsoft.ML.Dpcpl.Catalog;
using Microsoft.ML.Dpcpl.Data.Views;

namespace Microsoft.ML.Dpcpl;

public static partial class BaselineCatalog
{
    /// <summary>Creates a <see cref="Gru4RecTrainer"/>, which learns to recommend the next item of the target behavior.</summary>
    /// <param name="catalog">The trainers of <c>mlContext.Recommendation()</c>.</param>
    /// <param name="targetBehavior">The behavior whose next item is predicted, as it stands in the behavior column.</param>
    /// <param name="itemColumnName">Column of a user's items in order of time: a vector of keys.</param>
    /// <param name="behaviorColumnName">Column of the behaviors, as long as the items: a vector of keys.</param>
    /// <param name="timestampColumnName">Column of the times, as long as the items: a vector of Int64 or DateTime.</param>
    /// <param name="attributeColumnNames">Columns of user attributes (text, key or number); null for none.</param>
    /// <param name="behaviorEmbedding">True: MB-GRU4Rec.</param>
    /// <param name="pretrainingEpochs">Largest number of pre-training epochs; null takes <see cref="NeuralTrainerOptions.PretrainingEpochs"/>.</param>
    /// <param name="tuningEpochs">Largest number of tuning epochs; null takes <see cref="NeuralTrainerOptions.TuningEpochs"/>.</param>
    /// <returns>The trainer.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public static Gru4RecTrainer Gru4Rec(
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
        return new Gru4RecTrainer(catalog.Environment, Set(
            new Gru4RecTrainer.Options(), targetBehavior, itemColumnName, behaviorColumnName, timestampColumnName, attributeColumnNames, behaviorEmbedding, pretrainingEpochs, tuningEpochs));
    }

    /// <summary>Creates a <see cref="Gru4RecTrainer"/> with all its options.</summary>
    /// <param name="catalog">The trainers of <c>mlContext.Recommendation()</c>.</param>
    /// <param name="options">The options; <see cref="Gru4RecTrainer.Options.FromPreset"/> gives a set to begin with.</param>
    /// <returns>The trainer.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public static Gru4RecTrainer Gru4Rec(this SequentialRecommendationCatalog.RecommendationTrainers catalog, Gru4RecTrainer.Options options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(options);
        return new Gru4RecTrainer(catalog.Environment, options);
    }

    /// <inheritdoc cref="Gru4Rec(SequentialRecommendationCatalog.RecommendationTrainers, string, string, string, string, string[], bool, int?, int?)"/>
    /// <remarks>This overload serves the catalog of Microsoft.ML.Recommender.</remarks>
    public static Gru4RecTrainer Gru4Rec(
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
        return new Gru4RecTrainer(CatalogEnvironment.Of(catalog), Set(
            new Gru4RecTrainer.Options(), targetBehavior, itemColumnName, behaviorColumnName, timestampColumnName, attributeColumnNames, behaviorEmbedding, pretrainingEpochs, tuningEpochs));
    }

    /// <inheritdoc cref="Gru4Rec(SequentialRecommendationCatalog.RecommendationTrainers, Gru4RecTrainer.Options)"/>
    /// <remarks>This overload serves the catalog of Microsoft.ML.Recommender.</remarks>
    public static Gru4RecTrainer Gru4Rec(this TrainCatalogBase.CatalogInstantiatorBase catalog, Gru4RecTrainer.Options options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(options);
        return new Gru4RecTrainer(CatalogEnvironment.Of(catalog), options);
    }
}
