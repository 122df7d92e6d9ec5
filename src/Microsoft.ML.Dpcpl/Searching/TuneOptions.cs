using Microsoft.ML.Dpcpl.Common;

namespace Microsoft.ML.Dpcpl;

/// <summary>Settings of <c>Tune</c>.</summary>
/// <remarks>Checked when used; an <see cref="ArgumentOutOfRangeException"/> names option, value and range.</remarks>
public sealed class TuneOptions
{
    /// <summary>How training is dealt out. Item-item models have no epochs: they are searched at random.</summary>
    /// <value>Default <see cref="SearchMethod.SuccessiveHalving"/>.</value>
    public SearchMethod Method { get; set; } = SearchMethod.SuccessiveHalving;

    /// <summary>Settings that are tried; fewer where the space holds no more.</summary>
    /// <value>Default 20; range 1 to 10000.</value>
    [Within(1, 10_000)]
    public int Trials { get; set; } = 20;

    /// <summary>Of successive halving: one in so many trials goes on to the next round, which has so many times the epochs.</summary>
    /// <value>Default 3; range 2 to 100.</value>
    [Within(2, 100)]
    public int Eta { get; set; } = 3;

    /// <summary>Of successive halving: epochs of the first round, for pre-training and for tuning.</summary>
    /// <value>Default 2; range 1 to 10000.</value>
    [Within(1, 10_000)]
    public int FirstEpochs { get; set; } = 2;

    /// <summary>Seed of the draws from the space; that of the training stands in the options that are searched.</summary>
    /// <value>Default 1.</value>
    public int Seed { get; set; } = 1;

    /// <summary>Seconds after which the search ends, with what it has found by then; the trial that is under way is given up.</summary>
    /// <value>Default null: no limit; range 0.001 to 2000000.</value>
    [Within(0.001, 2_000_000)]
    public double? TimeLimitSeconds { get; set; }

    /// <summary>Receives every trial when it is done; called on the thread of the search.</summary>
    /// <value>Default null.</value>
    public IProgress<TuneTrial>? Progress { get; set; }

    /// <summary>Ends the search early: <c>Tune</c> returns the best so far, or throws an <see cref="OperationCanceledException"/> when no trial is done.</summary>
    /// <value>Default none.</value>
    public CancellationToken CancellationToken { get; set; }

    /// <summary>Throws when an option is out of its range.</summary>
    internal void Validate() => OptionCheck.Validate(this);

    /// <summary>A copy, so that later changes of the caller's object change nothing.</summary>
    internal TuneOptions Clone() => (TuneOptions)MemberwiseClone();
}
