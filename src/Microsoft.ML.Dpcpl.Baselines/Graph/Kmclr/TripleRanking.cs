using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Torch;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Baselines.Graph.Kmclr;

/// <summary>Triples above the same ones with another entity of the relation, by either set of vectors: -log sigma of the difference, and the squares of their vectors.</summary>
internal sealed class TripleRanking : IGraphTerm
{
    /// <summary>Of half the squared lengths.</summary>
    internal const double Decay = 1e-3;

    private readonly KnowledgeVectors _vectors;
    private readonly SparseRows _entities;
    private readonly int[] _relations;
    private readonly int _batch;
    private readonly double _weight;
    private readonly ulong _seed;

    /// <summary>Those with another entity to compare with.</summary>
    private readonly (int Item, int Entity)[] _triples;

    /// <summary>By relation, its first entity; in the end E.</summary>
    private readonly int[] _starts;
    private int _epoch, _step;

    /// <param name="vectors">Change.</param>
    /// <param name="knowledge">The triples.</param>
    /// <param name="batch">Triples of a step.</param>
    /// <param name="weight">Of the term.</param>
    /// <param name="seed">Everything random comes from it.</param>
    public TripleRanking(KnowledgeVectors vectors, ItemKnowledge knowledge, int batch, double weight, ulong seed)
    {
        (_vectors, _entities, _relations, _batch, _weight, _seed) = (vectors, knowledge.Entities, knowledge.Relations.ToArray(), batch, weight, seed);
        _starts = [.. Enumerable.Range(0, knowledge.Size.Relations).Select(relation => Array.IndexOf(_relations, relation)), _relations.Length];
        _triples =
        [
            .. from item in Enumerable.Range(0, _entities.RowCount)
               from entity in _entities[item].ToArray()
               where Others(item, _relations[entity]) > 0
               select (item, entity),
        ];
    }

    public void Begin(int epoch) => (_epoch, _step) = (epoch, 0);

    public Tensor Of(GraphStep step)
    {
        if (_triples.Length == 0)
            return _vectors.Users.sum().Times(0);
        (long[] items, long[] entities, long[] others) = Draw(_epoch, ++_step);
        return Loss(items, entities, others).Times(_weight);
    }

    /// <summary>The triples of a step, and another entity for each.</summary>
    /// <param name="epoch">From 1.</param>
    /// <param name="step">From 1.</param>
    internal (long[] Items, long[] Entities, long[] Others) Draw(int epoch, int step)
    {
        var random = new SeededRandom(SeededRandom.Derive(_seed, epoch, step));
        var (items, entities, others) = (new long[_batch], new long[_batch], new long[_batch]);
        for (int i = 0; i < _batch; i++)
        {
            (int item, int entity) = _triples[random.NextInt32(_triples.Length)];
            (items[i], entities[i], others[i]) = (item, entity, Other(item, _relations[entity], ref random));
        }

        return (items, entities, others);
    }

    /// <summary>The mean of triples, the sum of both sets.</summary>
    internal Tensor Loss(long[] items, long[] entities, long[] others)
    {
        var parts = new List<Tensor>();
        foreach (IGrouping<int, int> rows in Enumerable.Range(0, items.Length).GroupBy(row => _relations[entities[row]]))
        {
            Tensor Picked(long[] from) => tensor([.. rows.Select(row => from[row])], ScalarType.Int64, CPU);
            (Tensor heads, Tensor tails, Tensor corrupted) = (Picked(items), Picked(entities), Picked(others));
            foreach (TripleVectors set in _vectors.Sets)
            {
                (Tensor loss, Tensor squares) = set.Losses(heads, rows.Key, tails, corrupted);
                parts.Add(loss.Plus(squares.Times(Decay / 2)));
            }
        }

        return stack(parts).sum().Over(items.Length);
    }

    /// <summary>Entities of a relation that an item does not have.</summary>
    private int Others(int item, int relation) => _starts[relation + 1] - _starts[relation] - Own(item, relation).Length;

    private int Other(int item, int relation, ref SeededRandom random)
    {
        int other = _starts[relation] + random.NextInt32(Others(item, relation));
        foreach (int own in Own(item, relation))
        {
            if (own <= other)
                other++;
        }

        return other;
    }

    /// <summary>Entities of a relation that an item has, ascending.</summary>
    private ReadOnlySpan<int> Own(int item, int relation)
    {
        ReadOnlySpan<int> all = _entities[item];
        int start = 0;
        while (start < all.Length && all[start] < _starts[relation])
            start++;
        int end = start;
        while (end < all.Length && all[end] < _starts[relation + 1])
            end++;
        return all[start..end];
    }
}
