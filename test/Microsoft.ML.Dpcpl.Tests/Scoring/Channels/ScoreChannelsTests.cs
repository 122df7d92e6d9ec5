using CsCheck;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Scoring.Channels;
using Microsoft.ML.Dpcpl.Scoring.Kernels;

namespace Microsoft.ML.Dpcpl.Tests.Scoring.Channels;

[TestClass]
public sealed class ScoreChannelsTests
{
    private const int Items = 30;

    private static readonly Gen<(int[] Items, float[] Everywhere, float Gain)> s_channel = Gen.Select(
        Gen.Int[1, Items].Array[0, 10], Gen.OneOf(Gen.Const(Array.Empty<float>()), Gen.Single[0, 5].Array[Items + 1]), Gen.OneOf(Gen.Const(0f), Gen.Const(0.5f), Gen.Const(2f)));

    /// <summary>Mixed lifts against sums in a dictionary, whatever some channels are silent about.</summary>
    [TestMethod]
    public void LiftsAddUp() => s_channel.Array[1, 4].Sample(drawn =>
    {
        IScoreChannel[] channels = [.. drawn.Select((channel, i) => new Fixed([.. channel.Items.Distinct().Order()], i + 0.5f, channel.Everywhere))];
        ChannelWeight[] weights = [.. drawn.Select((channel, i) => new ChannelWeight(channel.Gain, 1 + i))];
        using var held = new ScoreChannels(channels, weights);
        ItemLift lift = held.Lift(History(), weights, held.Everywhere(weights));
        float[] scores = new float[Items + 1], expected = new float[Items + 1];
        lift.Raise(0, scores);
        for (int c = 0; c < drawn.Length; c++)
        {
            for (int item = 0; item <= Items; item++)
            {
                float near = drawn[c].Items.Contains(item) ? c + 0.5f : 0;
                float everywhere = drawn[c].Everywhere.Length == 0 ? 0 : drawn[c].Everywhere[item];
                expected[item] += drawn[c].Gain * (float.LogP1((1 + c) * near) + float.LogP1((1 + c) * everywhere));
            }
        }

        for (int item = 0; item <= Items; item++)
        {
            Assert.AreEqual(expected[item], scores[item], 1e-4f);
            Assert.AreEqual(scores[item], lift.Raised(item, 0), "one item gets the bits that all of them get");
        }
    });

    [TestMethod]
    public void EachTaskHasWeightsOfItsOwn()
    {
        using var channels = new ScoreChannels([new Fixed([3], 0.5f, []), new Fixed([4], 2, [])], [new(2, 10), new(0, 5)]);
        using ScoreChannels copy = channels.Copy();
        copy.Weights = [new(1, 1), new(1, 1)];
        Assert.AreEqual(new ChannelWeight(2, 10), channels.Weights[0]);
        Assert.AreEqual(new ChannelWeight(1, 1), copy.Weights[0]);
    }

    /// <summary>A figure gives the same bits at every place of a list of any length.</summary>
    [TestMethod]
    public void AWeightDependsOnTheFigureAlone() => Gen.Single[0, 1000].Array[1, 40].Sample(figures =>
    {
        var weight = new ChannelWeight(1.7f, 33);
        float[] all = [.. figures];
        weight.Apply(all);
        for (int i = 0; i < figures.Length; i++)
        {
            float[] one = [figures[i]];
            weight.Apply(one);
            Assert.AreEqual(one[0], all[i]);
            Assert.AreEqual(1.7 * Math.Log(1 + (33.0 * figures[i])), all[i], 1e-4 * (1 + all[i]));
        }
    });

    [TestMethod]
    public void AFileThatNamesAnUnknownChannelIsRefused()
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        ChannelFormats.Write(writer, [new Fixed([1], 1, [])]);
        stream.Position = 0;
        using var reader = new BoundedReader(stream);
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => ChannelFormats.Read(reader, 5)).Message, "'fixed'");
    }

    private static ChannelHistory History() => new([1], [0], 1, Items, 1);

    private sealed class Fixed(int[] items, float value, float[] everywhere) : IScoreChannel
    {
        public string Name => "fixed";

        public ChannelWeight Start => new(1, 1);

        public ReadOnlySpan<float> Everywhere => everywhere;

        public IScoreChannel Add(SequenceData data, byte targetBehavior, int[] counted) => this;

        public IScoreChannel Build(SequenceData data, int[] lengths, byte targetBehavior, Progress? progress = null) => this;

        public void Lift(in ChannelHistory history, LiftSums sums) => sums.Add(items, Array.ConvertAll(items, _ => value), 1);

        public void Write(BinaryWriter writer) => writer.Write(value);
    }
}
