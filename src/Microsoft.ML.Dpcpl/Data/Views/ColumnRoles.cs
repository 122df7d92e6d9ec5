using Microsoft.ML.Data;

namespace Microsoft.ML.Dpcpl.Data.Views;

/// <summary>
/// What <c>BehaviorSequences</c> says of its columns in annotations, so that whoever reads them later finds them under any names. A role is called as
/// the column is by default. Who asks for another name than the default gets what is called so.
/// </summary>
internal static class ColumnRoles
{
    private const string Prefix = "Sequence";

    /// <summary>Notes the role of a column.</summary>
    public static void Write(string role, DataViewSchema.Annotations.Builder to) => to.Add(Prefix + role, BooleanDataViewType.Instance, (ref bool value) => value = true);

    /// <summary>Notes the role, if a column has it.</summary>
    public static void PassOn(string role, DataViewSchema.Column from, DataViewSchema.Annotations.Builder to) =>
        to.Add(from.Annotations, name => name == Prefix + role);

    /// <summary>The name of a column: the one that is asked for; where that is the default and no column has it, the one with the role.</summary>
    public static string Name(DataViewSchema schema, string asked, string role) => asked != role || schema.GetColumnOrNull(asked) is not null ? asked
        : schema.Where(column => !column.IsHidden && column.Annotations.Schema.GetColumnOrNull(Prefix + role) is not null).Select(column => column.Name).FirstOrDefault(asked);

    /// <inheritdoc cref="Name(DataViewSchema, string, string)"/>
    public static string Name(SchemaShape shape, string asked, string role) => asked != role || shape.Any(column => column.Name == asked) ? asked
        : shape.Where(column => column.Annotations?.Any(annotation => annotation.Name == Prefix + role) == true).Select(column => column.Name).FirstOrDefault(asked);
}
