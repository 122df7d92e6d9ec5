using CsCheck;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Scoring.Channels;
using Microsoft.ML.Dpcpl.Scoring.Kernels;

namespace Microsoft.ML.Dpcpl.Tests.Scoring.Channels;

[TestClass]
public sealed class ScoreChannelsTests
{
    /// <summary>Sums of sorted lists against sums in a dictionary.</summary>
    [TestMethod]
    public void LiftsAddUp() => Gen.Select(Gen.Int[1, 30].Array[0, 10], Gen.Int[1, 30].Array[0, 10]).Sample((a, b) =>
    {
        ItemLift first = Lift(a, 1), second = Lift(b, 100);
        var expected = new SortedDictionary<int, float>();
        foreach ((ItemLift lift, _) in new[] { (first, 0), (second, 1) })
        {
            for (int i = 0; i < lift.Items.Length; i++)
                expected[lift.Items[i]] = expected.GetValueOrDefault(lift.Items[i]) + lift.Values[i];
        }

        ItemLift sum = first.Plus(second);
        CollectionAssert.AreEqual(expected.Keys, sum.Items.ToArray());
        CollectionAssert.AreEqual(expected.Values, sum.Values.ToArray());
    });

    [TestMethod]
    public void EachChannelEntersWithItsOwnWeight()
    {
        using var channels = new ScoreChannels([new Fixed(3, 0.5f), new Fixed(4, 2)], [new(2, 10), new(0, 5)]);
        ItemLift sum = ScoreChannels.Sum(channels.Lifts(default), channels.Weights);
        Assert.AreEqual(2 * MathF.Log(1 + 5), sum[3], 1e-6f);
        Assert.AreEqual(0, sum[4]);
        using ScoreChannels copy = channels.Copy();
        copy.Weights = [new(1, 1), new(1, 1)];
        Assert.AreEqual(new ChannelWeight(2, 10), channels.Weights[0], "each task has weights of its own");
    }

    [TestMethod]
    public void AFileThatNamesAnUnknownChannelIsRefused()
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        ChannelFormats.Write(writer, [new Fixed(1, 1)]);
        stream.Position = 0;
        using var reader = new BoundedReader(stream);
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => ChannelFormats.Read(reader, 5)).Message, "'fixed'");
    }

    private static ItemLift Lift(int[] items, float scale)
    {
        int[] distinct = [.. items.Distinct().Order()];
        return new ItemLift(distinct, Array.ConvertAll(distinct, item => item * scale));
    }

    private sealed class Fixed(int item, float value) : IScoreChannel
    {
        public string Name => "fixed";

        public IScoreChannel Build(SequenceData data, int[] lengths) => this;

        public ItemLift Lift(in ChannelHistory history) => new([item], [value]);

        public void Write(BinaryWriter writer) => writer.Write(value);
    }
}
