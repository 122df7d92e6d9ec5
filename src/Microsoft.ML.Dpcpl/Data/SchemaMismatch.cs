namespace Microsoft.ML.Dpcpl.Data;

/// <summary>The exceptions ML.NET throws for columns that do not fit, with its wording.</summary>
internal static class SchemaMismatch
{
    public static ArgumentOutOfRangeException NotFound(string parameter, string role, string column) =>
        new(parameter, $"Could not find {role} column '{column}'");

    public static ArgumentOutOfRangeException Wrong(string parameter, string role, string column, string expected, string actual) =>
        new(parameter, $"Schema mismatch for {role} column '{column}': expected {expected}, got {actual}");
}
