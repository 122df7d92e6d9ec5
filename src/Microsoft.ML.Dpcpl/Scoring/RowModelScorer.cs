using Microsoft.ML.Dpcpl.Data.Sequences;

namespace Microsoft.ML.Dpcpl.Scoring;

/// <summary>Scores rows by a model without vectors: all scores of a row, then the next row. Safe for concurrent calls.</summary>
internal static class RowModelScorer
{
    [ThreadStatic]
    private static float[]? t_scores;

    /// <param name="model">The model.</param>
    /// <param name="rows">The histories, and labels and candidates where the request needs them.</param>
    /// <param name="request">What to find.</param>
    public static ScoredRow[] Score(IRowModel model, SequenceData rows, ScoringRequest request)
    {
        var results = new ScoredRow[rows.Store.UserCount];
        if (results.Length == 1)
            results[0] = Score(model, rows, 0, new RowScorer(rows, request, model.ItemCount));
        else
            Parallel.For(
                0,
                results.Length,
                new ParallelOptions { MaxDegreeOfParallelism = request.Threads ?? -1 },
                () => new RowScorer(rows, request, model.ItemCount),
                (row, _, reader) =>
                {
                    results[row] = Score(model, rows, row, reader);
                    return reader;
                },
                static _ => { });
        return results;
    }

    private static ScoredRow Score(IRowModel model, SequenceData rows, int row, RowScorer reader)
    {
        if (!reader.HasKnownItem(row))
            return reader.Score(row, model.PopularityFor(rows, row));
        if (t_scores?.Length != model.ItemCount + 1)
            t_scores = new float[model.ItemCount + 1];
        else
            Array.Clear(t_scores);
        model.Score(rows, row, t_scores);
        return reader.Score(row, (ReadOnlySpan<float>)t_scores);
    }
}
