using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.ML.Dpcpl.Evaluation;

namespace Microsoft.ML.Dpcpl.Scoring.Kernels;

/// <summary>The items of a list of recommendations among all that were offered: best score first, of equal scores the smaller id, never NaN.</summary>
/// <param name="wanted">Length of the list.</param>
internal abstract class BestItems(int wanted)
{
    protected int Wanted => wanted;

    /// <summary>The score that an item of a higher id must exceed; NaN as long as any score may do.</summary>
    public abstract float Threshold { get; }

    /// <summary>An empty list of the same kind.</summary>
    public abstract BestItems Another();

    /// <summary>Offers one item of any id.</summary>
    public abstract void Offer(int item, float score);

    /// <summary>Offers all items of a list of the same kind.</summary>
    public abstract void Offer(BestItems other);

    /// <summary>Empties the list into <paramref name="items"/> and <paramref name="scores"/>, best first; what is left over gets item 0 and NaN.</summary>
    public abstract void Drain(Span<int> items, Span<float> scores);

    /// <summary>Whether an item of no higher score than that cannot be in the list.</summary>
    public virtual bool RulesOut(int item, float atMost) => atMost < Threshold;

    /// <summary>Offers items of ascending ids, each above all that were offered in this way before.</summary>
    /// <param name="first">Id of the first score.</param>
    /// <param name="scores">Scores of consecutive ids.</param>
    /// <param name="hidden">Ids in ascending order that must not be taken.</param>
    /// <param name="shown">What else may be taken.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Offer(int first, ReadOnlySpan<float> scores, ReadOnlySpan<int> hidden, in ShownItems shown = default)
    {
        const int Step = 4;
        if (wanted == 0)
            return;
        ReadOnlySpan<Vector<float>> vectors = MemoryMarshal.Cast<float, Vector<float>>(scores);
        float threshold = Threshold;
        bool full = !float.IsNaN(threshold);
        for (int i = 0; i < scores.Length;)
        {
            int vector = i / Vector<float>.Count, end = Math.Min(scores.Length, i + Vector<float>.Count);
            if (full && vector + Step <= vectors.Length && !AnyAbove(vectors.Slice(vector, Step), threshold))
            {
                i += Step * Vector<float>.Count;
                continue;
            }

            if (full && vector < vectors.Length && !Vector.GreaterThanAny(vectors[vector], new Vector<float>(threshold)))
            {
                i = end;
                continue;
            }

            for (; i < end; i++)
            {
                bool passes = full ? scores[i] > threshold : !float.IsNaN(scores[i]);
                if (!passes || hidden.BinarySearch(first + i) >= 0 || !shown.Holds(first + i))
                    continue;
                Offer(first + i, scores[i]);
                threshold = Threshold;
                full = !float.IsNaN(threshold);
            }
        }
    }

    private static bool AnyAbove(ReadOnlySpan<Vector<float>> scores, float threshold)
    {
        var limit = new Vector<float>(threshold);
        Vector<int> above = Vector.GreaterThan(scores[0], limit) | Vector.GreaterThan(scores[1], limit) |
            Vector.GreaterThan(scores[2], limit) | Vector.GreaterThan(scores[3], limit);
        return above != Vector<int>.Zero;
    }
}
