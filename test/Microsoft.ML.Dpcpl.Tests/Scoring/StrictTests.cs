using Microsoft.ML.Dpcpl.Data.Sequences;

namespace Microsoft.ML.Dpcpl.Tests.Scoring;

/// <summary>
/// The given tests and negatives of a shared data set under the protocol <see cref="RepeatPolicy.TargetPairRemoved"/>, read without
/// the library's own split, so that the baselines are checked apart from it.
/// </summary>
internal sealed record StrictTests(SequenceData Train, SequenceData Test, byte Target)
{
    public static StrictTests Read(string dataSet, string target)
    {
        var held = new Dictionary<int, (int Item, long Time, int[] Negatives)>();
        foreach (string[] row in Rows(dataSet, $"test_strict_{target}.csv.gz"))
            held[int.Parse(row[0])] = (int.Parse(row[1]), long.Parse(row[2]), [.. row[3].Split(' ').Select(int.Parse)]);

        var events = new List<(int User, int Item, string Behavior, long Time)>();
        foreach (string[] row in Rows(dataSet, "interactions.csv.gz"))
            events.Add((int.Parse(row[0]), int.Parse(row[1]), row[2], long.Parse(row[3])));
        var items = new Dictionary<int, int>();
        var behaviors = new Dictionary<string, byte>();
        foreach (var e in events)
        {
            items.TryAdd(e.Item, items.Count + 1);
            behaviors.TryAdd(e.Behavior, (byte)(behaviors.Count + 1));
        }

        var train = new Builder();
        var test = new Builder();
        var labels = new List<int>();
        var candidates = new List<int[]>();
        foreach (var user in events.GroupBy(e => e.User))
        {
            var log = user.ToArray();
            if (!held.TryGetValue(user.Key, out var one))
            {
                foreach (var e in log)
                    train.Add(items[e.Item], behaviors[e.Behavior], e.Time);
            }
            else
            {
                int end = Array.FindLastIndex(log, e => e.Item == one.Item && e.Behavior == target && e.Time == one.Time);
                foreach (var e in log[..end].Where(e => e.Item != one.Item))
                {
                    train.Add(items[e.Item], behaviors[e.Behavior], e.Time);
                    test.Add(items[e.Item], behaviors[e.Behavior], e.Time);
                }

                labels.Add(items[one.Item]);
                candidates.Add(Array.ConvertAll(one.Negatives, item => items[item]));
                test.EndUser();
            }

            train.EndUser();
        }

        string[] names = [.. behaviors.Keys];
        return new StrictTests(
            new SequenceData { Store = train.ToStore(), ItemCount = items.Count, BehaviorNames = names },
            new SequenceData
            {
                Store = test.ToStore(),
                ItemCount = items.Count,
                BehaviorNames = names,
                Labels = [.. labels],
                Candidates = [.. candidates],
            },
            behaviors[target]);
    }

    private static IEnumerable<string[]> Rows(string dataSet, string file) => SharedData.Lines(dataSet, file).Skip(1).Select(line => line.Split(','));

    private sealed class Builder
    {
        private readonly List<int> _offsets = [0];
        private readonly List<int> _items = [];
        private readonly List<byte> _behaviors = [];
        private readonly List<long> _times = [];

        public void Add(int item, byte behavior, long time)
        {
            _items.Add(item);
            _behaviors.Add(behavior);
            _times.Add(time);
        }

        public void EndUser() => _offsets.Add(_items.Count);

        public SequenceStore ToStore() => new([.. _offsets], [.. _items], [.. _behaviors], [.. _times]);
    }
}
