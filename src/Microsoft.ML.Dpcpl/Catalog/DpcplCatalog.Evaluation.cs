using Microsoft.ML.Dpcpl.Evaluation;
using Microsoft.ML.Dpcpl.Evaluation.Comparison;
using Microsoft.ML.Dpcpl.Evaluation.Lists;
using Microsoft.ML.Dpcpl.ModelIO;

namespace Microsoft.ML.Dpcpl;

public static partial class DpcplCatalog
{
    /// <summary>Measures groups of tests by themselves: users by an attribute, by the length of their history, or tests by how popular the held-out item is.</summary>
    /// <param name="catalog"><c>mlContext.Recommendation()</c>.</param>
    /// <param name="data">What a <see cref="SequenceTransformer"/> made of the test set of a leave-one-out split.</param>
    /// <param name="groups">What divides the tests.</param>
    /// <returns>One entry for every group that holds a test: numbers ascending, other values by name, missing ones last.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has another type.</exception>
    /// <exception cref="ArgumentException">A column has more than 1000 values, or the training set other item keys.</exception>
    public static IReadOnlyList<GroupMetrics> EvaluateSequences(this TrainCatalogBase catalog, IDataView data, TestGroups groups)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(groups);
        return SequenceEvaluator.EvaluateGroups(CatalogEnvironment.Of(catalog), data, groups);
    }

    /// <summary>Measures recommended lists whatever was held out: coverage, Gini, novelty, popularity bias, long tail, intra-list diversity.</summary>
    /// <param name="catalog"><c>mlContext.Recommendation()</c>.</param>
    /// <param name="data">What a <see cref="SequenceTransformer"/> made of histories; no label is needed.</param>
    /// <param name="trainSet">Sequences that say how popular the items are, a row per user, for instance <see cref="SequenceSplit.TrainSet"/>.</param>
    /// <param name="options">Settings; null takes the defaults, which leave out the diversity.</param>
    /// <returns>The metrics, for any length of the lists.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range, or a column is missing or has another type.</exception>
    /// <exception cref="ArgumentException">The training set has other item keys, or an item two rows of attributes.</exception>
    public static RecommendationListMetrics EvaluateLists(this TrainCatalogBase catalog, IDataView data, IDataView trainSet, RecommendationListOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(trainSet);
        return ListEvaluator.Evaluate(CatalogEnvironment.Of(catalog), data, trainSet, options ?? new RecommendationListOptions());
    }

    /// <summary>Trains and tests once for each fold of a split by time.</summary>
    /// <param name="catalog"><c>mlContext.Recommendation()</c>.</param>
    /// <param name="folds">The folds, for instance of <see cref="RollingTimeSplits"/>.</param>
    /// <param name="fit">
    /// Makes the model of a fold, for instance <c>fold => trainer.Fit(fold.TrainSet, fold.ValidationSet)</c>; it is measured on the fold's test set, and then disposed.
    /// </param>
    /// <returns>The metrics of every fold, and their means.</returns>
    /// <exception cref="ArgumentException">There is no fold.</exception>
    public static CrossValidationMetrics CrossValidate(this TrainCatalogBase catalog, IReadOnlyList<SequenceSplit> folds, Func<SequenceSplit, ITransformer> fit)
    {
        ArgumentNullException.ThrowIfNull(folds);
        ArgumentNullException.ThrowIfNull(fit);
        if (folds.Count == 0)
            throw new ArgumentException("There is no fold to train on: RollingTimeSplits makes some.", nameof(folds));
        return CrossValidator.Run(CatalogEnvironment.Of(catalog), folds, fit);
    }

    /// <summary>Compares two models on the same tests: by how much the second is better than the first, and whether that may be chance.</summary>
    /// <remarks>
    /// A difference is known far better than each figure by itself, as both models have the easy tests and the hard ones in common. What is tested is chance among
    /// the tests, for two given models; another seed of the training is another model.
    /// </remarks>
    /// <param name="catalog"><c>mlContext.Recommendation()</c>.</param>
    /// <param name="first">What one model's Transform made of the test set.</param>
    /// <param name="second">What the other's made of the same test set.</param>
    /// <param name="options">Settings; null takes the defaults.</param>
    /// <returns>The differences, for any length of the lists.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range, or a column is missing or has another type.</exception>
    /// <exception cref="ArgumentException">The tests are not the same; the message names the first row that differs.</exception>
    public static ModelComparison Compare(this TrainCatalogBase catalog, IDataView first, IDataView second, ComparisonOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        return ModelComparer.Compare(CatalogEnvironment.Of(catalog), first, second, options ?? new ComparisonOptions());
    }
}
