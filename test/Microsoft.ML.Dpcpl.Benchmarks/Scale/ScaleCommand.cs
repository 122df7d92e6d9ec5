using System.Globalization;

namespace Microsoft.ML.Dpcpl.Benchmarks.Scale;

/// <summary>Whole jobs, timed two in turn: <c>-- scale NAME</c>. Each prints a table of docs/results/speed.md.</summary>
internal static class ScaleCommand
{
    private static readonly Dictionary<string, Action<string[]>> s_jobs = new()
    {
        ["train"] = TrainingScale.Run,
        ["data"] = DataScale.Run,
        ["score"] = ScoringScale.Run,
        ["startup"] = StartupScale.Run,
        ["items"] = ItemAttributeScale.Run,
        ["index"] = IndexScale.Run,
        ["exchange"] = ExchangeScale.Run,
        ["processes"] = ProcessesScale.Run,
    };

    public static int Run(string[] args)
    {
        CultureInfo.CurrentCulture = CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
        if (args.Length > 0 && s_jobs.TryGetValue(args[0], out Action<string[]>? job))
        {
            job(args[1..]);
            return 0;
        }

        Console.Error.WriteLine($"scale needs one of: {string.Join(", ", s_jobs.Keys)}");
        return 2;
    }
}
