using Microsoft.ML.Data;
using Microsoft.ML.Dpcpl.Data;

namespace Microsoft.ML.Dpcpl.Evaluation;

/// <summary>One input schema, checked against a model, and the schema with the columns that scoring adds.</summary>
internal sealed class ScoringSchema
{
    private readonly ScoredColumn[] _added;

    public ScoringSchema(DataViewSchema input, ISequenceModel model, DpcplTransformer.Options options)
    {
        Input = input;
        Item = SchemaCheck.Keys(input, "item", options.ItemColumnName, vector: true);
        Behavior = SchemaCheck.Keys(input, "behavior", options.BehaviorColumnName, vector: true);
        Timestamp = SchemaCheck.Times(input, options.TimestampColumnName);
        PretrainLength = SchemaCheck.OptionalInt(input, "pre-training length", options.PretrainLengthColumnName);
        Label = SchemaCheck.OptionalKeys(input, "label", options.LabelColumnName, vector: false);
        Attributes = [.. model.AttributeNames.Select(name => SchemaCheck.Attribute(input, name))];
        Candidates = SchemaCheck.OptionalKeys(input, "candidate", options.CandidateColumnName, vector: true);
        CheckVocabulary(Item, model);
        CheckSameKeys(Label);
        CheckSameKeys(Candidates);
        _added = [.. Enum.GetValues<ScoredColumn>().Where(IsAdded)];
        Output = Build(options.TopK);
    }

    public DataViewSchema Input { get; }

    /// <summary>The input's columns, then the added ones.</summary>
    public DataViewSchema Output { get; }

    public DataViewSchema.Column Item { get; }

    public DataViewSchema.Column Behavior { get; }

    public DataViewSchema.Column Timestamp { get; }

    public DataViewSchema.Column? PretrainLength { get; }

    public DataViewSchema.Column? Label { get; }

    public DataViewSchema.Column? Candidates { get; }

    /// <summary>In the model's order.</summary>
    public AttributeColumn[] Attributes { get; }

    /// <summary>Which added column an output column is; null for one of the input.</summary>
    public ScoredColumn? Added(int outputIndex) => outputIndex < Input.Count ? null : _added[outputIndex - Input.Count];

    private bool IsAdded(ScoredColumn column) => column switch
    {
        ScoredColumn.RecommendedItems or ScoredColumn.RecommendedScores => true,
        ScoredColumn.CandidateScores => Candidates is not null,
        ScoredColumn.CandidatesAbove or ScoredColumn.CandidatesTied or ScoredColumn.CandidatesRanked => Label is not null && Candidates is not null,
        _ => Label is not null,
    };

    private DataViewSchema Build(int topK)
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(Input);
        foreach (ScoredColumn column in _added)
        {
            switch (column)
            {
                case ScoredColumn.RecommendedItems:
                    var annotations = new DataViewSchema.Annotations.Builder();
                    KeyNames.PassOn(Item, annotations);
                    var key = new KeyDataViewType(typeof(uint), KeyNames.Count(Item.Type));
                    builder.AddColumn(ColumnNames.RecommendedItems, new VectorDataViewType(key, topK), annotations.ToAnnotations());
                    break;
                case ScoredColumn.RecommendedScores:
                    builder.AddColumn(ColumnNames.RecommendedScores, new VectorDataViewType(NumberDataViewType.Single, topK));
                    break;
                case ScoredColumn.CandidateScores:
                    int size = ((VectorDataViewType)Candidates!.Value.Type).Size;
                    builder.AddColumn(ColumnNames.CandidateScores, new VectorDataViewType(NumberDataViewType.Single, size));
                    break;
                default:
                    builder.AddColumn(column.ToString(), NumberDataViewType.Int32);
                    break;
            }
        }

        return builder.ToSchema();
    }

    private static void CheckVocabulary(DataViewSchema.Column item, ISequenceModel model)
    {
        ulong count = KeyNames.Count(item.Type);
        if (count == (ulong)model.ItemCount && Fit(KeyChecksum.Of(item), model.ItemVocabulary))
            return;
        string how = count == (ulong)model.ItemCount ? "other items or another order of them" : $"{count} items";
        throw new ArgumentOutOfRangeException(
            "inputSchema",
            $"Schema mismatch for item column '{item.Name}': expected the {model.ItemCount} items that the model was trained on, got {how}. " +
            "Map the items with the MapValueToKey that was fitted for training: keep it in one chain with the model.");
    }

    /// <summary>Labels and candidates are items: the same keys.</summary>
    private void CheckSameKeys(DataViewSchema.Column? column)
    {
        if (column is not { } given)
            return;
        ulong expected = KeyNames.Count(Item.Type), count = KeyNames.Count(given.Type);
        if (count != expected || !Fit(KeyChecksum.Of(given), KeyChecksum.Of(Item)))
        {
            throw new ArgumentOutOfRangeException(
                "inputSchema", $"Schema mismatch for column '{given.Name}': expected the same keys as column '{Item.Name}' ({expected}), got others ({count}).");
        }
    }

    /// <summary>Keys that stand for nothing but themselves fit any.</summary>
    private static bool Fit(string one, string other) => one.Length == 0 || other.Length == 0 || one == other;
}
