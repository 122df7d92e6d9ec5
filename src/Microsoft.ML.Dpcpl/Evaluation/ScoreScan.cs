using System.Numerics;
using System.Runtime.CompilerServices;

namespace Microsoft.ML.Dpcpl.Evaluation;

/// <summary>Counts the scores above and at a label's score. NaN counts as above, whether it is the label's or a competitor's.</summary>
internal static class ScoreScan
{
    /// <summary>Number of scores above (or not comparable) and number tied.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static (int Above, int Tied) Count<T>(ReadOnlySpan<T> scores, T label)
        where T : unmanaged, IFloatingPoint<T>
    {
        int below = 0, tied = 0, i = 0;
        if (Vector.IsHardwareAccelerated && scores.Length >= Vector<T>.Count)
        {
            var labels = new Vector<T>(label);
            Vector<int> lower = default, same = default;
            for (; i <= scores.Length - Vector<T>.Count; i += Vector<T>.Count)
            {
                var some = new Vector<T>(scores[i..]);
                lower -= Vector.LessThan(some, labels).As<T, int>();
                same -= Vector.Equals(some, labels).As<T, int>();
            }

            // A number of 64 bits has counted twice.
            int each = Vector<int>.Count / Vector<T>.Count;
            (below, tied) = (Vector.Sum(lower) / each, Vector.Sum(same) / each);
        }

        for (; i < scores.Length; i++)
        {
            if (scores[i] < label)
                below++;
            else if (scores[i] == label)
                tied++;
        }

        return (scores.Length - below - tied, tied);
    }

    /// <summary>The same among the items that may be shown.</summary>
    /// <param name="first">Id of the first score.</param>
    /// <param name="scores">Scores of consecutive ids.</param>
    /// <param name="label">What they are compared with.</param>
    /// <param name="shown">Which of them count.</param>
    public static (int Above, int Tied) Count<T>(int first, ReadOnlySpan<T> scores, T label, in ShownItems shown)
        where T : unmanaged, IFloatingPoint<T>
    {
        if (shown.IsEverything)
            return Count(scores, label);
        int above = 0, tied = 0;
        for (int i = 0; i < scores.Length; i++)
        {
            if (scores[i] < label || !shown.Holds(first + i))
                continue;
            if (scores[i] == label)
                tied++;
            else
                above++;
        }

        return (above, tied);
    }

    /// <summary>The label's rank among the entries of <paramref name="scores"/> from 1 on that are not <paramref name="hidden"/>.</summary>
    /// <param name="scores">Index = item id; entry 0 belongs to no item.</param>
    /// <param name="label">Item id; 0 stands in no list.</param>
    /// <param name="hidden">Distinct item ids; the label among them has no effect.</param>
    public static Rank Rank<T>(ReadOnlySpan<T> scores, int label, ReadOnlySpan<int> hidden)
        where T : unmanaged, IFloatingPoint<T>
    {
        (int Above, int Tied) all = label == 0 ? default : Count(scores[1..], scores[label]);
        return Without(scores, label, hidden, all);
    }

    /// <summary>Takes the label itself and the hidden items off a count over all items.</summary>
    public static Rank Without<T>(ReadOnlySpan<T> scores, int label, ReadOnlySpan<int> hidden, (int Above, int Tied) all)
        where T : unmanaged, IFloatingPoint<T> => Without<T, KeptScores<T>>(new KeptScores<T>(scores), label, hidden, all);

    /// <summary>Takes the label itself and the hidden items off a count over the items that may be shown; a label that may not be keeps its place.</summary>
    public static Rank Without<T, TScores>(TScores scores, int label, ReadOnlySpan<int> hidden, (int Above, int Tied) all, in ShownItems shown = default)
        where T : unmanaged, IFloatingPoint<T>
        where TScores : IItemScores<T>, allows ref struct
    {
        int ranked = shown.Count(scores.Length - 1);
        if (label == 0)
            return Unranked(ranked, hidden, shown);
        (int above, int tied) = all;
        T labelScore = scores[label];
        if (shown.Holds(label))
            Drop(labelScore);
        foreach (int item in hidden)
        {
            if (item != label && shown.Holds(item))
                Drop(scores[item]);
        }

        return new Rank(above, tied, ranked);

        void Drop(T score)
        {
            ranked--;
            if (score == labelScore)
                tied--;
            else if (!(score < labelScore))
                above--;
        }
    }

    /// <summary>The label's rank as lists of recommendations have it: what is hidden or not shown is never recommended, so such a label is a miss.</summary>
    /// <param name="scores">Scores to look some items up in.</param>
    /// <param name="label">Item id; 0 stands in no list.</param>
    /// <param name="hidden">Distinct item ids in ascending order.</param>
    /// <param name="all">What <c>Count</c> says of all items that may be shown.</param>
    /// <param name="shown">What may be shown.</param>
    public static Rank Listed<T, TScores>(TScores scores, int label, ReadOnlySpan<int> hidden, (int Above, int Tied) all, in ShownItems shown = default)
        where T : unmanaged, IFloatingPoint<T>
        where TScores : IItemScores<T>, allows ref struct => label != 0 && (!shown.Holds(label) || hidden.BinarySearch(label) >= 0)
            ? Unranked(shown.Count(scores.Length - 1), hidden, shown)
            : Without<T, TScores>(scores, label, hidden, all, shown);

    /// <summary>The label's rank among given candidates; unknown ones (0) and the label itself do not compete.</summary>
    public static Rank RankAmong<T>(ReadOnlySpan<T> scores, int label, ReadOnlySpan<int> candidates)
        where T : unmanaged, IFloatingPoint<T> => RankAmong<T, KeptScores<T>>(new KeptScores<T>(scores), label, candidates);

    /// <inheritdoc cref="RankAmong{T}(ReadOnlySpan{T}, int, ReadOnlySpan{int})"/>
    public static Rank RankAmong<T, TScores>(TScores scores, int label, ReadOnlySpan<int> candidates)
        where T : unmanaged, IFloatingPoint<T>
        where TScores : IItemScores<T>, allows ref struct
    {
        int above = 0, tied = 0, ranked = 0;
        T labelScore = label == 0 ? default : scores[label];
        foreach (int item in candidates)
        {
            if (item == 0 || item == label)
                continue;
            ranked++;
            T score = scores[item];
            if (!(score <= labelScore))
                above++;
            else if (score == labelScore)
                tied++;
        }

        return label == 0 ? Evaluation.Rank.Unranked(ranked) : new Rank(above, tied, ranked);
    }

    private static Rank Unranked(int shownCount, ReadOnlySpan<int> hidden, in ShownItems shown)
    {
        int left = shownCount;
        foreach (int item in hidden)
            left -= shown.Holds(item) ? 1 : 0;
        return Evaluation.Rank.Unranked(left);
    }
}
