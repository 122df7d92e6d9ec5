using Microsoft.ML.Dpcpl.Data.Windows;
using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Training;

namespace Microsoft.ML.Dpcpl.Systems;

/// <summary>
/// With which K vectors of a trained network's items are mixed with what their attributes say: the given one, a fifth of it, a twentieth or 0, whichever ranks the
/// validation events best; where two do as well, the smaller one.
/// </summary>
internal static class AttributeChoice
{
    private static readonly int[] Shares = [20, 5, 1];

    /// <summary>The mixed copy of a network, and the map that it was mixed by; nothing where attributes say nothing of items.</summary>
    /// <param name="training">Whose validation events judge.</param>
    /// <param name="network">A trained network; it stays as it is.</param>
    /// <param name="recipe">Its windows.</param>
    /// <param name="most">K; 0 leaves items with events as they are.</param>
    public static (SequenceNetwork Network, AttributeMap Map)? Make(NeuralTraining training, SequenceNetwork network, WindowRecipe recipe, int most)
    {
        if (training.FitAttributes(network) is not { } map)
            return null;
        int[] weights = [0, .. Shares.Select(share => most / share).Where(weight => weight > 0).Distinct()];
        map = map.With(weights.Length == 1 || training.IsCanceled ? 0 : training.HasValidation ? Best(training, network, recipe, map, weights) : most);
        return (Mixed(training, network, map), map);
    }

    private static int Best(NeuralTraining training, SequenceNetwork network, WindowRecipe recipe, AttributeMap map, int[] weights)
    {
        (int best, double figure) = (0, double.NegativeInfinity);
        foreach (int weight in weights)
        {
            using SequenceNetwork mixed = Mixed(training, network, map.With(weight));
            double own = training.Figure(mixed, recipe);
            if (own > figure)
                (best, figure) = (weight, own);
        }

        return best;
    }

    private static SequenceNetwork Mixed(NeuralTraining training, SequenceNetwork network, AttributeMap map)
    {
        SequenceNetwork copy = network.Copy();
        try
        {
            training.MixAttributes(copy, map);
            return copy;
        }
        catch
        {
            copy.Dispose();
            throw;
        }
    }
}
