
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
    public static IReadOnlyList<IReadOnlyDictionary<string, string>> Draw(SearchSettings search)
    {
        var random = new Random(search.Seed);
        var drawn = new List<IReadOnlyDictionary<string, string>>();
        var seen = new HashSet<string>();
        // A small space may hold fewer settings than trials.
        for (int attempt = 0; attempt < 100 * search.Trials && drawn.Count < search.Trials; attempt++)
        {
            Dictionary<string, string> options = search.Space.ToDictionary(dimension => dimension.Option.Name, dimension => dimension.Draw(random));
            if (seen.Add(string.Join(' ', options.Values)))
                drawn.Add(options);
        }
        return drawn;
    }

    /// <summary>Tries and judges.</summary>
    /// <param name="search">Method and space.</param>
    /// <param name="fullEpochs">Epochs that the options allow: no round has more.</param>
    /// <param name="tryOut">Trains a trial.</param>
    /// <returns>Every trial of every round; exactly one is chosen, or none when all failed.</returns>
    public static IReadOnlyList<Trial> Run(SearchSettings search, int fullEpochs, TryOut tryOut)
    {
        IReadOnlyList<IReadOnlyDictionary<string, string>> drawn = Draw(search);
        var trials = new List<Trial>();
        int[] left = [.. Enumerable.Range(0, drawn.Count)];
        int? epochs = search.Method == SearchMethod.SuccessiveHalving ? Math.Min(search.FirstEpochs, fullEpochs) : null;
        for (int round = 1; ; round++)
        {
            Trial[] tried = [.. left.Select(at => tryOut(drawn[at], at + 1, round, epochs))];
            // OrderBy is stable: of equals the one drawn first.
            Trial[] ranked = [.. tried.Where(trial => trial.ValidationNdcg is not null).OrderByDescending(trial => trial.ValidationNdcg)];
            left = [.. ranked.Take(Math.Max(1, tried.Length / search.Eta)).Select(trial => trial.Number - 1).Order()];
            bool last = epochs is null || epochs >= fullEpochs || left.Length <= 1;
            trials.AddRange(tried.Select(trial => last && trial == ranked.FirstOrDefault() ? trial with { Chosen = true } : trial));
            if (last)
                return trials;
            epochs = (int)Math.Min((long)epochs!.Value * search.Eta, fullEpochs);
        }
    }
}
