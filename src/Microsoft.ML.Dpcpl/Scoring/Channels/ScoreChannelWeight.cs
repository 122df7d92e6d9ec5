namespace Microsoft.ML.Dpcpl;

/// <summary>What a channel beside the network is worth: a figure s of the channel adds Gain log(1 + Scale s) to a score.</summary>
/// <param name="Channel">Its name in model files: neighbors (items near in time), transitions, taste, popularity, recent popularity.</param>
/// <param name="Gain">On the scale of the network's scores; 0 where the channel says nothing that the others do not.</param>
/// <param name="Scale">Above 0.</param>
public sealed record ScoreChannelWeight(string Channel, float Gain, float Scale);
