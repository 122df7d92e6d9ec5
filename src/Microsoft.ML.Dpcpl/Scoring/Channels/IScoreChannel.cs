using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Sequences;

namespace Microsoft.ML.Dpcpl.Scoring.Channels;

/// <summary>Another voice in the score beside the network's: counted, not trained. A model holds its channels and the weight of each.</summary>
/// <remarks>A new one is a class of this kind and a line in <see cref="ChannelFormats"/>. Never changes once built; safe for concurrent calls.</remarks>
internal interface IScoreChannel
{
    /// <summary>Its name in model files.</summary>
    string Name { get; }

    /// <summary>What a reader of an explanation calls it.</summary>
    string Title => Name;

    /// <summary>Its weight where there are no held-out events to fit one to.</summary>
    ChannelWeight Start { get; }

    /// <summary>What it says of every item whatever the history, V + 1 figures, none negative; empty: nothing.</summary>
    ReadOnlySpan<float> Everywhere => [];

    /// <summary>[time]: what <see cref="Everywhere"/> was before each of some times: what comes after an event must not help to predict it.</summary>
    /// <param name="data">What the channel was built from.</param>
    /// <param name="lengths">Leading events of every user that it counted.</param>
    /// <param name="targetBehavior">Its id.</param>
    /// <param name="times">In ascending order; events at this time or later do not count.</param>
    float[][] EverywhereBefore(SequenceData data, int[] lengths, byte targetBehavior, IReadOnlyList<long> times) => [.. times.Select(_ => Array.Empty<float>())];

    /// <summary>A channel of the same settings that has counted the leading <paramref name="lengths"/>[u] events of every user.</summary>
    /// <param name="data">Sequences.</param>
    /// <param name="lengths">Leading events of every user that count.</param>
    /// <param name="targetBehavior">Its id.</param>
    /// <param name="progress">Receives the items that are done, where counting takes long; null: nobody does.</param>
    IScoreChannel Build(SequenceData data, int[] lengths, byte targetBehavior, Progress? progress = null);

    /// <summary>A channel of the same settings that has counted these events, too, as if they were other users'.</summary>
    /// <param name="data">Events after those that it has counted; of as many items or more.</param>
    /// <param name="targetBehavior">Its id.</param>
    /// <param name="counted">[V + 1] events on each item that it has counted.</param>
    IScoreChannel Add(SequenceData data, byte targetBehavior, int[] counted);

    /// <summary>Adds the items that the channel would recommend after a history, and how much so: few, none negative.</summary>
    /// <param name="history">A history.</param>
    /// <param name="sums">Empty; as many items as the channel knows.</param>
    void Lift(in ChannelHistory history, LiftSums sums);

    /// <summary>Writes what <see cref="ChannelFormats"/> reads.</summary>
    void Write(BinaryWriter writer);
}
