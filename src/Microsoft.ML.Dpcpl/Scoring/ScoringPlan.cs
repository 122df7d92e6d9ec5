using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Scoring.Views;

namespace Microsoft.ML.Dpcpl.Scoring;

/// <summary>What one cursor or row has to read and to compute, so that its active columns can be given.</summary>
internal sealed class ScoringPlan
{
    private readonly SequenceColumns _columns;

    public ScoringPlan(ScoringSchema schema, IEnumerable<DataViewSchema.Column> activeColumns, SequenceTransformer.Options options, bool[]? seenBehaviors)
    {
        Schema = schema;
        Active = new bool[schema.Output.Count];
        foreach (DataViewSchema.Column column in activeColumns)
            Active[column.Index] = true;
        var wanted = new HashSet<ScoredColumn>();
        for (int i = schema.Input.Count; i < Active.Length; i++)
        {
            if (Active[i])
                wanted.Add(schema.Added(i)!.Value);
        }

        bool candidates = wanted.Any(column => column >= ScoredColumn.CandidateScores);
        bool ranks = wanted.Any(column => column > ScoredColumn.RecommendedScores && column != ScoredColumn.CandidateScores);
        Request = new ScoringRequest
        {
            TopK = wanted.Contains(ScoredColumn.RecommendedItems) || wanted.Contains(ScoredColumn.RecommendedScores) ? options.TopK : 0,
            LabelRanks = ranks,
            UserVectors = wanted.Contains(ScoredColumn.UserVector),
            CandidateScores = wanted.Contains(ScoredColumn.CandidateScores),
            SeenBehaviors = seenBehaviors,
            Filter = options.Filter,
            Caps = options.Caps,
            Table = options.ScoringTable,
            Threads = options.Threads,
        };
        _columns = schema.Columns with
        {
            Label = ranks ? schema.Columns.Label : null,
            Candidates = candidates ? schema.Columns.Candidates : null,
            Allowed = Request.TopK > 0 || ranks ? schema.Columns.Allowed : null,
            Denied = Request.TopK > 0 || ranks ? schema.Columns.Denied : null,
        };
    }

    public ScoringSchema Schema { get; }

    /// <summary>By index of the output schema.</summary>
    public bool[] Active { get; }

    public ScoringRequest Request { get; }

    /// <summary>The columns of the input that are needed: those passed through, and what the model reads.</summary>
    public IEnumerable<DataViewSchema.Column> InputColumns()
    {
        var needed = new HashSet<int>(Enumerable.Range(0, Schema.Input.Count).Where(i => Active[i]));
        if (!Request.IsEmpty)
            needed.UnionWith(Reader().ColumnsNeeded.Select(column => column.Index));
        return Schema.Input.Where(column => needed.Contains(column.Index));
    }

    /// <summary>A reader of what the model needs; for one cursor.</summary>
    public SequenceRowReader Reader() => new(Schema.Input, _columns, keys: Schema.Keys, users: Schema.Users);
}
