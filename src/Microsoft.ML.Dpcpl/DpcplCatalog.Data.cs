using Microsoft.ML.Dpcpl.Data;

namespace Microsoft.ML.Dpcpl;

public static partial class DpcplCatalog
{
    /// <summary>Turns events into one row per user, with items and behaviors as vectors of keys in order of time.</summary>
    /// <param name="catalog">The transforms of an <see cref="MLContext"/>.</param>
    /// <param name="userColumnName">Column of the user: text, any integer or a key.</param>
    /// <param name="itemColumnName">Column of the item: text, any integer or a key.</param>
    /// <param name="behaviorColumnName">Column of the behavior: text, any integer or a key.</param>
    /// <param name="timestampColumnName">Column of the time: an integer, Single or Double in seconds or milliseconds, DateTime or DateTimeOffset.</param>
    /// <returns>The estimator; its remarks describe input and output.</returns>
    public static BehaviorSequencesEstimator BehaviorSequences(
        this TransformsCatalog catalog,
        string userColumnName = ColumnNames.User,
        string itemColumnName = ColumnNames.Item,
        string behaviorColumnName = ColumnNames.Behavior,
        string timestampColumnName = ColumnNames.Timestamp) => catalog.BehaviorSequences(new BehaviorSequencesEstimator.Options
        {
            UserColumnName = userColumnName,
            ItemColumnName = itemColumnName,
            BehaviorColumnName = behaviorColumnName,
            TimestampColumnName = timestampColumnName,
        });

    /// <summary>Turns events into one row per user, with items and behaviors as vectors of keys in order of time.</summary>
    /// <param name="catalog">The transforms of an <see cref="MLContext"/>.</param>
    /// <param name="options">The settings.</param>
    /// <returns>The estimator; its remarks describe input and output.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public static BehaviorSequencesEstimator BehaviorSequences(this TransformsCatalog catalog, BehaviorSequencesEstimator.Options options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(options);
        return new BehaviorSequencesEstimator(CatalogEnvironment.Of(catalog), options);
    }
}
