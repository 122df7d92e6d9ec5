using System.Reflection;

namespace Microsoft.ML.Dpcpl.Tool.Experiments;

/// <summary>What the program was built from.</summary>
internal static class Build
{
    /// <summary>Short hash of the commit, with "-changed" where files differed from it; "unknown" outside a repository.</summary>
    public static string Commit { get; } =
        typeof(Build).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+', 2) is [_, { Length: > 0 } commit]
            ? commit
            : "unknown";
}
