using Microsoft.ML.Dpcpl.Networks.Managed;

namespace Microsoft.ML.Dpcpl.Paper.Networks;

/// <summary>The <see cref="PromptSources"/> of one user.</summary>
/// <param name="shape">Sizes.</param>
/// <param name="attributes">Of the attributes; null: none.</param>
/// <param name="statistics">[K buckets, width of a bucket's embedding].</param>
/// <param name="statisticMlp">Joins the statistics.</param>
/// <param name="gru">Reads the histories.</param>
internal sealed class ManagedPromptSources(
    CustomizedPromptsShape shape, ManagedAttributes? attributes, float[] statistics, ManagedFeedForward statisticMlp, ManagedGru gru)
{
    private readonly ManagedLayerNorm _norm = new(shape.VectorWidth);

    /// <summary>M.</summary>
    public int Count => shape.Sources;

    /// <summary>Numbers of a source.</summary>
    public int Stride => gru.Stride;

    /// <summary>Q, rows normalized.</summary>
    /// <param name="items">The item table.</param>
    /// <param name="window">The user.</param>
    /// <param name="sources">Receives [M, stride of w].</param>
    /// <param name="there">Receives, of each source, whether it has something to say.</param>
    /// <param name="scratch">For what lies between.</param>
    public void Fill(ManagedItems items, ManagedWindow window, Span<float> sources, Span<bool> there, ManagedScratch scratch)
    {
        int taken = scratch.Taken, first = shape.Sources - shape.Behaviors;
        sources.Clear();
        there[..first].Fill(true);
        there[first..].Clear();
        attributes?.Join(window.Attributes, sources[..Stride], scratch);
        Statistics(window.Statistics, sources.Slice((first - 1) * Stride, Stride), scratch);
        for (int line = 0; line < window.HistoryLast.Length; line++)
        {
            int source = first + (int)window.HistoryPlaces[line], longest = window.HistoryItems.Length / window.HistoryLast.Length;
            there[source] = true;
            History(items, window.HistoryItems.Slice(line * longest, (int)window.HistoryLast[line] + 1), sources.Slice(source * Stride, Stride), scratch);
        }

        _norm.Apply(sources, sources);
        scratch.Release(taken);
    }

    private void Statistics(ReadOnlySpan<long> buckets, Span<float> source, ManagedScratch scratch)
    {
        int taken = scratch.Taken, width = shape.StatisticWidth;
        Span<float> vectors = scratch.Take(shape.Statistics * width);
        for (int k = 0; k < shape.Statistics; k++)
        {
            int row = (k * CustomizedPromptsShape.StatisticBuckets) + (int)buckets[k];
            statistics.AsSpan(row * width, width).CopyTo(vectors[(k * width)..]);
        }

        statisticMlp.Apply(vectors, vectors.Length, 1, source, scratch);
        scratch.Release(taken);
    }

    private void History(ManagedItems items, ReadOnlySpan<long> events, Span<float> source, ManagedScratch scratch)
    {
        int taken = scratch.Taken, stride = ManagedNumbers.Stride(shape.Width), count = events.Length;
        Span<float> vectors = scratch.Take(count * stride), states = scratch.Take(count * Stride);
        for (int i = 0; i < count; i++)
            items.Read(events[i], vectors.Slice(i * stride, stride));
        gru.Apply(vectors, stride, count, states, scratch);
        states[((count - 1) * Stride)..].CopyTo(source);
        scratch.Release(taken);
    }
}
