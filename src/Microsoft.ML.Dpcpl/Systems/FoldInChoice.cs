using Microsoft.ML.Dpcpl.Networks;

namespace Microsoft.ML.Dpcpl.Systems;

/// <summary>
/// With which K item vectors are mixed before tuning: the given one, a fifth of it or a twentieth, whichever ranks the validation events best after
/// a short tuning. Before tuning nothing can be said: mixed vectors are worth something to a network that is tuned to them.
/// </summary>
internal static class FoldInChoice
{
    private static readonly int[] Shares = [1, 5, 20];

    /// <summary>The mixed copy of a backbone that does best; without validation events that with the given K.</summary>
    /// <param name="training">Whose validation events judge.</param>
    /// <param name="backbone">A pre-trained network; it stays as it is.</param>
    /// <param name="most">K, at least 1.</param>
    public static SequenceNetwork Make(NeuralTraining training, SequenceNetwork backbone, int most)
    {
        int[] weights = [.. Shares.Select(share => most / share).Where(weight => weight > 0)];
        return Mixed(training, backbone, weights.Length > 1 && training.HasValidation ? Best(training, backbone, weights) : most);
    }

    private static int Best(NeuralTraining training, SequenceNetwork backbone, int[] weights)
    {
        (int best, double figure) = (weights[0], double.NegativeInfinity);
        for (int trial = 0; trial < weights.Length && !training.IsCanceled; trial++)
        {
            using SequenceNetwork mixed = Mixed(training, backbone, weights[trial]);
            double own = training.TryTuning(mixed, trial + 1, weights.Length);
            if (own > figure)
                (best, figure) = (weights[trial], own);
        }

        return best;
    }

    /// <summary>A copy of a backbone that says of items what those near them say.</summary>
    public static SequenceNetwork Mixed(NeuralTraining training, SequenceNetwork backbone, int weight)
    {
        SequenceNetwork copy = backbone.CopyBackbone();
        try
        {
            training.FoldIn(copy, weight);
            return copy;
        }
        catch
        {
            copy.Dispose();
            throw;
        }
    }
}
