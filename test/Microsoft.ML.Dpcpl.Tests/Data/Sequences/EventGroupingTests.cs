using CsCheck;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Files;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Data.Views;

namespace Microsoft.ML.Dpcpl.Tests.Data.Sequences;

[TestClass]
public sealed class EventGroupingTests
{
    [TestMethod]
    public void EqualsAStableSortOfWholeEvents()
    {
        // Ranges of time from nothing to all of Int64: few bits are left for users, or none.
        Gen<long> time = Gen.OneOf(Gen.Long[0, 3], Gen.Long[0, 1_000_000], Gen.Long[-5, 1L << 50], Gen.Long);
        Gen.Select(Gen.Int[1, 600], Gen.Bool, Gen.Bool, time.Array[1, 300]).Sample((users, drop, byIntent, times) =>
        {
            var random = new Random(times.Length);
            var events = times.Select(t => (User: random.Next(users), Item: random.Next(1, 4), Behavior: (byte)random.Next(1, 3), Time: t)).ToArray();
            var log = new EventLog();
            foreach ((int user, int item, byte behavior, long at) in events)
                log.Add(user, item, behavior, at);
            log.Flush();
            TieBreak tieBreak = byIntent ? TieBreak.IntentAscending : TieBreak.RowOrder;
            (SequenceStore store, int duplicates) = EventGrouping.Group(log, null, users, tieBreak, drop);

            var expected = events.OrderBy(e => e.User).ThenBy(e => e.Time).ThenBy(e => byIntent ? e.Behavior : 0).ToList();
            if (drop)
                expected = [.. expected.Distinct()];
            Assert.AreEqual(events.Length - expected.Count, duplicates);
            Assert.AreEqual(users, store.UserCount);
            var actual = Enumerable.Range(0, users).SelectMany(user => Enumerable.Range(store.Start(user), store.Length(user)).Select(
                i => (user, store.Items[i], store.Behaviors[i], store.Times[i]))).ToList();
            CollectionAssert.AreEqual(expected, actual);
        });
    }

    [TestMethod]
    public void ManyEventsOfManyUsers()
    {
        const int users = 70_000, count = 300_000;
        var random = new Random(1);
        var events = Enumerable.Range(0, count).Select(i => (User: (int)(random.NextInt64(users) * random.NextInt64(users) / users), Item: i, Time: random.NextInt64(50))).ToArray();
        var log = new EventLog();
        foreach ((int user, int item, long time) in events)
            log.Add(user, item, 1, time);
        log.Flush();
        (SequenceStore store, _) = EventGrouping.Group(log, null, users, TieBreak.RowOrder, dropDuplicates: true);
        CollectionAssert.AreEqual(events.OrderBy(e => e.User).ThenBy(e => e.Time).Select(e => e.Item).ToArray(), store.Items.ToArray());
    }

    [TestMethod]
    public void ALogGivesBackWhatWasAdded()
    {
        Gen.Select(Gen.Int, Gen.Int, Gen.Byte, Gen.Long).Array[0, 50].Sample(events =>
        {
            using var log = new EventLog();
            foreach ((int user, int item, byte behavior, long time) in events)
                log.Add(user, item, behavior, time);
            log.Flush();
            var buffer = new EventBuffer();
            for (int block = 0; block < log.BlockCount; block++)
                log.Read(block, buffer);
            Assert.AreEqual(events.Length, log.Count);
            for (int i = 0; i < events.Length; i++)
                Assert.AreEqual(events[i], (buffer.Users[i], buffer.Items[i], buffer.Behaviors[i], buffer.Times[i]));
        });
    }

    [TestMethod]
    public void BothWaysOfSortingAUserAgree()
    {
        // Two times as far apart as can be leave no room for the row beside the time; without them there is.
        Gen.Long[-9, 9].Array[1, 40].Sample(times =>
        {
            long[] near = [.. times], far = [.. times, long.MaxValue, long.MinValue];
            int[] nearItems = [.. Enumerable.Range(0, near.Length)], farItems = [.. Enumerable.Range(0, far.Length)];
            new TimeOrder().Sort(nearItems, new byte[near.Length], near, TieBreak.RowOrder);
            new TimeOrder().Sort(farItems, new byte[far.Length], far, TieBreak.RowOrder);
            CollectionAssert.AreEqual(near, far[1..^1]);
            CollectionAssert.AreEqual(nearItems, farItems[1..^1]);
        });
    }

    [TestMethod]
    public void OrderStatisticsAreThoseOfASort()
    {
        Gen<long> value = Gen.OneOf(Gen.Long[0, 5], Gen.Long[-1_000_000, 1_000_000], Gen.Long);
        Gen.Select(value.Array[1, 60], Gen.Int[0, 1000]).Sample((values, place) =>
        {
            long[] sorted = [.. values.Order()];
            int index = place % values.Length;
            Assert.AreEqual((sorted[index], sorted[Math.Min(index + 1, sorted.Length - 1)]), OrderStatistics.Select(values, index));
        });
    }

    [TestMethod]
    public void NamesKeepTheirNumbers()
    {
        var (table, numbers, random) = (new NameTable(), new Dictionary<string, int>(), new Random(5));
        for (int i = 0; i < 50_000; i++)
        {
            string name = new((char)('a' + random.Next(26)), random.Next(1, i % 1000 == 0 ? 60_000 : 9));
            name += random.Next(20_000);
            byte[] bytes = System.Text.Encoding.UTF8.GetBytes(name);
            int number = table.Number(bytes, NameTable.Hash(bytes));
            Assert.AreEqual(numbers.TryGetValue(name, out int known) ? known : numbers.Count + 1, number);
            numbers[name] = number;
        }
        foreach ((string name, int number) in numbers)
            Assert.AreEqual(name, table.Text(number));
    }
}
