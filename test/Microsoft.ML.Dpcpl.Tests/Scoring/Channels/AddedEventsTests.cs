using CsCheck;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Items;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Scoring.Channels;

namespace Microsoft.ML.Dpcpl.Tests.Scoring.Channels;

/// <summary>Channels that count further events beside those of before.</summary>
[TestClass]
public sealed class AddedEventsTests
{
    private const int Items = SmallLogs.Items;

    /// <summary>Sums over powers of events, joined, are the sums of both parts over the powers of all events.</summary>
    [TestMethod]
    public void JoinedRowsAreThoseOfTheSums() => Gen.Select(Gen.Int[0, 9].Array[2 * (Items + 1)], Gen.Int[0, 5].Array[2 * 8 * 8], Gen.Double[0.1, 1], Gen.Double[0.1, 1], Gen.Int[3, Items])
        .Sample((events, sums, own, other, known) =>
        {
            int[] older = [0, .. events[1..(known + 1)]], newer = [0, .. events[(Items + 2)..(2 * (Items + 1))]];
            double Sum(bool old, int i, int j) => (old ? Math.Max(i, j) > known || older[i] * older[j] == 0 : newer[i] * newer[j] == 0) || i == j ? 0 : sums[(old ? 0 : 64) + (8 * i) + j];
            SparseRows Part(bool old, int[] n, int items) => SparseRows.From([.. Enumerable.Range(0, items + 1).Select(i =>
            {
                int[] columns = [.. Enumerable.Range(1, items).Where(j => i > 0 && Sum(old, i, j) > 0)];
                return (columns, Array.ConvertAll(columns, j => (float)(Sum(old, i, j) / (Math.Pow(n[i], own) * Math.Pow(n[j], other)))));
            })]);
            SparseRows joined = JoinedRows.Of(Part(true, older, known), Part(false, newer, Items), older, newer, own, other, Items);
            int All(int i) => newer[i] + (i <= known ? older[i] : 0);
            for (int i = 1; i <= Items; i++)
            {
                for (int j = 1; j <= Items; j++)
                {
                    double sum = Sum(true, i, j) + Sum(false, i, j);
                    Assert.AreEqual(sum == 0 ? 0 : sum / (Math.Pow(All(i), own) * Math.Pow(All(j), other)), Weight(joined, i, j), 1e-5);
                }
            }
        });

    /// <summary>A log that comes a second time, of other users, says what the log twice says, in all but popularity, for which it is old.</summary>
    [TestMethod]
    public void ALogTwiceIsCountedTwice() => SmallLogs.Drawn.Sample(log =>
    {
        SequenceData twice = Twice(log);
        int[] counted = ItemPopularity.Events(log.Store, Items);
        foreach (IScoreChannel unbuilt in new IScoreChannel[] { new NeighborChannel(Items), new TransitionChannel(Items), new TasteChannel(Items), new PopularityChannel(), new RecentPopularityChannel() })
        {
            IScoreChannel added = unbuilt.Build(log, SmallLogs.Lengths(log), 1).Add(log, 1, counted), whole = unbuilt.Build(twice, SmallLogs.Lengths(twice), 1);
            CollectionAssert.AreEqual(whole.Everywhere.ToArray().Select(Rounded).ToArray(), added.Everywhere.ToArray().Select(Rounded).ToArray());
            foreach (int item in Enumerable.Range(1, Items))
            {
                LiftSums a = new(Items), b = new(Items);
                var history = new ChannelHistory([item], [0], 4, Items, 1);
                added.Lift(history, a);
                whole.Lift(history, b);
                for (int other = 1; other <= Items; other++)
                    Assert.AreEqual(b[other], a[other], 1e-5, $"{unbuilt.Name}: {item}, {other}");
            }
        }

        static double Rounded(float value) => Math.Round(value, 4);
    });

    /// <summary>What was popular fades with the half-life of the whole time.</summary>
    [TestMethod]
    public void PopularityOfBeforeFades() => Gen.Select(SmallLogs.Drawn, SmallLogs.Drawn, Gen.Int[1, 40]).Sample((older, newer, days) =>
    {
        SequenceData later = newer.With(new SequenceStore(
            [0, .. Enumerable.Range(0, newer.Store.UserCount).Select(newer.Store.End)], [.. newer.Store.Items], [.. newer.Store.Behaviors],
            [.. newer.Store.Times.ToArray().Select(time => time + (86_400L * (30 + days)))]));
        IScoreChannel before = new RecentPopularityChannel().Build(older, SmallLogs.Lengths(older), 1), added = before.Add(later, 1, []);
        long first = older.Store.Times.ToArray().Min(), end = older.Store.Times.ToArray().Max(), last = later.Store.Times.ToArray().Max();
        for (int item = 1; item <= Items; item++)
        {
            double expected = before.Everywhere[item] * Math.Pow(0.5, 10.0 * (last - end) / (last - first));
            for (int e = 0; e < later.Store.EventCount; e++)
            {
                if (later.Store.Items[e] == item && later.Store.Behaviors[e] == 1)
                    expected += Math.Pow(0.5, 10.0 * (last - later.Store.Times[e]) / (last - first));
            }

            Assert.AreEqual(expected, added.Everywhere[item], 1e-4);
        }

        Assert.AreEqual(last, ((RecentPopularityChannel)added).Last);
    });

    /// <summary>Sums of files in which recent events count more go on as numbers of events.</summary>
    [TestMethod]
    public void PopularityOfOlderFilesCountsInFull() => SmallLogs.Drawn.Sample(log =>
    {
        IScoreChannel built = new RecentPopularityChannel().Build(log, SmallLogs.Lengths(log), 1);
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        built.Write(writer);
        using var reader = new BoundedReader(new MemoryStream(stream.ToArray()[(2 * sizeof(long))..]));
        var read = PopularityChannel.Read(reader, Items);
        CollectionAssert.AreEqual(built.Everywhere.ToArray(), read.Everywhere.ToArray());
        IScoreChannel added = read.Add(log, 1, []);
        for (int item = 1; item <= Items; item++)
            Assert.AreEqual(built.Everywhere[item] + Enumerable.Range(0, log.Store.EventCount).Count(e => log.Store.Items[e] == item && log.Store.Behaviors[e] == 1), added.Everywhere[item], 1e-5);
    });

    private static double Weight(SparseRows rows, int item, int other) => rows[item].IndexOf(other) is >= 0 and var place ? rows.ValuesOf(item)[place] : 0;

    private static SequenceData Twice(SequenceData log)
    {
        int[] offsets = [0, .. Enumerable.Range(0, log.Store.UserCount).Select(log.Store.End)];
        return log.With(new SequenceStore(
            [.. offsets, .. offsets[1..].Select(end => offsets[^1] + end)], [.. log.Store.Items, .. log.Store.Items], [.. log.Store.Behaviors, .. log.Store.Behaviors],
            [.. log.Store.Times, .. log.Store.Times]));
    }
}
