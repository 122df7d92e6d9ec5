using System.Numerics;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Data.Windows;

namespace Microsoft.ML.Dpcpl.Training.Batches;

/// <summary>Fills training batches: windows, targets and negatives.</summary>
internal sealed class BatchMaker
{
    private readonly SequenceData _data;
    private readonly StagePlan _plan;
    private readonly UserHistoryBuffer _history = new();
    private readonly int[] _places;
    private readonly int[] _known;
    private readonly int[] _negativeOf;
    private readonly List<long> _rows = [];
    private readonly List<long> _targets = [];
    private readonly List<long> _targetBehaviors = [];

    public BatchMaker(SequenceData data, StagePlan plan)
    {
        (_data, _plan) = (data, plan);
        _places = plan.GathersRows ? new int[data.ItemCount + 1] : [];
        _known = KnownItems();
        _negativeOf = plan.Loss == RankingLoss.SampledSoftmax ? new int[data.ItemCount + 1] : [];
    }

    /// <summary>Fills <paramref name="batch"/> with the windows of the examples; everything random comes from <paramref name="seed"/>.</summary>
    public void Fill(TrainingBatch batch, ReadOnlySpan<Example> examples, ulong seed)
    {
        _plan.Recipe.Reset(batch.Windows, examples.Length);
        batch.TargetSlots.Clear();
        batch.TargetNegatives.Clear();
        var random = new SeededRandom(seed);
        if (_plan.AllPositions)
            FillAllPositions(batch, examples, ref random);
        else
            FillNewest(batch, examples, ref random);
        FillNegatives(batch, examples, ref random);
        batch.Rows = _plan.GathersRows ? GatherRows(batch) : null;
    }

    private void FillNewest(TrainingBatch batch, ReadOnlySpan<Example> examples, ref SeededRandom random)
    {
        int n = examples.Length, k = _plan.FutureWindow;
        batch.TargetCount = k;
        batch.Targets = WindowBatch.Cleared(batch.Targets, n * k);
        batch.Weights = WindowBatch.Cleared(batch.Weights, n * k);
        batch.TargetBehaviors = WindowBatch.Cleared(batch.TargetBehaviors, n);
        batch.OtherBehaviors = WindowBatch.Cleared(batch.OtherBehaviors, n);
        for (int i = 0; i < n; i++)
            FillExample(batch, i, examples[i], ref random);
    }

    /// <summary>The slot of every event predicts the next event; under the strict protocol only an item that the user did not have before.</summary>
    private void FillAllPositions(TrainingBatch batch, ReadOnlySpan<Example> examples, ref SeededRandom random)
    {
        _targets.Clear();
        _targetBehaviors.Clear();
        bool strict = _plan.RepeatPolicy == RepeatPolicy.TargetPairRemoved;
        for (int i = 0; i < examples.Length; i++)
        {
            Example example = examples[i];
            ReadOnlySpan<int> items = _data.Store.ItemsOf(example.User);
            ReadOnlySpan<byte> behaviors = _data.Store.BehaviorsOf(example.User);
            _history.Fill(_data.Store, example.User, example.Cut, _plan.PretrainLengths[example.User], 0);
            _plan.Recipe.FillWindow(batch.Windows, i, _data, example.User, _history);
            int slot = _plan.Recipe.Length;
            for (int e = example.Cut - 1, next = example.Cut; e >= 0 && slot > 0; e--)
            {
                if (items[e] == 0)
                    continue;
                slot--;
                int target = items[next];
                if (target != 0 && !(strict && items[..next].Contains(target)))
                {
                    batch.TargetSlots.Add(((long)slot * examples.Length) + i);
                    _targets.Add(target);
                    _targetBehaviors.Add(behaviors[next] - 1);
                }

                next = e;
            }
        }

        batch.TargetCount = 1;
        batch.Targets = [.. _targets];
        batch.Weights = WindowBatch.Cleared(batch.Weights, batch.Targets.Length);
        batch.Weights.AsSpan().Fill(1);
        batch.TargetBehaviors = [.. _targetBehaviors];
        batch.OtherBehaviors = WindowBatch.Cleared(batch.OtherBehaviors, batch.Targets.Length);
        for (int i = 0; i < batch.OtherBehaviors.Length; i++)
            batch.OtherBehaviors[i] = OtherBehavior(batch.TargetBehaviors[i], ref random);
    }

    /// <summary>Id - 1 of a behavior that is not the given one; the same one where there is no other.</summary>
    private int OtherBehavior(long behavior, ref SeededRandom random)
    {
        if (_plan.Behaviors < 2)
            return 0;
        int other = random.NextInt32(_plan.Behaviors - 1);
        return other >= behavior ? other + 1 : other;
    }

    private void FillNegatives(TrainingBatch batch, ReadOnlySpan<Example> examples, ref SeededRandom random)
    {
        int vectors = batch.Targets.Length / batch.TargetCount;
        int negatives = _plan.Loss switch { RankingLoss.Bpr => 1, RankingLoss.FullSoftmax => 0, _ => _plan.Negatives };
        if (_plan.Loss is RankingLoss.Bpr or RankingLoss.Bce or RankingLoss.GBce)
        {
            batch.Negatives = WindowBatch.Cleared(batch.Negatives, vectors * negatives);
            for (int i = 0; i < vectors; i++)
            {
                int window = _plan.AllPositions ? (int)(batch.TargetSlots[i] % examples.Length) : i;
                DrawUnseen(batch.Negatives.AsSpan(i * negatives, negatives), examples[window].User, ref random);
            }

            return;
        }

        batch.Negatives = WindowBatch.Cleared(batch.Negatives, negatives);
        foreach (ref long negative in batch.Negatives.AsSpan())
            negative = _known[random.NextInt32(_known.Length)];
        if (_plan.Loss == RankingLoss.SampledSoftmax)
            FindTargetNegatives(batch, vectors);
    }

    private void FillExample(TrainingBatch batch, int place, Example example, ref SeededRandom random)
    {
        SequenceStore store = _data.Store;
        ReadOnlySpan<int> items = store.ItemsOf(example.User)[.._plan.Lengths[example.User]];
        ReadOnlySpan<byte> behaviors = store.BehaviorsOf(example.User);
        int target = items[example.Cut], behavior = behaviors[example.Cut];
        int excluded = _plan.RepeatPolicy == RepeatPolicy.TargetPairRemoved ? target : 0;
        _history.Fill(store, example.User, example.Cut, _plan.PretrainLengths[example.User], excluded);
        bool any = _plan.Recipe.FillWindow(batch.Windows, place, _data, example.User, _history);

        batch.TargetBehaviors[place] = behavior - 1;
        batch.OtherBehaviors[place] = OtherBehavior(behavior - 1, ref random);
        if (!any || target == 0)
            return;

        // Later events of the future window count when they are new: no earlier target, and under the strict protocol not in the history.
        int k = _plan.FutureWindow, filled = 0;
        for (int next = example.Cut; next < items.Length && next < example.Cut + k; next++)
        {
            int item = items[next];
            if (item == 0 || (next > example.Cut && items[example.Cut..next].Contains(item)))
                continue;
            if (next > example.Cut && excluded != 0 && _history.Items.Contains(item))
                continue;
            batch.Targets[(place * k) + filled] = item;
            batch.Weights[(place * k) + filled] = next == example.Cut ? 1 : 0.5f;
            filled++;
        }
    }

    /// <summary>
    /// Finds the shared negatives that a user vector must predict. The user's other items stay negatives: without them nothing would
    /// teach the network to tell the next item from the ones around it.
    /// </summary>
    private void FindTargetNegatives(TrainingBatch batch, int vectors)
    {
        // Negatives are drawn with replacement: the places of one item form a chain, from 1 so that 0 ends it.
        int count = batch.Negatives.Length;
        Span<int> next = count <= 1024 ? stackalloc int[count] : new int[count];
        for (int j = 0; j < count; j++)
        {
            ref int first = ref _negativeOf[batch.Negatives[j]];
            (next[j], first) = (first, j + 1);
        }

        for (int i = 0; i < vectors; i++)
        {
            foreach (long target in batch.Targets.AsSpan(i * batch.TargetCount, batch.TargetCount))
            {
                for (int j = target == 0 ? 0 : _negativeOf[target]; j > 0; j = next[j - 1])
                    batch.TargetNegatives.Add(((long)i * count) + j - 1);
            }
        }

        foreach (long negative in batch.Negatives)
            _negativeOf[negative] = 0;
    }

    /// <summary>Uniform over the items that the user has not touched in the events that this stage may know.</summary>
    private void DrawUnseen(Span<long> negatives, int user, ref SeededRandom random)
    {
        const int Tries = 100;
        ReadOnlySpan<int> seen = _data.Store.ItemsOf(user)[.._plan.Lengths[user]];
        foreach (ref long negative in negatives)
        {
            int item = 0;
            // A user who touched nearly the whole catalog gets a seen item rather than an endless search.
            for (int i = 0; i < Tries && (item == 0 || seen.Contains(item)); i++)
                item = _known[random.NextInt32(_known.Length)];
            negative = item;
        }
    }

    /// <summary>
    /// The items with an event that this stage may know. Negatives come from these: an item that was never a positive would only
    /// be pushed down, and new items would rank below chance.
    /// </summary>
    private int[] KnownItems()
    {
        var seen = new bool[_data.ItemCount + 1];
        for (int user = 0; user < _data.Store.UserCount; user++)
        {
            foreach (int item in _data.Store.ItemsOf(user)[.._plan.Lengths[user]])
                seen[item] = true;
        }

        int[] known = [.. Enumerable.Range(1, _data.ItemCount).Where(item => seen[item])];
        return known.Length > 0 ? known : throw new InvalidOperationException("No item of the training set has a known key.");
    }

    /// <summary>Lists the distinct items of the batch and replaces ids by places in the list; the pad item keeps place 0.</summary>
    private long[] GatherRows(TrainingBatch batch)
    {
        _rows.Clear();
        _rows.Add(0);
        Replace(batch.Windows.Items);
        Replace(batch.Targets);
        Replace(batch.Negatives);
        foreach (long item in _rows)
            _places[item] = 0;
        // Steps of few different sizes find the memory of earlier ones fit to use again. The pad item has no gradient.
        int unit = (int)Math.Max(1, BitOperations.RoundUpToPowerOf2((uint)_rows.Count) / 16);
        var rows = new long[(_rows.Count + unit - 1) / unit * unit];
        _rows.CopyTo(rows);
        return rows;

        void Replace(long[] ids)
        {
            foreach (ref long id in ids.AsSpan())
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
