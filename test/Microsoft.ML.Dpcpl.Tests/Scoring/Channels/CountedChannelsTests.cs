using CsCheck;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Scoring.Channels;

namespace Microsoft.ML.Dpcpl.Tests.Scoring.Channels;

/// <summary>What channels count against their formulas, computed pair by pair.</summary>
[TestClass]
public sealed class CountedChannelsTests
{
    private const int Items = SmallLogs.Items;
    private static readonly double[] s_steps = [1, 0.5, 0.33];

    [TestMethod]
    public void TransitionsEqualTheirFormula() => SmallLogs.Drawn.Sample(log =>
    {
        SparseRows rows = ((TransitionChannel)new TransitionChannel(Items).Build(log, SmallLogs.Lengths(log), 1)).Rows;
        var sums = new double[Items + 1, Items + 1];
        foreach (int[] sequence in Sequences(log))
        {
            for (int from = 0; from < sequence.Length; from++)
            {
                for (int to = Math.Max(0, from - 3); to <= Math.Min(sequence.Length - 1, from + 3); to++)
                {
                    if (sequence[to] != sequence[from])
                        sums[sequence[from], sequence[to]] += s_steps[Math.Abs(to - from) - 1] * (to > from ? 1 : 0.5);
                }
            }
        }

        AssertRows(rows, (i, j) => sums[i, j] == 0 ? 0
            : sums[i, j] / Enumerable.Range(1, Items).Sum(k => sums[i, k]) / Math.Sqrt(log.Store.Items.Count(j)));
    });

    [TestMethod]
    public void TasteEqualsItsFormula() => SmallLogs.Drawn.Sample(log =>
    {
        SparseRows rows = ((TasteChannel)new TasteChannel(Items).Build(log, SmallLogs.Lengths(log), 1)).Rows;
        HashSet<int>[] touched = [.. Enumerable.Range(0, log.Store.UserCount).Select(user => log.Store.ItemsOf(user).ToArray().Where(item => item > 0).ToHashSet())];
        double Users(int item) => touched.Count(items => items.Contains(item));
        AssertRows(rows, (i, j) => i == j ? 0
            : touched.Where(items => items.Contains(i) && items.Contains(j)).Sum(items => 1 / Math.Sqrt(items.Count)) / Math.Sqrt(Math.Max(1, Users(i))) / Math.Pow(Math.Max(1, Users(j)), 0.3));
    });

    [TestMethod]
    public void PopularityHalvesWithEveryTenthOfTheTime() => SmallLogs.Drawn.Sample(log =>
    {
        IScoreChannel channel = new RecentPopularityChannel().Build(log, SmallLogs.Lengths(log), 2);
        long first = log.Store.Times.ToArray().Min(), last = log.Store.Times.ToArray().Max();
        for (int item = 1; item <= Items; item++)
        {
            double expected = 0;
            for (int e = 0; e < log.Store.EventCount; e++)
            {
                if (log.Store.Items[e] == item && log.Store.Behaviors[e] == 2)
                    expected += first == last ? 1 : Math.Pow(0.5, 10.0 * (last - log.Store.Times[e]) / (last - first));
            }

            Assert.AreEqual(expected, channel.Everywhere[item], 1e-5);
        }

        Assert.AreEqual(0, channel.Everywhere[0]);
    });

    /// <summary>Popularity counts events of the target, as the floor does, and says the same at all times.</summary>
    [TestMethod]
    public void PopularityEqualsTheFloor() => Gen.Select(SmallLogs.Drawn, Gen.Long[0, 30]).Sample((log, day) =>
    {
        IScoreChannel channel = new PopularityChannel().Build(log, SmallLogs.Lengths(log), 2);
        float[] expected = [.. Enumerable.Range(0, Items + 1).Select(item =>
            (float)Enumerable.Range(0, log.Store.EventCount).Count(e => item != 0 && log.Store.Items[e] == item && log.Store.Behaviors[e] == 2))];
        CollectionAssert.AreEqual(expected, channel.Everywhere.ToArray());
        CollectionAssert.AreEqual(expected, channel.EverywhereBefore(log, SmallLogs.Lengths(log), 2, [long.MinValue, day * 86_400])[1]);
    });

    /// <summary>What a channel says of all items before a moment hangs on nothing that comes then or later.</summary>
    [TestMethod]
    public void PopularityBeforeAMomentKnowsNothingLater() => Gen.Select(SmallLogs.Drawn, Gen.Long[0, 30]).Sample((log, day) =>
    {
        long moment = day * 86_400;
        int[] all = SmallLogs.Lengths(log), earlier = [.. Enumerable.Range(0, all.Length).Select(user => log.Store.TimesOf(user).ToArray().Count(time => time < moment))];
        IScoreChannel channel = new RecentPopularityChannel();
        float[] before = channel.EverywhereBefore(log, all, 1, [moment])[0];
        CollectionAssert.AreEqual(before, channel.EverywhereBefore(SmallLogs.ChangedBeyond(log, earlier), all, 1, [moment])[0]);
        Assert.AreEqual(
            Enumerable.Range(0, log.Store.EventCount).Any(e => log.Store.Items[e] != 0 && log.Store.Behaviors[e] == 1 && log.Store.Times[e] < moment),
            before.Any(figure => figure > 0));
    });

    /// <summary>Many moments counted in one go equal their definition one by one.</summary>
    [TestMethod]
    public void PopularityBeforeEachOfManyMomentsEqualsItsDefinition() => Gen.Select(SmallLogs.Drawn, Gen.Int[-1, 30].Array[1, 6]).Sample((log, days) =>
    {
        long[] moments = [.. days.Order().Select(day => day < 0 ? long.MinValue : day * 86_400L)];
        float[][] before = new RecentPopularityChannel().EverywhereBefore(log, SmallLogs.Lengths(log), 1, moments);
        long first = log.Store.Times.ToArray().Min(), last = log.Store.Times.ToArray().Max();
        for (int t = 0; t < moments.Length; t++)
        {
            long end = Math.Max(first, Math.Min(last, moments[t]));
            var expected = new double[Items + 1];
            for (int e = 0; e < log.Store.EventCount; e++)
            {
                if (log.Store.Items[e] != 0 && log.Store.Behaviors[e] == 1 && log.Store.Times[e] < moments[t])
                    expected[log.Store.Items[e]] += first == last ? 1 : Math.Pow(0.5, 10.0 * (end - log.Store.Times[e]) / (last - first));
            }

            for (int item = 0; item <= Items; item++)
                Assert.AreEqual(expected[item], before[t][item], 1e-5);
        }
    });

    /// <summary>Later events count more, an item counts once in taste and each time in transitions, and no more events than the window holds.</summary>
    [TestMethod]
    public void HistoriesFadeStepByStep() => Gen.Select(SmallLogs.Drawn, Gen.Int[0, Items].Array[1, 9], Gen.Int[1, 5]).Sample((log, history, window) =>
    {
        var taste = (TasteChannel)new TasteChannel(Items).Build(log, SmallLogs.Lengths(log), 1);
        var transitions = (TransitionChannel)new TransitionChannel(Items).Build(log, SmallLogs.Lengths(log), 1);
        int[] known = [.. history.Where(item => item > 0).Reverse().Take(window)];
        foreach ((StepChannel channel, double decay, bool once) in new (StepChannel, double, bool)[] { (taste, 0.9, true), (transitions, 0.8, false) })
        {
            var sums = new LiftSums(Items);
            channel.Lift(new ChannelHistory(history, new long[history.Length], window, Items, 1), sums);
            for (int j = 1; j <= Items; j++)
            {
                double expected = known.Select((item, step) => once && known[..step].Contains(item) ? 0 : Math.Pow(decay, step) * Weight(channel.Rows, item, j)).Sum();
                Assert.AreEqual(expected, sums[j], 1e-5);
            }
        }
    });

    [TestMethod]
    public void EventsBeyondTheLengthsChangeNothing() => SmallLogs.Drawn.Sample(log =>
    {
        int[] lengths = [.. SmallLogs.Lengths(log).Select(length => length / 2)];
        SequenceData other = SmallLogs.ChangedBeyond(log, lengths);
        foreach (IScoreChannel channel in new IScoreChannel[] { new TransitionChannel(3), new TasteChannel(3), new PopularityChannel(), new RecentPopularityChannel() })
            CollectionAssert.AreEqual(Written(channel.Build(log, lengths, 1)), Written(channel.Build(other, lengths, 1)));
    });

    [TestMethod]
    public void WrittenAndReadTheyAreTheSame() => SmallLogs.Drawn.Sample(log =>
    {
        IScoreChannel[] channels = [.. new IScoreChannel[] { new NeighborChannel(3), new TransitionChannel(3), new TasteChannel(3), new PopularityChannel(), new RecentPopularityChannel() }
            .Select(channel => channel.Build(log, SmallLogs.Lengths(log), 1))];
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        ChannelFormats.Write(writer, channels);
        stream.Position = 0;
        using var reader = new BoundedReader(stream);
        IScoreChannel[] read = ChannelFormats.Read(reader, Items);
        for (int c = 0; c < channels.Length; c++)
            CollectionAssert.AreEqual(Written(channels[c]), Written(read[c]));
    });

    [TestMethod]
    public void NonsenseIsRefused()
    {
        byte[] negative = [.. BitConverter.GetBytes(-1f), .. new byte[4 * Items]];
        Assert.ThrowsExactly<InvalidDataException>(() => PopularityChannel.Read(new BoundedReader(new MemoryStream(negative)), Items));
        Assert.ThrowsExactly<InvalidDataException>(() => RecentPopularityChannel.Read(new BoundedReader(new MemoryStream([.. new byte[2 * sizeof(long)], .. negative])), Items));
        SequenceData log = SmallLogs.Drawn.Single();
        byte[] written = Written(new TasteChannel(3).Build(log, SmallLogs.Lengths(log), 1));
        BitConverter.GetBytes(0).CopyTo(written, 0);
        Assert.ThrowsExactly<InvalidDataException>(() => TasteChannel.Read(new BoundedReader(new MemoryStream(written)), Items));
        Assert.ThrowsExactly<InvalidDataException>(() => TransitionChannel.Read(new BoundedReader(new MemoryStream(written)), Items));
    }

    private static byte[] Written(IScoreChannel channel)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        channel.Write(writer);
        return stream.ToArray();
    }

    /// <summary>Each user's known items, repeats of the one just before left out.</summary>
    private static IEnumerable<int[]> Sequences(SequenceData log) => Enumerable.Range(0, log.Store.UserCount).Select(user =>
    {
        var sequence = new List<int>();
        foreach (int item in log.Store.ItemsOf(user))
        {
            if (item != 0 && (sequence.Count == 0 || sequence[^1] != item))
                sequence.Add(item);
        }

        return sequence.ToArray();
    });

    private static void AssertRows(SparseRows rows, Func<int, int, double> expected)
    {
        for (int i = 1; i <= Items; i++)
        {
            for (int j = 1; j <= Items; j++)
                Assert.AreEqual(expected(i, j), Weight(rows, i, j), 1e-5, $"{i} to {j}");
        }
    }

    private static double Weight(SparseRows rows, int item, int other) => rows[item].IndexOf(other) is >= 0 and var place ? rows.ValuesOf(item)[place] : 0;
}
