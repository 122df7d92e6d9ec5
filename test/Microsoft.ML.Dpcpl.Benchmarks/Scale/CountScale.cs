using Microsoft.ML.Dpcpl.Baselines.ItemItem;
using Microsoft.ML.Dpcpl.Baselines.ItemItem.ItemKnn;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Scoring.Channels;

namespace Microsoft.ML.Dpcpl.Benchmarks.Scale;

/// <summary>
/// What is counted between items, ItemKNN and the channels, beside reading the events and the products that each must do, added up in plain loops and thrown away.
/// </summary>
/// <remarks><c>--events n</c>; <c>--names n</c> users and items, a hundredth of the events if not given; <c>--log path</c> in the place of both; <c>--repeat n</c>, the quickest counts.</remarks>
internal static class CountScale
{
    private const int Neighbors = 100;
    private static readonly double[] s_steps = [1, 0.5, 0.33, 0.5, 0.25, 0.165];

    public static void Run(string[] args)
    {
        Dictionary<string, string> options = args.Chunk(2).Where(pair => pair.Length == 2).ToDictionary(pair => pair[0].TrimStart('-'), pair => pair[1]);
        long events = long.Parse(options.GetValueOrDefault("events", "10000000"));
        long names = options.TryGetValue("names", out string? given) ? long.Parse(given) : events / 100;
        int repeat = int.Parse(options.GetValueOrDefault("repeat", "1"));
        string path = options.GetValueOrDefault("log") ?? Path.Combine(Path.GetTempPath(), $"dpcpl-counts-{Guid.NewGuid():N}.csv");
        try
        {
            if (!options.ContainsKey("log"))
                EventFileWriter.Write(path, events, names, sorted: true);
            SequenceData? data = null;
            double reading = Pairs.Once(() => data = EventLog.Of(path)) / 1e3;
            Print(data!, reading, repeat);
        }
        finally
        {
            if (!options.ContainsKey("log"))
                File.Delete(path);
        }
    }

    private static void Print(SequenceData data, double reading, int repeat)
    {
        int[] lengths = data.Store.Lengths();
        TouchedItems touched = new(data);
        Console.WriteLine($"{data.Store.EventCount:N0} events, {touched.UserCount:N0} users, {data.ItemCount:N0} items, read in {reading:0.0} s");
        Console.WriteLine();
        Table.Header("counted", "s", "its products alone, s", "counted : products", "reading and counted : reading and products, asked at most 1.5");
        Compare("ItemKNN", () => CosineWeights.Learn(new TouchedItems(data), new ItemKnnTrainer.Options { Neighbors = Neighbors }), () => Shared(touched));
        Compare("taste", () => new TasteChannel(Neighbors).Build(data, lengths, 1), () => Shared(touched));
        Compare("near in time", () => new NeighborChannel(Neighbors).Build(data, lengths, 1), () => Near(data));
        Compare("transitions", () => new TransitionChannel(Neighbors).Build(data, lengths, 1), () => Steps(data));

        void Compare(string name, Action counted, Action products)
        {
            double first = double.MaxValue, second = double.MaxValue;
            for (int i = 0; i < repeat; i++)
                (first, second) = (Math.Min(first, Pairs.Once(counted) / 1e3), Math.Min(second, Pairs.Once(products) / 1e3));
            Table.Row(name, $"{first:0.0}", $"{second:0.0}", $"{first / second:0.00}", $"**{(reading + first) / (reading + second):0.00}**");
        }
    }

    /// <summary>Every user of every item, every item of theirs.</summary>
    private static void Shared(TouchedItems touched) => Parallel.For(1, touched.ItemCount + 1, () => new double[touched.ItemCount + 1], (item, _, row) =>
    {
        foreach (int user in touched.UsersOf[item])
        {
            double weight = 1.0 / touched.ItemsOf.Count(user);
            foreach (int other in touched.ItemsOf[user])
                row[other] += weight;
        }

        return row;
    }, static _ => { });

    /// <summary>Every pair of events within reach, once for each of the two, weighted by time.</summary>
    private static void Near(SequenceData data) => Parallel.For(0, data.Store.UserCount, () => new double[data.ItemCount + 1], (user, _, row) =>
    {
        ReadOnlySpan<int> items = data.Store.ItemsOf(user);
        ReadOnlySpan<long> times = data.Store.TimesOf(user);
        for (int e = 0; e < items.Length; e++)
        {
            for (int other = Math.Max(0, e - NeighborCounts.Reach), end = Math.Min(items.Length, e + NeighborCounts.Reach + 1); other < end; other++)
                row[items[other]] += ItemNeighbors.TimeWeight(times[e], times[other], data.TimeUnit);
        }

        return row;
    }, static _ => { });

    /// <summary>Six steps around every event.</summary>
    private static void Steps(SequenceData data) => Parallel.For(0, data.Store.UserCount, () => new double[data.ItemCount + 1], (user, _, row) =>
    {
        ReadOnlySpan<int> items = data.Store.ItemsOf(user);
        for (int e = 0; e < items.Length; e++)
        {
            for (int step = 1; step <= 3; step++)
            {
                if (e + step < items.Length)
                    row[items[e + step]] += s_steps[step - 1];
                if (e - step >= 0)
                    row[items[e - step]] += s_steps[step + 2];
            }
        }

        return row;
    }, static _ => { });
}
