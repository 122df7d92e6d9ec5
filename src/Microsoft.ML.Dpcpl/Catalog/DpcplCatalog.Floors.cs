using Microsoft.ML.Dpcpl.Catalog;
using Microsoft.ML.Dpcpl.Evaluation.Floors;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Dpcpl;

public static partial class DpcplCatalog
{
    /// <summary>Measures four rules that every model has to beat: popularity, last touched item, a Markov chain, item-to-item cosine.</summary>
    /// <remarks>
    /// They learn from <see cref="SequenceSplit.TrainValidationSet"/> and are tested on <see cref="SequenceSplit.TestSet"/>:
    /// <list type="bullet">
    /// <item><description>Popularity: target events of an item.</description></item>
    /// <item><description>LastTouched: the items of the history, the newest first.</description></item>
    /// <item><description>Markov: transitions to the next three items, forwards and (half as much) backwards, from the newest 20 events.</description></item>
    /// <item><description>ItemCosine: items whose users overlap most with the users of the history's items.</description></item>
    /// </list>
    /// Popularity orders what a rule leaves equal. Nothing is tuned; the result does not depend on the number of threads.
    /// </remarks>
    /// <param name="catalog"><c>mlContext.Recommendation()</c>.</param>
    /// <param name="split">A leave-one-out split.</param>
    /// <param name="options">Settings; null takes the defaults. The target behavior is the split's.</param>
    /// <returns>One entry a rule.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public static IReadOnlyList<FloorMetrics> EvaluateFloors(
        this SequentialRecommendationCatalog catalog, SequenceSplit split, FloorOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return Baselines(catalog.Environment, split, options);
    }

    /// <inheritdoc cref="EvaluateFloors(SequentialRecommendationCatalog, SequenceSplit, FloorOptions)"/>
    /// <param name="catalog"><c>mlContext.Recommendation()</c>.</param>
    /// <param name="trainSet">Sequences to learn from, a row per user, with no event at or after the user's test event.</param>
    /// <param name="testSet">Histories with a label column.</param>
    /// <param name="options">Settings; null takes the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range, or a column is missing or of a wrong type.</exception>
    public static IReadOnlyList<FloorMetrics> EvaluateFloors(
        this SequentialRecommendationCatalog catalog, IDataView trainSet, IDataView testSet, FloorOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return Baselines(catalog.Environment, trainSet, testSet, options);
    }

    /// <inheritdoc cref="EvaluateFloors(SequentialRecommendationCatalog, SequenceSplit, FloorOptions)"/>
    /// <remarks>This overload serves the catalog of Microsoft.ML.Recommender.</remarks>
    public static IReadOnlyList<FloorMetrics> EvaluateFloors(
        this TrainCatalogBase catalog, SequenceSplit split, FloorOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return Baselines(CatalogEnvironment.Of(catalog), split, options);
    }

    /// <inheritdoc cref="EvaluateFloors(SequentialRecommendationCatalog, IDataView, IDataView, FloorOptions)"/>
    /// <remarks>This overload serves the catalog of Microsoft.ML.Recommender.</remarks>
    public static IReadOnlyList<FloorMetrics> EvaluateFloors(
        this TrainCatalogBase catalog, IDataView trainSet, IDataView testSet, FloorOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return Baselines(CatalogEnvironment.Of(catalog), trainSet, testSet, options);
    }

    private static IReadOnlyList<FloorMetrics> Baselines(IHostEnvironment env, SequenceSplit split, FloorOptions? options)
    {
        ArgumentNullException.ThrowIfNull(split);
        options = options?.Copy() ?? new FloorOptions();
        options.TargetBehavior = split.TargetBehavior;
        return Baselines(env, split.TrainValidationSet, split.TestSet, options);
    }

    private static IReadOnlyList<FloorMetrics> Baselines(IHostEnvironment env, IDataView trainSet, IDataView testSet, FloorOptions? options)
    {
        ArgumentNullException.ThrowIfNull(trainSet);
        ArgumentNullException.ThrowIfNull(testSet);
        return SequenceFloors.Evaluate(env, trainSet, testSet, options ?? new FloorOptions());
    }
}
