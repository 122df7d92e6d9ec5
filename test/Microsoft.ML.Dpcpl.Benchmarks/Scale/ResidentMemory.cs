namespace Microsoft.ML.Dpcpl.Benchmarks.Scale;

/// <summary>Memory of this process that is in RAM, in bytes, as Linux counts it; 0 elsewhere.</summary>
internal static class ResidentMemory
{
    private const string Status = "/proc/self/status";

    public static long Now => Read("VmRSS:");

    /// <summary>The largest value since the last <see cref="ResetPeak"/>.</summary>
    public static long Peak => Read("VmHWM:");

    public static void ResetPeak()
    {
        if (File.Exists(Status))
            File.WriteAllText("/proc/self/clear_refs", "5");
    }

    private static long Read(string name)
    {
        if (!File.Exists(Status))
            return 0;
        string line = File.ReadLines(Status).First(l => l.StartsWith(name, StringComparison.Ordinal));
        return 1024 * long.Parse(line[name.Length..^2]);
    }
}
