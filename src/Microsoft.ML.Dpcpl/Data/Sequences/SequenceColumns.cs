using Microsoft.ML.Dpcpl.Data.Views;

namespace Microsoft.ML.Dpcpl.Data.Sequences;

/// <summary>The columns to read from a view of sequences.</summary>
internal sealed record SequenceColumns
{
    public string Item { get; init; } = ColumnNames.Item;

    public string Behavior { get; init; } = ColumnNames.Behavior;

    public string Timestamp { get; init; } = ColumnNames.Timestamp;

    /// <summary>Read with a whole view when it has the column as text, integer or key; null: never. Scoring has no use for it.</summary>
    public string? User { get; init; } = ColumnNames.User;

    /// <summary>Read when the view has it; null: never.</summary>
    public string? PretrainLength { get; init; } = ColumnNames.PretrainLength;

    /// <summary>Read when the view has it; null: never.</summary>
    public string? Label { get; init; } = ColumnNames.Label;

    /// <summary>Read when the view has it; null: never.</summary>
    public string? Candidates { get; init; } = ColumnNames.Negatives;

    /// <summary>The only items that a row may be shown; null: no such column.</summary>
    public string? Allowed { get; init; }

    /// <summary>Items that a row may not be shown; null: no such column.</summary>
    public string? Denied { get; init; }

    public string[] Attributes { get; init; } = [];

    /// <summary>False: an attribute that the view lacks is missing for every user; true: it is an error.</summary>
    public bool AttributesRequired { get; init; }

    /// <summary>The columns by the names that they have in a schema.</summary>
    public SequenceColumns In(DataViewSchema schema) => this with
    {
        Item = ColumnRoles.Name(schema, Item, ColumnNames.Item),
        Behavior = ColumnRoles.Name(schema, Behavior, ColumnNames.Behavior),
        Timestamp = ColumnRoles.Name(schema, Timestamp, ColumnNames.Timestamp),
    };
}
