namespace Microsoft.ML.Dpcpl.Common;

/// <summary>Names that must differ.</summary>
internal static class DistinctNames
{
    /// <summary>The first name that stands there twice; null when all differ.</summary>
    public static string? Repeated(IReadOnlyCollection<string> names)
    {
        var seen = new HashSet<string>(names.Count, StringComparer.Ordinal);
        return names.FirstOrDefault(name => !seen.Add(name));
    }
}
