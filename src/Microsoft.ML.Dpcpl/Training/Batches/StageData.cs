using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Data.Windows;

namespace Microsoft.ML.Dpcpl.Training.Batches;

/// <summary>What a stage may learn from.</summary>
/// <param name="Sequences">Histories.</param>
/// <param name="Recipe">How they become windows.</param>
/// <param name="Lengths">Events of each user that the stage may know; later ones are neither input nor target.</param>
/// <param name="PretrainLengths">Events of each user that belong to H_u.</param>
/// <param name="RepeatPolicy">What happens to earlier events on the item to predict.</param>
internal sealed record StageData(SequenceData Sequences, WindowRecipe Recipe, int[] Lengths, int[] PretrainLengths, RepeatPolicy RepeatPolicy)
{
    /// <summary>What an example weighs; null: all weigh 1.</summary>
    public Func<Example, float>? Weight { get; init; }

    /// <summary>V.</summary>
    public int Items => Sequences.ItemCount;

    /// <summary>B.</summary>
    public int Behaviors => Sequences.BehaviorNames.Length;

    /// <summary>The items with an event that the stage may know, ascending.</summary>
    /// <remarks>Negatives come from these: an item that was never a positive would only be pushed down, and new items would rank below chance.</remarks>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public int[] KnownItems()
    {
        var seen = new bool[Items + 1];
        for (int user = 0; user < Sequences.Store.UserCount; user++)
        {
            foreach (int item in Sequences.Store.ItemsOf(user)[..Lengths[user]])
                seen[item] = true;
        }

        int[] known = [.. Enumerable.Range(1, Items).Where(item => seen[item])];
        return known.Length > 0 ? known : throw new InvalidOperationException("No item of the training set has a known key.");
    }
}
