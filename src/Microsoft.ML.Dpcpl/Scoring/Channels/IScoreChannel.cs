using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Scoring.Kernels;

namespace Microsoft.ML.Dpcpl.Scoring.Channels;

/// <summary>Another voice in the score beside the network's: counted, not trained. A model holds its channels and the weight of each.</summary>
/// <remarks>A new one is a class of this kind and a line in <see cref="ChannelFormats"/>. Never changes once built; safe for concurrent calls.</remarks>
internal interface IScoreChannel
{
    /// <summary>Its name in model files.</summary>
    string Name { get; }

    /// <summary>A channel of the same settings that has counted the leading <paramref name="lengths"/>[u] events of every user.</summary>
    IScoreChannel Build(SequenceData data, int[] lengths);

    /// <summary>The items that the channel would recommend after a history, and how much so: few, none negative.</summary>
    ItemLift Lift(in ChannelHistory history);

    /// <summary>Writes what <see cref="ChannelFormats"/> reads.</summary>
    void Write(BinaryWriter writer);
}
