using Microsoft.ML.Dpcpl.Evaluation;

namespace Microsoft.ML.Dpcpl.Scoring.Kernels;

/// <summary>What is added to the scores of some items for one user: those near the history. Nothing is taken off.</summary>
internal sealed class ItemLift(int[] items, float[] values)
{
    /// <summary>Distinct ids, ascending.</summary>
    public ReadOnlySpan<int> Items => items;

    /// <summary>As long as <see cref="Items"/>, none negative.</summary>
    public ReadOnlySpan<float> Values => values;

    /// <summary>What an item is due; 0 for most.</summary>
    public float this[int item] => Array.BinarySearch(items, item) is >= 0 and var place ? values[place] : 0;

    /// <summary>Raises the scores of consecutive ids that begin with <paramref name="first"/>.</summary>
    public void Raise(int first, Span<float> scores)
    {
        int place = Array.BinarySearch(items, first);
        for (int i = place < 0 ? ~place : place; i < items.Length && items[i] - first < scores.Length; i++)
            scores[items[i] - first] += values[i];
    }

    /// <summary>gain log(1 + scale s) for every value s.</summary>
    public ItemLift Weighted((float Gain, float Scale) mix) =>
        new(items, Array.ConvertAll(values, value => mix.Gain * float.LogP1(mix.Scale * value)));

    /// <summary>What two lifts add together.</summary>
    public ItemLift Plus(ItemLift other)
    {
        var both = new List<int>(items.Length + other.Items.Length);
        var sums = new List<float>(both.Capacity);
        int i = 0, j = 0;
        while (i < items.Length || j < other.Items.Length)
        {
            int mine = i < items.Length ? items[i] : int.MaxValue, its = j < other.Items.Length ? other.Items[j] : int.MaxValue;
            both.Add(Math.Min(mine, its));
            sums.Add((mine <= its ? values[i++] : 0) + (its <= mine ? other.Values[j++] : 0));
        }

        return new ItemLift([.. both], [.. sums]);
    }
}

/// <summary>Scores with the lift of their user.</summary>
internal readonly struct LiftedScores<TScores>(TScores scores, ItemLift? lift) : IItemScores<float>
    where TScores : IItemScores<float>
{
    public int Length => scores.Length;

    public ItemLift? Lift => lift;

    public float this[int item] => lift is null ? scores[item] : scores[item] + lift[item];
}
