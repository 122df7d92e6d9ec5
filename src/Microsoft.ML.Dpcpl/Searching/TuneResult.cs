namespace Microsoft.ML.Dpcpl;

/// <summary>What a search found.</summary>
/// <typeparam name="TOptions">The options that were searched.</typeparam>
public sealed class TuneResult<TOptions>
    where TOptions : TrainerOptions
{
    internal TuneResult(TOptions bestOptions, TuneTrial best, IReadOnlyList<TuneTrial> trials) => (BestOptions, Best, Trials) = (bestOptions, best, trials);

    /// <summary>
    /// The best setting as options, with as many epochs as the options that the search began with (the trial may have had fewer): to train with.
    /// </summary>
    public TOptions BestOptions { get; }

    /// <summary>Its trial in the last round.</summary>
    public TuneTrial Best { get; }

    /// <summary>Every trial of every round, in the order in which they were done. One that was given up half-way is not among them.</summary>
    public IReadOnlyList<TuneTrial> Trials { get; }

    /// <summary>A line for every trial, then the best one.</summary>
    public override string ToString() => string.Join(Environment.NewLine, [.. Trials, $"best: {Best}"]);
}
