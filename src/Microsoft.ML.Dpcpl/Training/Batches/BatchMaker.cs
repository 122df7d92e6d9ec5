using System.Numerics;
using System.Runtime.InteropServices;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Windows;

namespace Microsoft.ML.Dpcpl.Training.Batches;

/// <summary>Fills training batches: what the task and the sampler put there, and the rows of the item table that a step needs.</summary>
/// <param name="recipe">How histories become windows.</param>
/// <param name="task">Fills windows and targets.</param>
/// <param name="negatives">Fills negatives.</param>
/// <param name="gatheredItems">V where a step reads and updates only the item rows of its batch; 0 where it takes the whole table.</param>
/// <param name="trims">Cuts the windows of a batch down to its longest history.</param>
/// <param name="share">What is kept of every batch; null: all of it.</param>
internal sealed class BatchMaker(WindowRecipe recipe, IBatchTask task, INegativeSampler negatives, int gatheredItems, bool trims = false, BatchShare? share = null)
{
    private readonly int[] _places = gatheredItems > 0 ? new int[gatheredItems + 1] : [];
    private readonly List<long> _rows = [];

    /// <summary>Fills <paramref name="batch"/> with the windows of the examples; everything random comes from <paramref name="seed"/>.</summary>
    public void Fill(TrainingBatch batch, ReadOnlySpan<Example> examples, ulong seed)
    {
        recipe.Reset(batch.Windows, examples.Length, trims ? Longest(examples) : int.MaxValue);
        batch.TargetSlots.Clear();
        batch.TargetNegatives.Clear();
        var random = new SeededRandom(seed);
        task.Fill(batch, examples, ref random);
        negatives.Fill(batch, examples, ref random);
        share?.Keep(batch, negatives.Shares);
        batch.Rows = gatheredItems > 0 ? GatherRows(batch) : null;
    }

    private int Longest(ReadOnlySpan<Example> examples)
    {
        int longest = 0;
        foreach (Example example in examples)
            longest = Math.Max(longest, task.EventCount(example));
        return longest;
    }

    /// <summary>Lists the distinct items of the batch and replaces ids by places in the list; the pad item keeps place 0.</summary>
    private long[] GatherRows(TrainingBatch batch)
    {
        _rows.Clear();
        _rows.Add(0);
        Replace(batch.Windows.Items);
        Replace(CollectionsMarshal.AsSpan(batch.Windows.HistoryItems));
        Replace(batch.Targets);
        Replace(batch.Negatives);
        foreach (long item in _rows)
            _places[item] = 0;
        // Steps of few different sizes find the memory of earlier ones fit to use again. The pad item has no gradient.
        int unit = (int)Math.Max(1, BitOperations.RoundUpToPowerOf2((uint)_rows.Count) / 16);
        var rows = new long[(_rows.Count + unit - 1) / unit * unit];
        _rows.CopyTo(rows);
        return rows;

        void Replace(Span<long> ids)
        {
            foreach (ref long id in ids)
            {
                if (id == 0)
                    continue;
                ref int place = ref _places[id];
                if (place == 0)
                {
                    place = _rows.Count;
                    _rows.Add(id);
                }

                id = place;
            }
        }
    }
}
