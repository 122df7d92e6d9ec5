namespace Microsoft.ML.Dpcpl.Searching;

/// <summary>Tries points round after round, and says which one is best.</summary>
internal static class SearchRounds
{
    /// <summary>Trains one trial.</summary>
    /// <param name="trial">Number of the trial, from 0.</param>
    /// <param name="round">Round, from 1.</param>
    /// <param name="epochs">Largest number of epochs; null leaves the options' own.</param>
    /// <returns>Its validation figure; null when it failed.</returns>
    public delegate double? TryOut(int trial, int round, int? epochs);

    /// <summary>Random search, where every trial is trained to its end, or successive halving (Jamieson and Talwalkar, AISTATS 2016).</summary>
    /// <param name="trials">Number of trials.</param>
    /// <param name="eta">One in so many goes on to the next round, which has so many times the epochs.</param>
    /// <param name="firstEpochs">Epochs of the first round; null: one round of all epochs.</param>
    /// <param name="fullEpochs">Epochs that no round exceeds.</param>
    /// <param name="tryOut">Trains a trial.</param>
    /// <returns>The trial that is best in the last round, and that round; null when all failed there.</returns>
    public static (int Trial, int Round)? Run(int trials, int eta, int? firstEpochs, int fullEpochs, TryOut tryOut)
    {
        int[] left = [.. Enumerable.Range(0, trials)];
        int? epochs = firstEpochs is { } first ? Math.Min(first, fullEpochs) : null;
        for (int round = 1; ; round++)
        {
            (int Trial, double? Figure)[] tried = [.. left.Select(trial => (trial, tryOut(trial, round, epochs)))];
            // OrderBy is stable: of equals the one drawn first.
            int[] ranked = [.. tried.Where(trial => trial.Figure is not null).OrderByDescending(trial => trial.Figure).Select(trial => trial.Trial)];
            left = [.. ranked.Take(Math.Max(1, tried.Length / eta)).Order()];
            if (epochs is null || epochs >= fullEpochs || left.Length <= 1)
                return ranked.Length == 0 ? null : (ranked[0], round);
            epochs = (int)Math.Min((long)epochs.Value * eta, fullEpochs);
        }
    }
}
