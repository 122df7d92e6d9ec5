using Microsoft.ML.Dpcpl.Searching;

namespace Microsoft.ML.Dpcpl.Tool.Experiments;

/// <summary>Looks for the options that are best on validation.</summary>
internal static class Search
{
    /// <summary>Trains one trial and returns it with what validation says.</summary>
    /// <param name="options">What was drawn.</param>
    /// <param name="number">Number of the trial, from 1.</param>
    /// <param name="round">Round, from 1.</param>
    /// <param name="epochs">Largest number of epochs; null leaves the options' own.</param>
    public delegate Trial TryOut(IReadOnlyDictionary<string, string> options, int number, int round, int? epochs);

    /// <summary>The settings to try: different ones, as many as there are up to the number asked for.</summary>
    public static IReadOnlyList<IReadOnlyDictionary<string, string>> Draw(SearchSettings search) =>
    [
        .. SearchDraw.Points([.. search.Space.Select(dimension => dimension.Axis)], search.Trials, search.Seed)
            .Select(point => search.Space.Zip(point).ToDictionary(drawn => drawn.First.Option.Name, drawn => drawn.First.TextOf(drawn.Second))),
    ];

    /// <summary>Tries and judges.</summary>
    /// <param name="search">Method and space.</param>
    /// <param name="fullEpochs">Epochs that the options allow: no round has more.</param>
    /// <param name="tryOut">Trains a trial.</param>
    /// <returns>Every trial of every round; exactly one is chosen, or none when all failed.</returns>
    public static IReadOnlyList<Trial> Run(SearchSettings search, int fullEpochs, TryOut tryOut)
    {
        IReadOnlyList<IReadOnlyDictionary<string, string>> drawn = Draw(search);
        var trials = new List<Trial>();
        int? firstEpochs = search.Method == SearchMethod.SuccessiveHalving ? search.FirstEpochs : null;
        (int Trial, int Round)? best = SearchRounds.Run(drawn.Count, search.Eta, firstEpochs, fullEpochs, (at, round, epochs) =>
        {
            Trial trial = tryOut(drawn[at], at + 1, round, epochs);
            trials.Add(trial);
            return trial.ValidationNdcg;
        });
        return [.. trials.Select(trial => best == (trial.Number - 1, trial.Round) ? trial with { Chosen = true } : trial)];
    }
}
