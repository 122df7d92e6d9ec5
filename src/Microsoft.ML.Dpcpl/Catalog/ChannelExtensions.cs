using Microsoft.ML.Dpcpl.Common;

namespace Microsoft.ML.Dpcpl;

/// <summary>What the channels beside a network say.</summary>
public static class ChannelExtensions
{
    /// <summary>What each channel beside the network is worth in this model's scores, as it was fitted to held-out events.</summary>
    /// <param name="model">A model.</param>
    /// <returns>A weight a channel; empty for a model without channels (<c>NeighborItems</c> = 0).</returns>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public static IReadOnlyList<ScoreChannelWeight> ChannelWeights(this NeuralModelParameters model)
    {
        ArgumentNullException.ThrowIfNull(model);
        using Lifetime.Use use = model.Use();
        return [.. model.Model.Channels.Channels.Zip(model.Model.Channels.Weights, (channel, weight) => new ScoreChannelWeight(channel.Name, weight.Gain, weight.Scale))];
    }
}
