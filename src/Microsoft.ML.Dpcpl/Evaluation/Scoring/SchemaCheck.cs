using Microsoft.ML.Data;

namespace Microsoft.ML.Dpcpl.Evaluation;

/// <summary>Looks columns up and checks their types, with ML.NET's wording of what does not fit.</summary>
internal static class SchemaCheck
{
    private const string Parameter = "inputSchema";

    public static DataViewSchema.Column Keys(DataViewSchema schema, string role, string name, bool vector) =>
        OptionalKeys(schema, role, name, vector) ?? throw Missing(role, name);

    public static DataViewSchema.Column? OptionalKeys(DataViewSchema schema, string role, string name, bool vector)
    {
        string expected = vector ? "vector of keys (UInt32)" : "key (UInt32)";
        return Find(schema, role, name, expected, vector, item => item is KeyDataViewType key && key.RawType == typeof(uint));
    }

    public static DataViewSchema.Column Times(DataViewSchema schema, string name) =>
        Find(schema, "timestamp", name, "vector of Int64 or DateTime", true, item => item.RawType == typeof(long) || item.RawType == typeof(DateTime))
        ?? throw Missing("timestamp", name);

    public static DataViewSchema.Column? OptionalInt(DataViewSchema schema, string role, string name) =>
        Find(schema, role, name, "Int32", false, item => item.RawType == typeof(int));

    private static DataViewSchema.Column? Find(
        DataViewSchema schema, string role, string name, string expected, bool vector, Func<DataViewType, bool> fits)
    {
        if (schema.GetColumnOrNull(name) is not { } column)
            return null;
        var asVector = column.Type as VectorDataViewType;
        return (asVector is not null) == vector && fits(asVector?.ItemType ?? column.Type)
            ? column
            : throw new ArgumentOutOfRangeException(
                Parameter, $"Schema mismatch for {role} column '{name}': expected {expected}, got {column.Type}");
    }

    private static ArgumentOutOfRangeException Missing(string role, string name) =>
        new(Parameter, $"Could not find {role} column '{name}'");
}
