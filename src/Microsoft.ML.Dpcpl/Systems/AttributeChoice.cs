using Microsoft.ML.Dpcpl.Data.Windows;
using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Training;

namespace Microsoft.ML.Dpcpl.Systems;

/// <summary>
/// With which K vectors of a trained network's items are mixed with what their attributes say: the given one, a fifth of it, a twentieth or 0, whichever ranks the
/// validation events best; where two do as well, the smaller one. Before that, how popular a new item is taken to be: as the rarest item, or as one that has more events than a quarter, a half or three
/// quarters of the items, whichever ranks them best while a fifth of the items is treated as new.
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
        if (training.FitAttributes(network) is not { } learned)
            return null;
        bool judges = training.HasValidation && !training.IsCanceled;
        int[] levels = training.Levels();
        int ofNew = judges ? Best(levels, level => Figure(training, network, recipe, learned.Probe.With(0, level), learned.Unknown)) : levels[levels.Length / 2];
        int[] weights = [0, .. Shares.Select(share => most / share).Where(weight => weight > 0).Distinct()];
        int weight = weights.Length == 1 || training.IsCanceled ? 0 : judges ? Best(weights, k => Figure(training, network, recipe, learned.Map.With(k, ofNew), [])) : most;
        AttributeMap map = learned.Map.With(weight, ofNew);
        return (Mixed(training, network, map, []), map);
    }

    private static int Best(int[] choices, Func<int, double> figure)
    {
        (int best, double highest) = (choices[0], double.NegativeInfinity);
        foreach (int choice in choices)
        {
            double own = figure(choice);
            if (own > highest)
                (best, highest) = (choice, own);
        }

        return best;
    }

    private static double Figure(NeuralTraining training, SequenceNetwork network, WindowRecipe recipe, AttributeMap map, int[] asNew)
    {
        using SequenceNetwork mixed = Mixed(training, network, map, asNew);
        return training.Figure(mixed, recipe);
    }

    private static SequenceNetwork Mixed(NeuralTraining training, SequenceNetwork network, AttributeMap map, int[] asNew)
    {
        SequenceNetwork copy = network.Copy();
        try
        {
            training.MixAttributes(copy, map, asNew);
            return copy;
        }
        catch
        {
            copy.Dispose();
            throw;
        }
    }
}
