using System.Numerics;

namespace Microsoft.ML.Dpcpl.Evaluation;

/// <summary>Counts the scores above and at a label's score. NaN counts as above, whether it is the label's or a competitor's.</summary>
internal static class ScoreScan
{
    /// <summary>Number of scores above (or not comparable) and number tied.</summary>
    public static (int Above, int Tied) Count<T>(ReadOnlySpan<T> scores, T label)
        where T : unmanaged, IFloatingPoint<T>
    {
        int below = 0, tied = 0, i = 0;
        if (Vector.IsHardwareAccelerated && scores.Length >= Vector<T>.Count)
        {
            var labels = new Vector<T>(label);
            for (; i <= scores.Length - Vector<T>.Count; i += Vector<T>.Count)
            {
                var some = new Vector<T>(scores[i..]);
                below += Vector.CountWhereAllBitsSet(Vector.LessThan(some, labels));
                tied += Vector.CountWhereAllBitsSet(Vector.Equals(some, labels));
            }
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

    /// <inheritdoc cref="Without{T}(ReadOnlySpan{T}, int, ReadOnlySpan{int}, ValueTuple{int, int})"/>
    public static Rank Without<T, TScores>(TScores scores, int label, ReadOnlySpan<int> hidden, (int Above, int Tied) all)
        where T : unmanaged, IFloatingPoint<T>
        where TScores : IItemScores<T>, allows ref struct
    {
        int ranked = scores.Length - 1;
        if (label == 0)
            return Evaluation.Rank.Unranked(ranked - hidden.Length);
        (int above, int tied) = all;
        T labelScore = scores[label];
        Drop(labelScore);
        foreach (int item in hidden)
        {
            if (item != label)
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

    /// <summary>The label's rank as lists of recommendations have it: a hidden item is never recommended, so a hidden label is a miss.</summary>
    /// <param name="scores">Scores to look some items up in.</param>
    /// <param name="label">Item id; 0 stands in no list.</param>
    /// <param name="hidden">Distinct item ids in ascending order.</param>
    /// <param name="all">What <see cref="Count"/> says of all items.</param>
    public static Rank Listed<T, TScores>(TScores scores, int label, ReadOnlySpan<int> hidden, (int Above, int Tied) all)
        where T : unmanaged, IFloatingPoint<T>
        where TScores : IItemScores<T>, allows ref struct => hidden.BinarySearch(label) >= 0
            ? Evaluation.Rank.Unranked(scores.Length - 1 - hidden.Length)
            : Without<T, TScores>(scores, label, hidden, all);

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
}
