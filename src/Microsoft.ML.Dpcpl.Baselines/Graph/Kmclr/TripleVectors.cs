using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Baselines.Graph.Kmclr;

/// <summary>Vectors of items, entities and relations, what makes items of them, and how true a triple of the three is.</summary>
internal sealed class TripleVectors
{
    private readonly string _name;
    private readonly Func<Tensor, Tensor, Tensor, Tensor, Tensor> _score;
    private readonly Parameter _items, _entities, _relations, _relationMaps, _attention, _map;

    /// <param name="name">What the names of its weights begin with.</param>
    /// <param name="shape">Sizes.</param>
    /// <param name="score">One of <see cref="TripleScores"/>.</param>
    /// <param name="deviation">Of vectors at the start.</param>
    /// <param name="initialization">Where weights begin.</param>
    /// <param name="kept">Keeps a weight.</param>
    public TripleVectors(
        string name, KmclrShape shape, Func<Tensor, Tensor, Tensor, Tensor, Tensor> score, double deviation, Initialization initialization, Func<Parameter, Parameter> kept)
    {
        (_name, _score) = (name, score);
        int d = shape.Width;
        _items = kept(initialization.Normal(deviation, shape.Items + 1, d));
        using (no_grad())
        {
            using Tensor none = _items[0];
            _ = none.zero_();
        }

        _entities = kept(initialization.Normal(deviation, shape.Entities, d));
        _relations = kept(initialization.Normal(deviation, shape.Relations, d));
        _relationMaps = kept(initialization.Normal(1 / Math.Sqrt(d), shape.Relations, d, d));
        _attention = kept(initialization.Normal(1 / Math.Sqrt(d), d, 3));
        _map = kept(initialization.Linear(d, d));
    }

    public IEnumerable<(string Name, Parameter Values)> Parameters =>
    [
        ($"{_name}.items", _items), ($"{_name}.entities", _entities), ($"{_name}.relations", _relations), ($"{_name}.relationMaps", _relationMaps),
        ($"{_name}.attention", _attention), ($"{_name}.map", _map),
    ];

    /// <summary>
    /// [V + 1, d]: relu(W (x + sum over the entities of an item of a e)), a being the softmax over them of LeakyReLU(w . [x ; r ; e]), x the item, e an entity and r its relation.
    /// </summary>
    public Tensor Items(EntityAttention entities)
    {
        Tensor relations = _relations.index_select(0, entities.Relations);
        Tensor ofItems = _items.mm(_attention.narrow(1, 0, 1)), ofEntities = relations.mm(_attention.narrow(1, 1, 1)).Plus(_entities.mm(_attention.narrow(1, 2, 1)));
        return nn.functional.linear(_items.Plus(entities.Of(ofItems, ofEntities, _entities)), _map).relu();
    }

    /// <summary>What triples of one relation lose, beside as many whose entity is another one, and the squares of their vectors: numbers.</summary>
    /// <param name="items">[n] Int64.</param>
    /// <param name="relation">From 0.</param>
    /// <param name="entities">[n] Int64.</param>
    /// <param name="others">[n] Int64.</param>
    public (Tensor Loss, Tensor Squares) Losses(Tensor items, int relation, Tensor entities, Tensor others)
    {
        Tensor heads = _items.index_select(0, items), tails = _entities.index_select(0, entities), corrupted = _entities.index_select(0, others);
        (Tensor vector, Tensor map) = (_relations[relation], _relationMaps[relation]);
        Tensor margin = _score(heads, vector, map, tails) - _score(heads, vector, map, corrupted);
        Tensor squares = Squares(heads).Plus(Squares(tails)).Plus(Squares(corrupted)).Plus(Squares(vector).Times((double)items.shape[0]));
        return (-nn.functional.logsigmoid(margin).sum(), squares);
    }

    private static Tensor Squares(Tensor x) => (x * x).sum();
}
