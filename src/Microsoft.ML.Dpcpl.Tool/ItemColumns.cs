using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Tool.Input;
using Microsoft.ML.Dpcpl.Tool.Output;

namespace Microsoft.ML.Dpcpl.Tool;

/// <summary>Columns of a table of items as they are typed: "brand", "genres:values".</summary>
internal static class ItemColumns
{
    private const string Category = "category", Number = "number", Values = "values", Vector = "vector";

    public static readonly string[] Kinds = [Category, Number, Values, Vector];

    /// <summary>The name, and the kind where one is given; null for what is neither.</summary>
    public static (string Name, string? Kind)? Of(string column)
    {
        int at = column.LastIndexOf(':');
        (string name, string? kind) = at < 0 ? (column, null) : (column[..at], column[(at + 1)..]);
        return name.Length > 0 && (kind is null || Kinds.Contains(kind)) ? (name, kind) : null;
    }

    /// <summary>Reads a table of items.</summary>
    /// <param name="ml">The context.</param>
    /// <param name="path">The file.</param>
    /// <param name="columns">Columns that something is said of.</param>
    /// <param name="encoding">Name of the encoding; null is UTF-8.</param>
    public static IDataView Read(MLContext ml, string path, string[] columns, string? encoding)
    {
        (string Name, string? Kind)[] asked = [.. columns.Select(column => Of(column) ?? throw new UserError($"--item-columns: '{column}' is no column of items, or its kind none of {string.Join(", ", Kinds)}"))];
        string[] OfKind(string kind) => [.. asked.Where(column => column.Kind == kind).Select(column => column.Name)];
        return ml.Data.LoadItemAttributes(
            TemporaryText.Of(InputFile.Existing("--items", path), ml), categoricalColumnNames: OfKind(Category), numericColumnNames: OfKind(Number), multiValuedColumnNames: OfKind(Values),
            vectorColumnNames: OfKind(Vector), encoding: TextEncoding.Of(encoding));
    }

    /// <summary>The columns that a model was trained with: a table of few items does not look as they did.</summary>
    public static string[] Of(BehaviorSequencesTransformer sequences) => [.. sequences.ItemAttributes.Select(column => column.Name + ":" + column.Kind switch
    {
        ItemAttributeKind.Number => Number,
        ItemAttributeKind.Vector => Vector,
        ItemAttributeKind.Categories => Values,
        _ => Category,
    })];

    /// <summary>What a training made of them, in a line.</summary>
    public static string Describe(TrainingSummary summary) => summary.ItemAttributeEvents is { } events
        ? $"attributes explain {Figures.Share(summary.ItemAttributesExplain)} of the vectors of held-out items; K = {events}"
        : "attributes say nothing of held-out items and are not used";

    /// <summary>The names alone; null takes every column.</summary>
    public static string[]? Names(string[]? columns) => columns is null ? null : [.. columns.Select(column => Of(column)!.Value.Name)];
}
