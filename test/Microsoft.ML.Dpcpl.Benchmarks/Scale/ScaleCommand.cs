namespace Microsoft.ML.Dpcpl.Benchmarks.Scale;

/// <summary>Whole jobs, timed two in turn: <c>-- scale NAME</c>. Each prints a table of docs/results/speed.md.</summary>
internal static class ScaleCommand
{
    private static readonly Dictionary<string, Func<string[], int>> s_jobs = new()
    {
        ["train"] = TrainingScale.Run,
        ["data"] = DataScale.Run,
        ["score"] = Always(ScoringScale.Run),
        ["startup"] = Always(StartupScale.Run),
    };

    public static int Run(string[] args)
    {
        if (args.Length > 0 && s_jobs.TryGetValue(args[0], out Func<string[], int>? job))
            return job(args[1..]);
        Console.Error.WriteLine($"scale needs one of: {string.Join(", ", s_jobs.Keys)}");
        return 2;
    }

    private static Func<string[], int> Always(Action<string[]> job) => args =>
    {
        job(args);
        return 0;
    };
}
