using Microsoft.ML.Dpcpl.Data.Views;
using Microsoft.ML.Dpcpl.ModelIO;
using Microsoft.ML.Dpcpl.Systems;

namespace Microsoft.ML.Dpcpl;

public static partial class BaselineCatalog
{
    /// <summary>Creates an <see cref="ItemKnnTrainer"/>: item-based nearest neighbors.</summary>
    /// <param name="catalog">The trainers of <c>mlContext.Recommendation()</c>.</param>
    /// <param name="targetBehavior">The behavior whose next item is predicted, as it stands in the behavior column; null takes the only behavior that there is, and among several "buy".</param>
    /// <param name="itemColumnName">Column of a user's items in order of time: a vector of keys.</param>
    /// <param name="behaviorColumnName">Column of the behaviors, as long as the items: a vector of keys.</param>
    /// <param name="timestampColumnName">Column of the times, as long as the items: a vector of Int64 or DateTime.</param>
    /// <param name="neighbors">Weights kept of each item; null takes <see cref="ItemItemTrainerOptions.Neighbors"/>.</param>
    /// <returns>The trainer.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public static ItemKnnTrainer ItemKnn(
        this TrainCatalogBase.CatalogInstantiatorBase catalog,
        string? targetBehavior = null,
        string itemColumnName = ColumnNames.Item,
        string behaviorColumnName = ColumnNames.Behavior,
        string timestampColumnName = ColumnNames.Timestamp,
        int? neighbors = null)
    {
        ItemKnnTrainer.Options options = new ItemKnnTrainer.Options().With(targetBehavior, itemColumnName, behaviorColumnName, timestampColumnName);
        options.Neighbors = neighbors ?? options.Neighbors;
        return catalog.ItemKnn(options);
    }

    /// <summary>Creates an <see cref="ItemKnnTrainer"/> with all its options.</summary>
    /// <param name="catalog">The trainers of <c>mlContext.Recommendation()</c>.</param>
    /// <param name="options">The options.</param>
    /// <returns>The trainer.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public static ItemKnnTrainer ItemKnn(this TrainCatalogBase.CatalogInstantiatorBase catalog, ItemKnnTrainer.Options options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new ItemKnnTrainer(CatalogEnvironment.Of(catalog), options);
    }

    /// <summary>Creates an <see cref="EaseTrainer"/>: a linear model of items by items in closed form.</summary>
    /// <param name="catalog">The trainers of <c>mlContext.Recommendation()</c>.</param>
    /// <param name="targetBehavior">The behavior whose next item is predicted, as it stands in the behavior column; null takes the only behavior that there is, and among several "buy".</param>
    /// <param name="itemColumnName">Column of a user's items in order of time: a vector of keys.</param>
    /// <param name="behaviorColumnName">Column of the behaviors, as long as the items: a vector of keys.</param>
    /// <param name="timestampColumnName">Column of the times, as long as the items: a vector of Int64 or DateTime.</param>
    /// <param name="lambda">Weight of the squared weights; null takes <see cref="EaseTrainer.Options.Lambda"/>.</param>
    /// <returns>The trainer.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public static EaseTrainer Ease(
        this TrainCatalogBase.CatalogInstantiatorBase catalog,
        string? targetBehavior = null,
        string itemColumnName = ColumnNames.Item,
        string behaviorColumnName = ColumnNames.Behavior,
        string timestampColumnName = ColumnNames.Timestamp,
        double? lambda = null)
    {
        EaseTrainer.Options options = new EaseTrainer.Options().With(targetBehavior, itemColumnName, behaviorColumnName, timestampColumnName);
        options.Lambda = lambda ?? options.Lambda;
        return catalog.Ease(options);
    }

    /// <summary>Creates an <see cref="EaseTrainer"/> with all its options.</summary>
    /// <param name="catalog">The trainers of <c>mlContext.Recommendation()</c>.</param>
    /// <param name="options">The options.</param>
    /// <returns>The trainer.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public static EaseTrainer Ease(this TrainCatalogBase.CatalogInstantiatorBase catalog, EaseTrainer.Options options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new EaseTrainer(CatalogEnvironment.Of(catalog), options);
    }
}
