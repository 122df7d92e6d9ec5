using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Sequences;

namespace Microsoft.ML.Dpcpl.Data.Splitting;

/// <summary>Draws the negatives of held-out events: different items that the user never touched.</summary>
internal sealed class NegativeDraw
{
    private readonly SequenceStore _store;
    private readonly int _count;
    private readonly int _seed;
    private readonly int[] _items;

    /// <summary>By item: whether it is ever drawn.</summary>
    private readonly bool[] _drawable;

    /// <summary>Running sums of the items' weights; null when all are equally likely.</summary>
    private readonly long[]? _cumulative;

    /// <summary>For each item, the last draw in which it was barred.</summary>
    private readonly int[] _barred;
    private int _draw;

    /// <param name="store">The full log: items that a user touches at any time are never negatives.</param>
    /// <param name="itemCount">V.</param>
    /// <param name="weights">By item; an item of weight 0 is never drawn. Null: every item of the log is equally likely.</param>
    /// <param name="count">Negatives per event.</param>
    /// <param name="seed">The seed.</param>
    public NegativeDraw(SequenceStore store, int itemCount, int[]? weights, int count, int seed)
    {
        (_store, _count, _seed) = (store, count, seed);
        _drawable = new bool[itemCount + 1];
        foreach (int item in store.Items)
            _drawable[item] = item != 0 && weights?[item] != 0;
        _items = [.. Enumerable.Range(1, itemCount).Where(item => _drawable[item])];
        _barred = new int[itemCount + 1];
        if (weights is not null)
        {
            _cumulative = new long[_items.Length];
            long sum = 0;
            for (int i = 0; i < _items.Length; i++)
                _cumulative[i] = sum += weights[_items[i]];
        }
    }

    /// <summary>Whether a user has left enough items untouched to draw from.</summary>
    public bool Suffices(int user)
    {
        if (_items.Length - _store.Length(user) >= _count)
            return true;
        int allowed = _items.Length;
        _draw++;
        foreach (int item in _store.ItemsOf(user))
        {
            allowed -= _drawable[item] && _barred[item] != _draw ? 1 : 0;
            _barred[item] = _draw;
        }
        return allowed >= _count;
    }

    /// <summary>Draws for a user; nothing where <see cref="Suffices"/> is false. What comes out depends on seed, user and stream only, not on what was drawn before.</summary>
    public int[] Draw(int user, int stream)
    {
        if (!Suffices(user))
            return [];
        Bar(user);
        var random = new SeededRandom(SeededRandom.Derive((ulong)_seed, user, stream));
        var drawn = new int[_count];
        // Drawing again what is barred is quick as long as few items are.
        for (int found = 0, tries = 0; found < _count; tries++)
        {
            if (tries > 20 * _count)
                return DrawFromAllowed(user, ref random);
            int item = _items[_cumulative is null ? random.NextInt32(_items.Length) : Weighted(random.NextInt64(_cumulative[^1]))];
            if (_barred[item] == _draw)
                continue;
            _barred[item] = _draw;
            drawn[found++] = item;
        }
        return drawn;
    }

    private int Weighted(long at)
    {
        int index = Array.BinarySearch(_cumulative!, at + 1);
        return index < 0 ? ~index : index;
    }

    /// <summary>Draws the same way from a list of what is allowed: each item gets a random rank, the best ranks win.</summary>
    private int[] DrawFromAllowed(int user, ref SeededRandom random)
    {
        Bar(user);
        var ranks = new List<(double Rank, int Item)>();
        for (int i = 0; i < _items.Length; i++)
        {
            if (_barred[_items[i]] == _draw)
                continue;
            long weight = _cumulative is null ? 1 : _cumulative[i] - (i == 0 ? 0 : _cumulative[i - 1]);
            ranks.Add((-Math.Log(1 - random.NextDouble()) / weight, _items[i]));
        }
        ranks.Sort();
        return [.. ranks.Take(_count).Select(rank => rank.Item)];
    }

    private void Bar(int user)
    {
        _draw++;
        foreach (int item in _store.ItemsOf(user))
            _barred[item] = _draw;
    }
}
