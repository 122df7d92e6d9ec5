namespace Microsoft.ML.Dpcpl.Scoring.Channels;

/// <summary>How a channel enters the score: a lift s adds Gain log(1 + Scale s), on the scale of a softmax's scores.</summary>
/// <param name="Gain">0 leaves the channel out.</param>
/// <param name="Scale">Above 0.</param>
internal readonly record struct ChannelWeight(float Gain, float Scale)
{
    /// <summary>What training begins with.</summary>
    public static ChannelWeight Start => new(1, 150);

    /// <summary>Weights that are tried.</summary>
    public static float[] Gains => [0, 0.3f, 0.6f, 1, 1.5f, 2, 3, 4.5f, 6, 9, 13, 20];

    /// <inheritdoc cref="Gains"/>
    public static float[] Scales => [5, 15, 50, 150, 500, 1500];
}
