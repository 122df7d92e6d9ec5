using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Baselines.Graph.Kmclr;

/// <summary>What knowledge of items is passed on from: a vector for each user, and two sets of vectors of items, entities and relations, learned by TransR and by TATEC.</summary>
internal sealed class KnowledgeVectors
{
    private const double Deviation = 0.1;

    /// <param name="shape">Sizes.</param>
    /// <param name="initialization">Where weights begin.</param>
    /// <param name="kept">Keeps a weight.</param>
    public KnowledgeVectors(KmclrShape shape, Initialization initialization, Func<Parameter, Parameter> kept)
    {
        Users = kept(initialization.Normal(Deviation, shape.Users, shape.Width));
        Sets =
        [
            new TripleVectors("knowledge.transr", shape, TripleScores.TransR, Deviation, initialization, kept),
            new TripleVectors("knowledge.tatec", shape, TripleScores.Tatec, Deviation, initialization, kept),
        ];
    }

    /// <summary>[U, d], layer 0.</summary>
    public Parameter Users { get; }

    public IReadOnlyList<TripleVectors> Sets { get; }

    public IEnumerable<(string Name, Parameter Values)> Parameters => [("knowledge.users", Users), .. Sets.SelectMany(set => set.Parameters)];

    /// <summary>[V + 1, d], layer 0: the mean of the sets.</summary>
    /// <param name="entities">By set, the entities that items hear of.</param>
    public Tensor Items(EntityAttention[] entities) => Sets[0].Items(entities[0]).Plus(Sets[1].Items(entities[1])).Over(2);
}
