namespace Microsoft.ML.Dpcpl.Data.Views;

/// <summary>The exceptions ML.NET throws for columns that do not fit, with its wording.</summary>
internal static class SchemaMismatch
{
    public static ArgumentOutOfRangeException NotFound(string parameter, string role, string column) =>
        new(parameter, $"Could not find {role} column '{column}'");

    public static ArgumentOutOfRangeException Wrong(string parameter, string role, string column, string expected, string actual) =>
        new(parameter, $"Schema mismatch for {role} column '{column}': expected {expected}, got {actual}");

    /// <summary>A scalar column of text, integers or keys: what users and items are named by.</summary>
    public static DataViewSchema.Column RequireName(DataViewSchema schema, string role, string column, string parameter)
    {
        DataViewSchema.Column found = schema.GetColumnOrNull(column) ?? throw NotFound(parameter, role, column);
        ColumnShape shape = ColumnShape.Of(found);
        return shape.IsName && !shape.IsVector ? found : throw Wrong(parameter, role, column, "text, integer or key", shape.Text);
    }
}
