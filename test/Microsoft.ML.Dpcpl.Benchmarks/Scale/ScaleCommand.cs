namespace Microsoft.ML.Dpcpl.Benchmarks.Scale;

/// <summary>Jobs of full size that print a table: the figure asked for beside the figure reached.</summary>
internal static class ScaleCommand
{
    private static readonly Dictionary<string, Action<string[]>> s_jobs = new()
    {
        ["score"] = ScoringScale.Run,
        ["startup"] = StartupScale.Run,
    };

    public static int Run(string[] args)
    {
        if (args.Length > 0 && s_jobs.TryGetValue(args[0], out Action<string[]>? job))
        {
            job(args[1..]);
            return 0;
        }

        Console.Error.WriteLine($"Usage: scale {string.Join('|', s_jobs.Keys)} [options]");
        return 2;
    }
}
