using Microsoft.ML.Dpcpl.Torch;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Baselines.Graph.Kmclr;

/// <summary>How true triples of an item h, a relation r and an entity t are: the larger, the truer. All of one relation, whose map is M [d, d].</summary>
internal static class TripleScores
{
    /// <summary>-|h M + r - t M| squared, [n].</summary>
    /// <param name="items">[n, d].</param>
    /// <param name="relation">[d].</param>
    /// <param name="map">[d, d].</param>
    /// <param name="entities">[n, d].</param>
    public static Tensor TransR(Tensor items, Tensor relation, Tensor map, Tensor entities)
    {
        Tensor difference = (items - entities).mm(map).Plus(relation);
        return -(difference * difference).sum(1);
    }

    /// <summary>h M t + h . r + t . r + h . t, [n].</summary>
    /// <inheritdoc cref="TransR"/>
    public static Tensor Tatec(Tensor items, Tensor relation, Tensor map, Tensor entities) =>
        (items.mm(map) * entities).sum(1).Plus(items.mv(relation)).Plus(entities.mv(relation)).Plus((items * entities).sum(1));
}
