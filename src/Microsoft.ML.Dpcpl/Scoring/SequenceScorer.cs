using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Items;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Torch;
using TorchSharp;

namespace Microsoft.ML.Dpcpl.Scoring;

/// <summary>A model with the settings of its scoring. Safe for concurrent calls.</summary>
/// <param name="model">The model.</param>
/// <param name="options">The settings.</param>
/// <param name="tables">Compressed forms of its item table; null for a model without one.</param>
/// <param name="lifetime">Of the transformer.</param>
internal sealed class SequenceScorer(ISequenceModel model, SequenceTransformer.Options options, ScoringTables? tables, Lifetime lifetime)
{
    private readonly bool[]? _seenBehaviors = options.SeenBehaviors is { } names
        ? SeenBehaviors.Only([.. names.Select(name => Id(model, name))])
        : SeenBehaviors.Of(options.SeenItems, model.TargetBehavior);

    public ISequenceModel Model => model;

    public int BatchSize => options.BatchSize;

    public ScoringSchema Bind(DataViewSchema input) => new(input, model, options);

    public ScoringPlan Plan(ScoringSchema schema, IEnumerable<DataViewSchema.Column> activeColumns) =>
        new(schema, activeColumns, options, _seenBehaviors);

    /// <summary>Keeps the transformer's model alive until the result is disposed: what began before the transformer was disposed ends well.</summary>
    /// <exception cref="ObjectDisposedException">The transformer was disposed.</exception>
    public Lifetime.Use Begin() => lifetime.Begin();

    /// <summary>Scores rows that were asked for by themselves.</summary>
    public ScoredRow[] Score(SequenceData rows, ScoringRequest request)
    {
        using Lifetime.Use use = Begin();
        return Measured(rows, request, ScoringMetrics.Single);
    }

    /// <summary>The same for a batch, inside a use of the transformer that has begun.</summary>
    public ScoredRow[] ScoreInUse(SequenceData rows, ScoringRequest request) => Measured(rows, request, ScoringMetrics.Batch);

    private ScoredRow[] Measured(SequenceData rows, ScoringRequest request, KeyValuePair<string, object?> mode)
    {
        using Lifetime.Use use = model.Use();
        long began = ScoringMetrics.Begin();
        SequenceData known = WithModelBehaviors(rows);
        ScoredRow[] scored = model is IRowModel byRow ? RowModelScorer.Score(byRow, known, request)
            : request.Threads is { } threads ? ByVectorsOn(threads, known, request)
            : ByVectors(known, request);
        ScoringMetrics.Record(began, rows, model.ItemCount, mode);
        return scored;
    }

    private ScoredRow[] ByVectorsOn(int threads, SequenceData rows, ScoringRequest request) => OpenMp.With(threads, () => ByVectors(rows, request));

    private ScoredRow[] ByVectors(SequenceData rows, ScoringRequest request)
    {
        var vectors = (IVectorModel)model;
        using var host = HostState.Leave();
        using var noGrad = torch.no_grad();
        using torch.Tensor users = vectors.Encode(rows);
        ScoredRow[] scored = CatalogScorer.Score(users, vectors.ItemTable, model.Popularity, rows, request, vectors.Lifts(rows), tables, row => model.PopularityFor(rows, row), vectors.Interests);
        if (request.UserVectors)
            GiveVectors(users, scored);
        return scored;
    }

    private static byte Id(ISequenceModel model, string behavior)
    {
        int id = Array.IndexOf([.. model.BehaviorNames], behavior) + 1;
        OptionCheck.Require(id > 0, nameof(SequenceTransformer.Options.SeenBehaviors), behavior, $"of the behaviors that the model knows: {string.Join(", ", model.BehaviorNames)}");
        return (byte)id;
    }

    /// <summary>The item that is recommended first to the single row of <paramref name="history"/>; 0 where none is left.</summary>
    public int Best(SequenceData history) =>
        ScoreInUse(history, new ScoringRequest { TopK = 1, SeenBehaviors = _seenBehaviors, Filter = options.Filter })[0].TopItems[0];

    /// <summary>Behaviors go by name, so that another mapping of them does no harm.</summary>
    public SequenceData WithModelBehaviors(SequenceData rows)
    {
        string[] known = [.. model.BehaviorNames];
        if (rows.BehaviorNames.SequenceEqual(known))
            return rows;
        byte[] ids = [0, .. rows.BehaviorNames.Select(name => (byte)(Array.IndexOf(known, name) + 1))];
        SequenceStore store = rows.Store;
        int[] offsets = [0, .. Enumerable.Range(0, store.UserCount).Select(store.End)];
        byte[] behaviors = [.. store.Behaviors];
        foreach (ref byte behavior in behaviors.AsSpan())
            behavior = behavior < ids.Length ? ids[behavior] : (byte)0;
        return rows.With(new SequenceStore(offsets, [.. store.Items], behaviors, [.. store.Times]));
    }

    private static void GiveVectors(torch.Tensor users, ScoredRow[] rows)
    {
        using var scope = torch.NewDisposeScope();
        int width = (int)users.shape[1];
        float[] values = users.cpu().contiguous().data<float>().ToArray();
        for (int row = 0; row < rows.Length; row++)
            rows[row].UserVector = values[(row * width)..((row + 1) * width)];
    }
}
