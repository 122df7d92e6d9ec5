using Microsoft.ML.Data;
using Microsoft.ML.Dpcpl.Data.Views;

namespace Microsoft.ML.Dpcpl.Scoring.Views;

/// <summary>Which columns scoring adds, and of which types.</summary>
internal static class ScoredColumns
{
    private const string Keys = "vector of keys";

    private const string ItemList = "vector of text or integers, or of keys of the items";

    public static ScoredColumn[] Given(bool label, bool candidates, bool userVector) => [.. Enum.GetValues<ScoredColumn>().Where(column => column switch
    {
        ScoredColumn.UserVector => userVector,
        ScoredColumn.RecommendedItems or ScoredColumn.RecommendedScores => true,
        ScoredColumn.CandidateScores => candidates,
        ScoredColumn.CandidatesAbove or ScoredColumn.CandidatesTied or ScoredColumn.CandidatesRanked => label && candidates,
        _ => label,
    })];

    /// <param name="builder">Receives the column.</param>
    /// <param name="column">Which one.</param>
    /// <param name="topK">Length of the list of recommended items.</param>
    /// <param name="itemCount">Number of item keys.</param>
    /// <param name="itemAnnotations">What the item keys stand for.</param>
    /// <param name="candidates">Size of the candidate vectors, 0 when it varies.</param>
    /// <param name="options">Names that can be chosen.</param>
    /// <param name="width">d, 0 when it is not known yet.</param>
    public static void Add(
        DataViewSchema.Builder builder, ScoredColumn column, int topK, ulong itemCount, DataViewSchema.Annotations itemAnnotations, int candidates,
        SequenceTransformer.Options options, int width)
    {
        DataViewType type = column switch
        {
            ScoredColumn.UserVector => new VectorDataViewType(NumberDataViewType.Single, width),
            ScoredColumn.RecommendedItems => new VectorDataViewType(new KeyDataViewType(typeof(uint), itemCount), topK),
            ScoredColumn.RecommendedScores => new VectorDataViewType(NumberDataViewType.Single, topK),
            ScoredColumn.CandidateScores => new VectorDataViewType(NumberDataViewType.Single, candidates),
            _ => NumberDataViewType.Int32,
        };
        builder.AddColumn(Name(column, options), type, column == ScoredColumn.RecommendedItems ? itemAnnotations : null);
    }

    /// <summary>Refuses to hide columns: they are the results of another model, which nobody could read any more.</summary>
    /// <param name="columns">What is to be added.</param>
    /// <param name="options">Names that can be chosen.</param>
    /// <param name="exists">Whether the input has a column of a name.</param>
    /// <exception cref="ArgumentOutOfRangeException">Some are there already.</exception>
    public static void CheckNew(ScoredColumn[] columns, SequenceTransformer.Options options, Func<string, bool> exists)
    {
        string[] there = [.. columns.Select(column => Name(column, options)).Where(exists)];
        if (there.Length == 0)
            return;
        throw new ArgumentOutOfRangeException(
            "inputSchema",
            $"Schema mismatch: the input has the columns {string.Join(", ", there.Select(name => $"'{name}'"))} already, which scoring adds; another model's would be hidden. " +
            "Give one of the models an OutputColumnPrefix, or take these columns away before (mlContext.Transforms.DropColumns).");
    }

    /// <summary>The shape of scored histories, for estimators that promise it before there are data.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a wrong type.</exception>
    public static SchemaShape ShapeOf(SchemaShape input, SequenceTransformer.Options options)
    {
        ColumnShape? Find(string name) => input.Any(c => c.Name == name) ? ColumnShape.Of(input.Last(c => c.Name == name)) : null;
        SchemaShape.Column item = Check(input, Find, options);
        ColumnShape? candidates = Find(options.CandidateColumnName) ?? Find(options.NegativeColumnName);
        bool fixedSize = candidates is not null &&
            input.Last(c => c.Name == candidates.Name).Kind == SchemaShape.Column.VectorKind.Vector;

        var annotations = new DataViewSchema.Annotations.Builder();
        if (item.Annotations.Any(a => a.Name == KeyNames.Annotation))
        {
            SchemaShape.Column values = item.Annotations.Single(a => a.Name == KeyNames.Annotation);
            var type = new VectorDataViewType((PrimitiveDataViewType)values.ItemType, 1);
            annotations.Add(KeyNames.Annotation, type, EmptyGetters.For(type));
        }

        var added = new DataViewSchema.Builder();
        ScoredColumn[] given = Given(Find(options.LabelColumnName) is not null, candidates is not null, options.UserVectorColumnName is not null);
        CheckNew(given, options, name => Find(name) is not null);
        foreach (ScoredColumn column in given)
            Add(added, column, options.TopK, int.MaxValue, annotations.ToAnnotations(), fixedSize ? 1 : 0, options, width: 1);
        SchemaShape shape = SchemaShapes.Of(added.ToSchema());
        return new SchemaShape(input.Concat(shape));
    }

    private static string Name(ScoredColumn column, SequenceTransformer.Options options) =>
        column == ScoredColumn.UserVector ? options.UserVectorColumnName! : options.OutputColumnPrefix + column;

    private static SchemaShape.Column Check(SchemaShape input, Func<string, ColumnShape?> find, SequenceTransformer.Options options)
    {
        string items = ColumnRoles.Name(input, options.ItemColumnName, ColumnNames.Item);
        Require("item", items, Keys, true, c => c.IsVector && c.IsKey);
        Require("behavior", ColumnRoles.Name(input, options.BehaviorColumnName, ColumnNames.Behavior), Keys, true, c => c.IsVector && c.IsKey);
        Require(
            "timestamp",
            ColumnRoles.Name(input, options.TimestampColumnName, ColumnNames.Timestamp),
            "vector of Int64, DateTime or DateTimeOffset",
            true,
            c => c.IsVector && (c.ItemType.RawType == typeof(long) || c.IsMoment));
        Require("pre-training length", options.PretrainLengthColumnName, "Int32", false, c => !c.IsVector && c.ItemType.RawType == typeof(int));
        Require("label", options.LabelColumnName, "key of the items", false, c => !c.IsVector && c.IsKey);
        foreach (string name in (string[])[options.CandidateColumnName, options.NegativeColumnName])
            Require("candidate", name, ItemList, false, c => c.IsVector && c.IsName);
        if (options.AllowColumnName is { } allow)
            Require("allow", allow, ItemList, true, c => c.IsVector && c.IsName);
        if (options.DenyColumnName is { } deny)
            Require("deny", deny, ItemList, true, c => c.IsVector && c.IsName);
        return input.Last(c => c.Name == items);

        void Require(string role, string name, string type, bool needed, Func<ColumnShape, bool> fits)
        {
            ColumnShape? column = find(name);
            if (column is null && needed)
                throw SchemaMismatch.NotFound("inputSchema", role, name, input.Select(other => other.Name));
            if (column is not null && !fits(column))
                throw SchemaMismatch.Wrong("inputSchema", role, name, type, column.Text, type == Keys && !column.IsVector ? SchemaMismatch.MakeSequences : null);
        }
    }
}
