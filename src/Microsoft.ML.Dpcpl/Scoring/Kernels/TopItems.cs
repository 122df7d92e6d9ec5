using System.Numerics;

namespace Microsoft.ML.Dpcpl.Scoring.Kernels;

/// <summary>Finds the items of highest score; of equal scores the smaller id comes first.</summary>
internal static class TopItems
{
    /// <summary>Fills <paramref name="items"/> and <paramref name="values"/>, best first; what is left over gets item 0 and NaN.</summary>
    /// <param name="scores">Index = item id; entry 0 belongs to no item, NaN is never taken.</param>
    /// <param name="hidden">Item ids in ascending order that must not be taken.</param>
    /// <param name="items">Ids found; its length is the number wanted.</param>
    /// <param name="values">Their scores, as long.</param>
    public static void Find(ReadOnlySpan<float> scores, ReadOnlySpan<int> hidden, Span<int> items, Span<float> values)
    {
        items.Clear();
        values.Fill(float.NaN);
        if (items.IsEmpty)
            return;
        int found = 0, item = 1;
        while (item < scores.Length)
        {
            if (found == items.Length && SkipBlock(scores, item, values[^1]))
            {
                item += Vector<float>.Count;
                continue;
            }

            int end = Math.Min(item + Vector<float>.Count, scores.Length);
            for (; item < end; item++)
            {
                float score = scores[item];
                bool wanted = found < items.Length ? !float.IsNaN(score) : score > values[^1];
                if (wanted && hidden.BinarySearch(item) < 0)
                    Insert(items, values, ref found, item, score);
            }
        }
    }

    private static bool SkipBlock(ReadOnlySpan<float> scores, int item, float threshold) =>
        item + Vector<float>.Count <= scores.Length && !Vector.GreaterThanAny(new Vector<float>(scores[item..]), new Vector<float>(threshold));

    private static void Insert(Span<int> items, Span<float> values, ref int found, int item, float score)
    {
        int at = Math.Min(found, items.Length - 1);
        for (; at > 0 && values[at - 1] < score; at--)
            (items[at], values[at]) = (items[at - 1], values[at - 1]);
        (items[at], values[at]) = (item, score);
        found = Math.Min(found + 1, items.Length);
    }
}
