using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Paper.Networks;
using Microsoft.ML.Dpcpl.Torch;

namespace Microsoft.ML.Dpcpl.Paper;

/// <summary>What the filters of a backbone let pass.</summary>
internal static class FilterGains
{
    /// <param name="model">A model.</param>
    /// <returns>By layer, then frequency, equally spaced from 0 to half a cycle an event, then channel; empty for a model without filters.</returns>
    public static float[][][] Of(NeuralModelParameters model)
    {
        using var host = HostState.Leave();
        using Lifetime.Use use = model.Use();
        return model.Network.Backbone is EfficientBehaviorMiner miner ? [.. miner.Filters.Select(filter => filter.Gain(miner.Shape.MaxLength))] : [];
    }
}
