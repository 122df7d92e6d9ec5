using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Sequences;

namespace Microsoft.ML.Dpcpl.Evaluation.Floors;

/// <summary>
/// A windowed Markov chain over items: transitions to the next three items weigh 1, 0.5 and 0.33, backwards half as much, each item's
/// transitions sum to 1, and popular successors are damped by the root of their events. A history counts with its newest 20 events,
/// each 0.8 of the one after it.
/// </summary>
/// <remarks>The transition matrix never exists: a row is read off the places where its item occurs.</remarks>
internal sealed class Markov : IFloor
{
    private const int Window = 3, HistoryLength = 20;
    private const double Decay = 0.8, BackwardWeight = 0.5;
    private static readonly double[] s_weights = [0, 1, 0.5, 0.33];

    private readonly Popularity _popularity;
    private readonly int[] _sequence;
    private readonly SparseRows _places;
    private readonly double[] _rowSums;
    private readonly double[] _damping;

    public Markov(SequenceData train, Popularity popularity)
    {
        _popularity = popularity;
        _sequence = Concatenate(train.Store, train.Store.Lengths());
        _places = SparseRows.Positions(_sequence, train.ItemCount + 1);
        _damping = Array.ConvertAll(popularity.Events, events => 1 / Math.Sqrt(Math.Max(events, 1)));
        _rowSums = new double[train.ItemCount + 1];
        for (int item = 1; item < _rowSums.Length; item++)
        {
            foreach (int place in _places[item])
            {
                for (int w = 1; w <= Window; w++)
                {
                    _rowSums[item] += Successor(item, place + w) ? s_weights[w] : 0;
                    _rowSums[item] += Successor(item, place - w) ? BackwardWeight * s_weights[w] : 0;
                }
            }
        }
    }

    public string Name => "Markov";

    public void Score(ReadOnlySpan<int> history, Span<double> scores)
    {
        double weight = 1;
        for (int i = history.Length - 1; i >= Math.Max(0, history.Length - HistoryLength); i--, weight *= Decay)
            AddRow(history[i], weight, scores);
        for (int item = 1; item < scores.Length; item++)
            scores[item] = (scores[item] * _damping[item]) + _popularity.TieBreak[item];
    }

    private void AddRow(int item, double weight, Span<double> scores)
    {
        if (_rowSums[item] == 0)
            return;
        double share = weight / _rowSums[item];
        foreach (int place in _places[item])
        {
            for (int w = 1; w <= Window; w++)
            {
                if (Successor(item, place + w))
                    scores[_sequence[place + w]] += share * s_weights[w];
                if (Successor(item, place - w))
                    scores[_sequence[place - w]] += share * (BackwardWeight * s_weights[w]);
            }
        }
    }

    private bool Successor(int item, int place) => _sequence[place] != 0 && _sequence[place] != item;

    /// <summary>All users' items, repeats of the item just before left out, with a window's length of zeros around each user.</summary>
    /// <param name="store">Histories.</param>
    /// <param name="lengths">Leading events of each that count.</param>
    public static int[] Concatenate(SequenceStore store, int[] lengths)
    {
        var sequence = new List<int>(store.EventCount + (Window * (store.UserCount + 1)));
        sequence.AddRange(new int[Window]);
        for (int user = 0; user < store.UserCount; user++)
        {
            int before = 0;
            foreach (int item in store.ItemsOf(user)[..lengths[user]])
            {
                if (item != 0 && item != before)
                    sequence.Add(before = item);
            }

            sequence.AddRange(new int[Window]);
        }

        return [.. sequence];
    }
}
