using Microsoft.ML.Dpcpl.ModelIO;
using Microsoft.ML.Dpcpl.Searching;

namespace Microsoft.ML.Dpcpl;

public static partial class DpcplCatalog
{
    /// <summary>Searches for the options of a trainer that are best on validation events; the tests are never looked at.</summary>
    /// <remarks>
    /// A trial trains on <see cref="SequenceSplit.TrainSet"/> and is judged by NDCG@10 of the full ranking on <see cref="SequenceSplit.ValidationSet"/>. What was best among many on these
    /// events does somewhat worse on others: measure it on the test set, once. A trial whose options do not go together, or whose training diverges, has failed and the search
    /// goes on. Models are disposed once they are judged.
    /// <code>
    /// var found = ml.Recommendation().Tune(split, space, options => ml.Recommendation().Trainers.Dpcpl(options).Fit(split.TrainSet, split.ValidationSet));
    /// </code>
    /// </remarks>
    /// <typeparam name="TOptions">The options of the trainer.</typeparam>
    /// <param name="catalog"><c>mlContext.Recommendation()</c>.</param>
    /// <param name="split">The split; only its training and validation sets are for the search.</param>
    /// <param name="space">What is drawn from where.</param>
    /// <param name="fit">Trains a model with the options of a trial; their <see cref="TrainerOptions.CancellationToken"/> is the search's.</param>
    /// <param name="options">Settings; null takes the defaults.</param>
    /// <returns>The best options, and every trial.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An option of the search is out of its range.</exception>
    /// <exception cref="ArgumentException">The space is empty.</exception>
    /// <exception cref="InvalidOperationException">Every trial failed.</exception>
    /// <exception cref="OperationCanceledException">The search was ended before a trial was done.</exception>
    public static TuneResult<TOptions> Tune<TOptions>(
        this TrainCatalogBase catalog, SequenceSplit split, SearchSpace<TOptions> space, Func<TOptions, ITransformer> fit, TuneOptions? options = null)
        where TOptions : TrainerOptions, new()
    {
        ArgumentNullException.ThrowIfNull(split);
        ArgumentNullException.ThrowIfNull(space);
        ArgumentNullException.ThrowIfNull(fit);
        if (space.Axes.Count == 0)
            throw new ArgumentException("The space is empty: say by LogUniform, Uniform or Choice what is to be searched.", nameof(space));
        return OptionSearch.Run(CatalogEnvironment.Of(catalog), split.ValidationSet, space, fit, options ?? new TuneOptions());
    }
}
