using System.Diagnostics;

namespace Microsoft.ML.Dpcpl.Torture.Processes;

/// <summary>This program once more, as a process that may be killed.</summary>
internal static class ChildProcess
{
    public static Process Start(IEnumerable<string> arguments, Action<ProcessStartInfo>? change = null)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(ChildProcess).Assembly.Location, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        change?.Invoke(start);
        return Process.Start(start)!;
    }
}
