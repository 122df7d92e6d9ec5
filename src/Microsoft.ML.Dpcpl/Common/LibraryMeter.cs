using System.Diagnostics.Metrics;

namespace Microsoft.ML.Dpcpl.Common;

/// <summary>The meter of every instrument of the library; docs/deployment.md lists them. Nothing is measured that nobody listens to.</summary>
internal static class LibraryMeter
{
    public const string Name = "Microsoft.ML.Dpcpl";

    /// <summary>The process's own: it lives as long as the process.</summary>
    public static Meter Instance { get; } = new(Name, typeof(LibraryMeter).Assembly.GetName().Version?.ToString(3));
}
