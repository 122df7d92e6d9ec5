using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Scoring.Kernels;

namespace Microsoft.ML.Dpcpl.Scoring.Channels;

/// <summary>The items that compete with a label: those that are taken by name, and a sample of the rest. One after the other uses the same memory.</summary>
internal sealed class MixCompetitors
{
    private const byte LeftOut = 1, IsTaken = 2;

    private readonly List<int> _taken = [];
    private byte[] _marks = [];
    private int[] _others = [];
    private int _items;

    /// <summary>Begins with the items 1..<paramref name="items"/> - 1, none of which is taken.</summary>
    /// <param name="items">V + 1.</param>
    /// <param name="leftOut">Items that do not compete.</param>
    public void Begin(int items, ReadOnlySpan<int> leftOut)
    {
        if (_marks.Length < items)
            (_marks, _others) = (new byte[items], new int[items]);
        _items = items;
        _taken.Clear();
        _marks.AsSpan(0, items).Clear();
        foreach (int item in leftOut)
            _marks[item] = LeftOut;
    }

    public bool IsLeftOut(int item) => _marks[item] == LeftOut;

    /// <summary>Takes the items of a list, which is empty then.</summary>
    public void Take(TopList list)
    {
        var (items, values) = (new int[list.Count], new float[list.Count]);
        list.Drain(items, values);
        foreach (int item in items)
        {
            if (_marks[item] == IsTaken)
                continue;
            _marks[item] = IsTaken;
            _taken.Add(item);
        }
    }

    /// <summary>The items that were taken, ascending.</summary>
    public int[] Taken() => [.. _taken.Order()];

    /// <summary>Draws from those that were not.</summary>
    /// <param name="most">How many at most.</param>
    /// <param name="random">Draws them.</param>
    /// <param name="others">How many there are.</param>
    /// <returns>Valid until the next beginning.</returns>
    public ReadOnlySpan<int> Draw(int most, ref SeededRandom random, out int others)
    {
        others = 0;
        for (int item = 1; item < _items; item++)
        {
            _others[others] = item;
            others += _marks[item] == 0 ? 1 : 0;
        }

        int drawn = Math.Min(most, others);
        for (int i = 0; i < drawn && drawn < others; i++)
        {
            int j = i + random.NextInt32(others - i);
            (_others[i], _others[j]) = (_others[j], _others[i]);
        }

        return _others.AsSpan(0, drawn);
    }
}
