using Microsoft.ML.Dpcpl.Data;

namespace Microsoft.ML.Dpcpl.Evaluation;

/// <summary>Looks up the columns that scoring reads, and checks their types.</summary>
internal static class SchemaCheck
{
    private const string Parameter = "inputSchema";

    public static DataViewSchema.Column Keys(DataViewSchema schema, string role, string name, bool vector) =>
        OptionalKeys(schema, role, name, vector) ?? throw SchemaMismatch.NotFound(Parameter, role, name);

    public static DataViewSchema.Column? OptionalKeys(DataViewSchema schema, string role, string name, bool vector) =>
        Find(schema, role, name, "key", vector, column => column.IsKey);

    public static DataViewSchema.Column Times(DataViewSchema schema, string name) =>
        Find(schema, "timestamp", name, "Int64 or DateTime", true, column => column.ItemType.RawType == typeof(long) || column.IsMoment)
        ?? throw SchemaMismatch.NotFound(Parameter, "timestamp", name);

    public static DataViewSchema.Column? OptionalInt(DataViewSchema schema, string role, string name) =>
        Find(schema, role, name, "Int32", false, column => column.ItemType.RawType == typeof(int));

    public static AttributeColumn Attribute(DataViewSchema schema, string name) =>
        new(name, Find(schema, "attribute", name, "text, key or number", false, column => ColumnReader.IsTextLike(column.ItemType)));

    private static DataViewSchema.Column? Find(
        DataViewSchema schema, string role, string name, string type, bool vector, Func<ColumnShape, bool> fits)
    {
        if (schema.GetColumnOrNull(name) is not { } column)
            return null;
        ColumnShape shape = ColumnShape.Of(column);
        return shape.IsVector == vector && fits(shape)
            ? column
            : throw SchemaMismatch.Wrong(Parameter, role, name, vector ? "vector of " + type : type, shape.Text);
    }
}
