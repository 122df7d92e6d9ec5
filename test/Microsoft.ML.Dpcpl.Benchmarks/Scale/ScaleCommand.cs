namespace Microsoft.ML.Dpcpl.Benchmarks.Scale;

/// <summary>Runs a job of large size once and prints what it took as a Markdown table.</summary>
internal static class ScaleCommand
{
    private static readonly Dictionary<string, Func<string[], int>> Jobs = new()
    {
        ["data"] = DataScale.Run,
    };

    public static int Run(string[] args)
    {
        if (args is [var name, .. string[] rest] && Jobs.TryGetValue(name, out Func<string[], int>? job))
            return job(rest);
        Console.Error.WriteLine($"scale needs one of: {string.Join(", ", Jobs.Keys)}");
        return 2;
    }
}
