using System.Globalization;
using Microsoft.ML.Data;
using Microsoft.ML.Dpcpl.Data.Views;

namespace Microsoft.ML.Dpcpl.Evaluation.Groups;

/// <summary>By the values of a scalar column.</summary>
internal sealed class ColumnGroups(string name, int ranges) : TestGroups
{
    internal override DataViewSchema.Column Column(DataViewSchema schema)
    {
        DataViewSchema.Column column = schema.GetColumnOrNull(name) ?? throw SchemaMismatch.NotFound("data", "group", name, schema);
        return column.Type is TextDataViewType or BooleanDataViewType or KeyDataViewType or NumberDataViewType
            ? column
            : throw SchemaMismatch.Wrong("data", "group", name, "text, key, Boolean or number", column.Type.ToString()!);
    }

    internal override IGrouping Read(DataViewRow row, DataViewSchema.Column column)
    {
        Func<string?> text = ScalarColumns.TextReader(column, Getters.Of(row, column));
        return column.Type is NumberDataViewType
            ? new NumberGrouping(() => double.Parse(text()!, CultureInfo.InvariantCulture), ranges)
            : new ValueGrouping(name, column.Type is KeyDataViewType ? () => text() is { } key and not "0" ? key : null : text);
    }
}
