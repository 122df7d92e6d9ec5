namespace Microsoft.ML.Dpcpl.Tool.Output;

/// <summary>Fields of comma-separated text.</summary>
internal static class Csv
{
    /// <summary>In quotes where it must be.</summary>
    public static string Cell(string text) =>
        text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : "\"" + text.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
}
