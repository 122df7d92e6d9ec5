using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Evaluation;

namespace Microsoft.ML.Dpcpl.Scoring.Kernels;

/// <summary>What is added to the scores of items for one user: something to those near the history, and to all of them what they are due from everyone.</summary>
/// <param name="items">Distinct ids, ascending.</param>
/// <param name="values">What is added to the score of each, none negative.</param>
/// <param name="everywhere">V + 1 figures that are added for every user; shared. Null: none.</param>
internal sealed class ItemLift(int[] items, float[] values, float[]? everywhere = null)
{
    /// <summary>Distinct ids, ascending.</summary>
    public ReadOnlySpan<int> Items => items;

    /// <summary>As long as <see cref="Items"/>, none negative.</summary>
    public ReadOnlySpan<float> Values => values;

    /// <summary>The score of one item as <see cref="Raise"/> raises it, bit by bit.</summary>
    public float Raised(int item, float score)
    {
        if (everywhere is not null)
            score += everywhere[item];
        return Array.BinarySearch(items, item) is >= 0 and var place ? score + values[place] : score;
    }

    /// <summary>Raises the scores of consecutive ids that begin with <paramref name="first"/>.</summary>
    public void Raise(int first, Span<float> scores)
    {
        if (everywhere is not null)
            FloatVectors.Add(scores, everywhere.AsSpan(first, scores.Length));
        int place = Array.BinarySearch(items, first);
        for (int i = place < 0 ? ~place : place; i < items.Length && items[i] - first < scores.Length; i++)
            scores[items[i] - first] += values[i];
    }
}

/// <summary>Scores with the lift of their user.</summary>
internal readonly struct LiftedScores<TScores>(TScores scores, ItemLift? lift) : IItemScores<float>
    where TScores : IItemScores<float>
{
    public int Length => scores.Length;

    public ItemLift? Lift => lift;

    public float this[int item] => lift is null ? scores[item] : lift.Raised(item, scores[item]);
}
