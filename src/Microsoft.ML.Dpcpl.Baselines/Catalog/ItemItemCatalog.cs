using Microsoft.ML.Dpcpl.Catalog;
using Microsoft.ML.Dpcpl.Data.Views;

namespace Microsoft.ML.Dpcpl;

/// <summary>The extension methods that make trainers of item-item models.</summary>
public static class ItemItemCatalog
{
    /// <summary>Creates an <see cref="ItemKnnTrainer"/>: item-based nearest neighbors.</summary>
    /// <param name="catalog">The trainers of <c>mlContext.Recommendation()</c>.</param>
    /// <param name="targetBehavior">The behavior whose next item is predicted, as it stands in the behavior column.</param>
    /// <param name="itemColumnName">Column of a user's items in order of time: a vector of keys.</param>
    /// <param name="behaviorColumnName">Column of the behaviors, as long as the items: a vector of keys.</param>
    /// <param name="timestampColumnName">Column of the times, as long as the items: a vector of Int64 or DateTime.</param>
    /// <param name="neighbors">Weights kept of each item; null takes <see cref="ItemItemTrainerOptions.Neighbors"/>.</param>
    /// <returns>The trainer.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public static ItemKnnTrainer ItemKnn(
        this SequentialRecommendationCatalog.RecommendationTrainers catalog,
        string targetBehavior = "buy",
        string itemColumnName = ColumnNames.Item,
        string behaviorColumnName = ColumnNames.Behavior,
        string timestampColumnName = ColumnNames.Timestamp,
        int? neighbors = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new ItemKnnTrainer(catalog.Environment, KnnOptions(targetBehavior, itemColumnName, behaviorColumnName, timestampColumnName, neighbors));
    }

    /// <summary>Creates an <see cref="ItemKnnTrainer"/> with all its options.</summary>
    /// <param name="catalog">The trainers of <c>mlContext.Recommendation()</c>.</param>
    /// <param name="options">The options.</param>
    /// <returns>The trainer.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public static ItemKnnTrainer ItemKnn(this SequentialRecommendationCatalog.RecommendationTrainers catalog, ItemKnnTrainer.Options options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(options);
        return new ItemKnnTrainer(catalog.Environment, options);
    }

    /// <inheritdoc cref="ItemKnn(SequentialRecommendationCatalog.RecommendationTrainers, string, string, string, string, int?)"/>
    /// <remarks>This overload serves the catalog of Microsoft.ML.Recommender.</remarks>
    public static ItemKnnTrainer ItemKnn(
        this TrainCatalogBase.CatalogInstantiatorBase catalog,
        string targetBehavior = "buy",
        string itemColumnName = ColumnNames.Item,
        string behaviorColumnName = ColumnNames.Behavior,
        string timestampColumnName = ColumnNames.Timestamp,
        int? neighbors = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new ItemKnnTrainer(CatalogEnvironment.Of(catalog), KnnOptions(targetBehavior, itemColumnName, behaviorColumnName, timestampColumnName, neighbors));
    }

    /// <inheritdoc cref="ItemKnn(SequentialRecommendationCatalog.RecommendationTrainers, ItemKnnTrainer.Options)"/>
    /// <remarks>This overload serves the catalog of Microsoft.ML.Recommender.</remarks>
    public static ItemKnnTrainer ItemKnn(this TrainCatalogBase.CatalogInstantiatorBase catalog, ItemKnnTrainer.Options options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(options);
        return new ItemKnnTrainer(CatalogEnvironment.Of(catalog), options);
    }

    /// <summary>Creates an <see cref="EaseTrainer"/>: a linear model of items by items in closed form.</summary>
    /// <param name="catalog">The trainers of <c>mlContext.Recommendation()</c>.</param>
    /// <param name="targetBehavior">The behavior whose next item is predicted, as it stands in the behavior column.</param>
    /// <param name="itemColumnName">Column of a user's items in order of time: a vector of keys.</param>
    /// <param name="behaviorColumnName">Column of the behaviors, as long as the items: a vector of keys.</param>
    /// <param name="timestampColumnName">Column of the times, as long as the items: a vector of Int64 or DateTime.</param>
    /// <param name="lambda">Weight of the squared weights; null takes <see cref="EaseTrainer.Options.Lambda"/>.</param>
    /// <returns>The trainer.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public static EaseTrainer Ease(
        this SequentialRecommendationCatalog.RecommendationTrainers catalog,
        string targetBehavior = "buy",
        string itemColumnName = ColumnNames.Item,
        string behaviorColumnName = ColumnNames.Behavior,
        string timestampColumnName = ColumnNames.Timestamp,
        double? lambda = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new EaseTrainer(catalog.Environment, EaseOptions(targetBehavior, itemColumnName, behaviorColumnName, timestampColumnName, lambda));
    }

    /// <summary>Creates an <see cref="EaseTrainer"/> with all its options.</summary>
    /// <param name="catalog">The trainers of <c>mlContext.Recommendation()</c>.</param>
    /// <param name="options">The options.</param>
    /// <returns>The trainer.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public static EaseTrainer Ease(this SequentialRecommendationCatalog.RecommendationTrainers catalog, EaseTrainer.Options options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(options);
        return new EaseTrainer(catalog.Environment, options);
    }

    /// <inheritdoc cref="Ease(SequentialRecommendationCatalog.RecommendationTrainers, string, string, string, string, double?)"/>
    /// <remarks>This overload serves the catalog of Microsoft.ML.Recommender.</remarks>
    public static EaseTrainer Ease(
        this TrainCatalogBase.CatalogInstantiatorBase catalog,
        string targetBehavior = "buy",
        string itemColumnName = ColumnNames.Item,
        string behaviorColumnName = ColumnNames.Behavior,
        string timestampColumnName = ColumnNames.Timestamp,
        double? lambda = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new EaseTrainer(CatalogEnvironment.Of(catalog), EaseOptions(targetBehavior, itemColumnName, behaviorColumnName, timestampColumnName, lambda));
    }

    /// <inheritdoc cref="Ease(SequentialRecommendationCatalog.RecommendationTrainers, EaseTrainer.Options)"/>
    /// <remarks>This overload serves the catalog of Microsoft.ML.Recommender.</remarks>
    public static EaseTrainer Ease(this TrainCatalogBase.CatalogInstantiatorBase catalog, EaseTrainer.Options options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(options);
        return new EaseTrainer(CatalogEnvironment.Of(catalog), options);
    }

    private static ItemKnnTrainer.Options KnnOptions(string targetBehavior, string item, string behavior, string timestamp, int? neighbors)
    {
        var options = new ItemKnnTrainer.Options
        {
            TargetBehavior = targetBehavior,
            ItemColumnName = item,
            BehaviorColumnName = behavior,
            TimestampColumnName = timestamp,
        };
        options.Neighbors = neighbors ?? options.Neighbors;
        return options;
    }

    private static EaseTrainer.Options EaseOptions(string targetBehavior, string item, string behavior, string timestamp, double? lambda)
    {
        var options = new EaseTrainer.Options
        {
            TargetBehavior = targetBehavior,
            ItemColumnName = item,
            BehaviorColumnName = behavior,
            TimestampColumnName = timestamp,
        };
        options.Lambda = lambda ?? options.Lambda;
        return options;
    }
}
