using Microsoft.ML.Dpcpl.Common;

namespace Microsoft.ML.Dpcpl.Data.Views;

/// <summary>The exceptions ML.NET throws for columns that do not fit, with its wording and what to do.</summary>
internal static class SchemaMismatch
{
    /// <summary>What makes of events the vectors that are missing.</summary>
    public const string MakeSequences = "BehaviorSequences makes sequences of events";

    public static ArgumentOutOfRangeException NotFound(string parameter, string role, string column, DataViewSchema schema) =>
        NotFound(parameter, role, column, schema.Where(other => !other.IsHidden).Select(other => other.Name));

    /// <param name="parameter">The parameter that the mismatch is reported for.</param>
    /// <param name="role">What the column is to be.</param>
    /// <param name="column">Its name.</param>
    /// <param name="columns">The names that there are.</param>
    public static ArgumentOutOfRangeException NotFound(string parameter, string role, string column, IEnumerable<string> columns) =>
        new(parameter, $"Could not find {role} column '{column}'; the columns are {Quoted.List([.. columns])}: name the one that is meant, or give data that have it.");

    /// <param name="parameter">The parameter that the mismatch is reported for.</param>
    /// <param name="role">What the column is.</param>
    /// <param name="column">Its name.</param>
    /// <param name="expected">What its type must be.</param>
    /// <param name="actual">What it is.</param>
    /// <param name="wayOut">What makes it so, where that is not plain.</param>
    public static ArgumentOutOfRangeException Wrong(string parameter, string role, string column, string expected, string actual, string? wayOut = null) =>
        new(parameter, $"Schema mismatch for {role} column '{column}': expected {expected}, got {actual}{(wayOut is null ? "" : ": " + wayOut)}.");

    /// <summary>A scalar column of text, integers or keys: what users and items are named by.</summary>
    public static DataViewSchema.Column RequireName(DataViewSchema schema, string role, string column, string parameter)
    {
        DataViewSchema.Column found = schema.GetColumnOrNull(column) ?? throw NotFound(parameter, role, column, schema);
        ColumnShape shape = ColumnShape.Of(found);
        return shape.IsName && !shape.IsVector ? found : throw Wrong(parameter, role, column, "text, integer or key", shape.Text);
    }
}
