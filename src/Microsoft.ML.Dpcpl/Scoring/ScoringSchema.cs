using Microsoft.ML.Data;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Data.Views;
using Microsoft.ML.Dpcpl.Scoring.Views;

namespace Microsoft.ML.Dpcpl.Scoring;

/// <summary>One input schema, checked against a model, and the schema with the columns that scoring adds.</summary>
internal sealed class ScoringSchema
{
    private readonly ScoredColumn[] _added;

    public ScoringSchema(DataViewSchema input, ISequenceModel model, SequenceTransformer.Options options)
    {
        Input = input;
        Candidates = input.GetColumnOrNull(options.CandidateColumnName) ?? input.GetColumnOrNull(options.NegativeColumnName);
        Columns = new SequenceColumns
        {
            Item = options.ItemColumnName,
            Behavior = options.BehaviorColumnName,
            Timestamp = options.TimestampColumnName,
            PretrainLength = options.PretrainLengthColumnName,
            Label = options.LabelColumnName,
            Candidates = Candidates?.Name,
            Allowed = options.AllowColumnName,
            Denied = options.DenyColumnName,
            Attributes = [.. model.AttributeNames],
        }.In(input);
        // Looks every column up and checks its type.
        _ = new SequenceRowReader(input, Columns);
        Item = input[Columns.Item];
        Label = input.GetColumnOrNull(options.LabelColumnName);
        Keys = new KeyIndex(Item);
        Users = model.Users;
        CheckVocabulary(Item, model);
        CheckSameKeys(Label);
        CheckSameKeys(Candidates);
        CheckSameKeys(options.AllowColumnName is { } allow ? input[allow] : null);
        CheckSameKeys(options.DenyColumnName is { } deny ? input[deny] : null);
        _added = ScoredColumns.Given(Label is not null, Candidates is not null, options.UserVectorColumnName is not null);
        ScoredColumns.CheckNew(_added, options, name => input.GetColumnOrNull(name) is not null);
        Output = Build(options, (model as IVectorModel)?.HiddenSize ?? 0);
    }

    public DataViewSchema Input { get; }

    /// <summary>The input's columns, then the added ones.</summary>
    public DataViewSchema Output { get; }

    /// <summary>The columns to read.</summary>
    public SequenceColumns Columns { get; }

    public DataViewSchema.Column Item { get; }

    /// <summary>The keys of the items by name.</summary>
    public KeyIndex Keys { get; }

    /// <summary>Who is known to the model; null: it does not ask.</summary>
    public KnownUsers? Users { get; }

    public DataViewSchema.Column? Label { get; }

    /// <summary>The candidates; where there are none, the negatives.</summary>
    public DataViewSchema.Column? Candidates { get; }

    /// <summary>Which added column an output column is; null for one of the input.</summary>
    public ScoredColumn? Added(int outputIndex) => outputIndex < Input.Count ? null : _added[outputIndex - Input.Count];

    private DataViewSchema Build(SequenceTransformer.Options options, int width)
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(Input);
        var annotations = new DataViewSchema.Annotations.Builder();
        KeyNames.PassOn(Item, annotations);
        int candidates = Candidates is { } column ? ((VectorDataViewType)column.Type).Size : 0;
        foreach (ScoredColumn added in _added)
            ScoredColumns.Add(builder, added, options.TopK, KeyNames.Count(Item.Type), annotations.ToAnnotations(), candidates, options, width);
        return builder.ToSchema();
    }

    /// <summary>The keys of a column of items must be those of the model.</summary>
    /// <exception cref="ArgumentOutOfRangeException">They are others.</exception>
    public static void CheckVocabulary(DataViewSchema.Column item, ISequenceModel model)
    {
        ulong count = KeyNames.Count(item.Type);
        if (count == (ulong)model.ItemCount && KeyChecksum.Fit(KeyChecksum.Of(item), model.ItemVocabulary))
            return;
        string how = count == (ulong)model.ItemCount ? "other items or another order of them" : $"{count} items";
        throw new ArgumentOutOfRangeException(
            "inputSchema",
            $"Schema mismatch for item column '{item.Name}': expected the {model.ItemCount} items that the model was trained on, got {how}. " +
            "Map the items with the BehaviorSequences that was fitted for training: keep it in one chain with the model.");
    }

    /// <summary>Labels, candidates and lists are items: the same keys, where they are keys.</summary>
    private void CheckSameKeys(DataViewSchema.Column? column)
    {
        if (column is { } given && ColumnShape.Of(given).IsKey && !KeyChecksum.Fit(KeyChecksum.Of(given), KeyChecksum.Of(Item)))
        {
            throw new ArgumentOutOfRangeException(
                "inputSchema", $"Schema mismatch for column '{given.Name}': expected the keys of column '{Item.Name}', got keys of other values: map both with the same fitted transformers, or give them as text.");
        }
    }
}
