using System.Numerics;
using System.Runtime.InteropServices;

namespace Microsoft.ML.Dpcpl.Scoring.Kernels;

/// <summary>The items of highest score among all that were offered; of equal scores the smaller id wins, NaN never does.</summary>
/// <remarks>A heap whose root is the worst item kept: most offers end at one comparison with it.</remarks>
internal sealed class TopList(int wanted)
{
    private int[] _items = new int[Math.Min(wanted, 16)];
    private float[] _scores = new float[Math.Min(wanted, 16)];

    public int Count { get; private set; }

    /// <summary>The score that an item of a higher id must exceed; NaN or less while there is room.</summary>
    public float Threshold => Count < wanted ? float.NaN : _scores[0];

    /// <summary>Offers items of ascending ids, each above all that were offered in this way before.</summary>
    /// <param name="first">Id of the first score.</param>
    /// <param name="scores">Scores of consecutive ids.</param>
    /// <param name="hidden">Ids in ascending order that must not be taken.</param>
    public void Offer(int first, ReadOnlySpan<float> scores, ReadOnlySpan<int> hidden)
    {
        const int Step = 4;
        if (wanted == 0)
            return;
        ReadOnlySpan<Vector<float>> vectors = MemoryMarshal.Cast<float, Vector<float>>(scores);
        for (int i = 0; i < scores.Length;)
        {
            int vector = i / Vector<float>.Count, end = Math.Min(scores.Length, i + Vector<float>.Count);
            if (Count == wanted && vector + Step <= vectors.Length && !AnyAbove(vectors.Slice(vector, Step), _scores[0]))
            {
                i += Step * Vector<float>.Count;
                continue;
            }

            if (Count == wanted && vector < vectors.Length && !Vector.GreaterThanAny(vectors[vector], new Vector<float>(_scores[0])))
            {
                i = end;
                continue;
            }

            for (; i < end; i++)
            {
                bool passes = Count < wanted ? !float.IsNaN(scores[i]) : scores[i] > _scores[0];
                if (passes && hidden.BinarySearch(first + i) < 0)
                    Offer(first + i, scores[i]);
            }
        }
    }

    /// <summary>Offers one item of any id.</summary>
    public void Offer(int item, float score)
    {
        if (float.IsNaN(score))
            return;
        if (Count < wanted)
        {
            if (Count == _items.Length)
                Grow();
            Rise(Count++, item, score);
        }
        else if (wanted > 0 && Worse(_items[0], _scores[0], item, score))
        {
            Sink(item, score);
        }
    }

    public void Offer(TopList other)
    {
        for (int i = 0; i < other.Count; i++)
            Offer(other._items[i], other._scores[i]);
    }

    /// <summary>Empties the list into <paramref name="items"/> and <paramref name="scores"/>, best first; what is left over gets item 0 and NaN.</summary>
    public void Drain(Span<int> items, Span<float> scores)
    {
        items.Clear();
        scores.Fill(float.NaN);
        while (Count > 0)
        {
            int last = --Count;
            (items[last], scores[last]) = (_items[0], _scores[0]);
            Sink(_items[last], _scores[last]);
        }
    }

    private static bool AnyAbove(ReadOnlySpan<Vector<float>> scores, float threshold)
    {
        var limit = new Vector<float>(threshold);
        Vector<int> above = Vector.GreaterThan(scores[0], limit) | Vector.GreaterThan(scores[1], limit) |
            Vector.GreaterThan(scores[2], limit) | Vector.GreaterThan(scores[3], limit);
        return above != Vector<int>.Zero;
    }

    private static bool Worse(int item, float score, int otherItem, float otherScore) =>
        score < otherScore || (score == otherScore && item > otherItem);

    private void Grow()
    {
        int size = Math.Min(wanted, 2 * _items.Length);
        Array.Resize(ref _items, size);
        Array.Resize(ref _scores, size);
    }

    private void Rise(int at, int item, float score)
    {
        for (int parent; at > 0 && Worse(item, score, _items[parent = (at - 1) / 2], _scores[parent]); at = parent)
            (_items[at], _scores[at]) = (_items[parent], _scores[parent]);
        (_items[at], _scores[at]) = (item, score);
    }

    private void Sink(int item, float score)
    {
        int at = 0;
        for (int child = 1; child < Count; child = (2 * at) + 1)
        {
            if (child + 1 < Count && Worse(_items[child + 1], _scores[child + 1], _items[child], _scores[child]))
                child++;
            if (!Worse(_items[child], _scores[child], item, score))
                break;
            (_items[at], _scores[at]) = (_items[child], _scores[child]);
            at = child;
        }

        (_items[at], _scores[at]) = (item, score);
    }
}
