using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Microsoft.ML.Dpcpl.Tool.Output;

/// <summary>What the figures of a run were measured on.</summary>
internal static class Machine
{
    public static string Description =>
        $"{Environment.ProcessorCount} cores{Processor()}, {RuntimeInformation.OSDescription.Trim()} ({RuntimeInformation.OSArchitecture}), " +
        RuntimeInformation.FrameworkDescription;

    /// <summary>Largest resident set of this process so far.</summary>
    public static long PeakMemoryBytes()
    {
        if (ReadField("/proc/self/status", "VmHWM") is { } line
            && long.TryParse(line.Split(' ')[0], CultureInfo.InvariantCulture, out long kibibytes))
        {
            return kibibytes * 1024;
        }
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }

    private static string Processor() => ReadField("/proc/cpuinfo", "model name") is { Length: > 0 } name ? $" ({name})" : "";

    private static string? ReadField(string file, string field) => File.Exists(file)
        ? File.ReadLines(file).FirstOrDefault(line => line.StartsWith(field, StringComparison.Ordinal))?.Split(':', 2)[1].Trim()
        : null;
}
