using Microsoft.ML.Dpcpl.Data.Splitting;
using Microsoft.ML.Dpcpl.Evaluation.Floors;
using Microsoft.ML.Dpcpl.ModelIO;

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
    /// <param name="options">Settings; null takes the defaults and leaves out the seen items that a model trained under the split's repeat policy does. The target behavior is the split's.</param>
    /// <returns>One entry per rule.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public static IReadOnlyList<FloorMetrics> EvaluateFloors(this TrainCatalogBase catalog, SequenceSplit split, FloorOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(split);
        options = options?.Clone() ?? new FloorOptions { SeenItems = split.RepeatPolicy.SeenItems() };
        options.TargetBehavior = split.TargetBehavior;
        return catalog.EvaluateFloors(split.TrainValidationSet, split.TestSet, options);
    }

    /// <inheritdoc cref="EvaluateFloors(TrainCatalogBase, SequenceSplit, FloorOptions)"/>
    /// <param name="catalog"><c>mlContext.Recommendation()</c>.</param>
    /// <param name="trainSet">Sequences to learn from, a row per user, with no event at or after the user's test event.</param>
    /// <param name="testSet">Histories with a label column.</param>
    /// <param name="options">Settings; null takes the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range, or a column is missing or of a wrong type.</exception>
    public static IReadOnlyList<FloorMetrics> EvaluateFloors(
        this TrainCatalogBase catalog, IDataView trainSet, IDataView testSet, FloorOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(trainSet);
        ArgumentNullException.ThrowIfNull(testSet);
        return SequenceFloors.Evaluate(CatalogEnvironment.Of(catalog), trainSet, testSet, options ?? new FloorOptions());
    }
}
