using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Items;
using Microsoft.ML.Dpcpl.Data.Sequences;

namespace Microsoft.ML.Dpcpl.Baselines.Graph;

/// <summary>A binary graph of users and items for each behavior: who touched what, however often, and when last. Rows are users, columns 1..V items.</summary>
internal sealed class BehaviorGraphs
{
    /// <summary>By behavior; the first one is of events whose behavior is unknown.</summary>
    private readonly SparseRows[] _behaviors;

    /// <summary>Likewise, with days as values where they are known.</summary>
    private readonly SparseRows[] _days;

    private BehaviorGraphs(SparseRows[] days, int items)
        : this(days, items, UnionOf(days))
    {
    }

    private BehaviorGraphs(SparseRows[] days, int items, SparseRows union) =>
        (_days, _behaviors, Items, Union) = (days, Array.ConvertAll(days, one => one.WithoutValues()), items, union);

    /// <summary>V.</summary>
    public int Items { get; }

    public int Users => Union.RowCount;

    /// <summary>B: behaviors that there are; ids are 1..B.</summary>
    public int Behaviors => _behaviors.Length - 1;

    /// <summary>Who touched what under any behavior.</summary>
    public SparseRows Union { get; }

    /// <summary>What attributes say of items, where a system asks for it; parts of graphs have it, too.</summary>
    public ItemKnowledge? Knowledge { get; private init; }

    /// <summary>Items of each user under one behavior, ascending.</summary>
    public SparseRows this[int behavior] => _behaviors[behavior];

    /// <summary>The same with values: the day of the last event on the pair under the behavior, from the first day of its unit of time. No values where a file kept none.</summary>
    public SparseRows Days(int behavior) => _days[behavior];

    /// <param name="data">Histories.</param>
    /// <param name="users">The user of each row; null: every row is one of its own.</param>
    /// <param name="userCount">Users there are.</param>
    /// <param name="heldOut">By user, an item that no graph may connect with the user; 0 for none. Null: nothing is held out.</param>
    public static BehaviorGraphs Of(SequenceData data, int[]? users, int userCount, int[]? heldOut)
    {
        var behaviors = new SparseRows[data.BehaviorNames.Length + 1];
        var seen = new SeenItems();
        for (int behavior = 0; behavior < behaviors.Length; behavior++)
        {
            bool[] only = SeenBehaviors.Only((byte)behavior);
            var rows = new List<int>();
            var items = new List<int>();
            for (int row = 0; row < data.Store.UserCount; row++)
            {
                int user = users?[row] ?? row;
                foreach (int item in seen.Fill(data.Store, row, only, data.ItemCount))
                {
                    if (heldOut?[user] == item)
                        continue;
                    rows.Add(user);
                    items.Add(item);
                }
            }

            behaviors[behavior] = WithDays(UnionOf([SparseRows.FromEntries(userCount, rows.ToArray(), items.ToArray())]), data, users, (byte)behavior);
        }

        return new BehaviorGraphs(behaviors, data.ItemCount);
    }

    /// <summary>One history a row.</summary>
    public static BehaviorGraphs Of(SequenceData data) => Of(data, null, data.Store.UserCount, null);

    /// <summary>The same without some pairs, under whatever behavior.</summary>
    /// <param name="users">The users of the pairs.</param>
    /// <param name="items">An item of each.</param>
    public BehaviorGraphs Without(ReadOnlySpan<long> users, ReadOnlySpan<long> items)
    {
        var pairs = new (int User, int Item)[users.Length];
        for (int i = 0; i < pairs.Length; i++)
            pairs[i] = ((int)users[i], (int)items[i]);
        Array.Sort(pairs);
        var hidden = SparseRows.FromEntries(Users, Array.ConvertAll(pairs, pair => pair.User), Array.ConvertAll(pairs, pair => pair.Item));
        return new BehaviorGraphs(Array.ConvertAll(_days, days => days.Except(hidden)), Items, Union.Except(hidden)) { Knowledge = Knowledge };
    }

    /// <summary>Some users, in this order.</summary>
    public BehaviorGraphs Select(ReadOnlySpan<int> users)
    {
        var selected = new SparseRows[_behaviors.Length];
        for (int behavior = 0; behavior < selected.Length; behavior++)
            selected[behavior] = _days[behavior].Values.IsEmpty ? Select(_behaviors[behavior], users) : _days[behavior].Select(users);
        return new BehaviorGraphs(selected, Items);
    }

    /// <summary>The pairs of each behavior that are to be kept; those without a behavior stay.</summary>
    /// <param name="kept">By behavior, user and item.</param>
    public BehaviorGraphs Where(Func<int, int, int, bool> kept) => new(
        [_days[0], .. Enumerable.Range(1, Behaviors).Select(behavior => _days[behavior].Where((user, item) => kept(behavior, user, item)))], Items)
    {
        Knowledge = Knowledge,
    };

    /// <summary>The same with other knowledge of items.</summary>
    public BehaviorGraphs With(ItemKnowledge? knowledge) => new(_days, Items, Union) { Knowledge = knowledge };

    /// <param name="writer">Where to.</param>
    /// <param name="days">Whether days are written, too.</param>
    public void Write(BinaryWriter writer, bool days)
    {
        writer.Write(Behaviors);
        foreach (SparseRows behavior in days ? _days : _behaviors)
            behavior.Write(writer);
    }

    /// <param name="reader">At the place where <see cref="Write"/> began.</param>
    /// <param name="users">Users there must be.</param>
    /// <param name="items">V.</param>
    /// <param name="behaviors">Behaviors there must be.</param>
    /// <param name="days">Whether days were written, too.</param>
    /// <exception cref="InvalidDataException">It cannot be that.</exception>
    public static BehaviorGraphs Read(BoundedReader reader, int users, int items, int behaviors, bool days)
    {
        _ = reader.ReadCount("graphs", sizeof(int), behaviors, behaviors);
        return new BehaviorGraphs([.. Enumerable.Range(0, behaviors + 1).Select(_ => SparseRows.Read(reader, users, 1, items, hasValues: days, mostPerRow: items))], items);
    }

    private static SparseRows WithDays(SparseRows graph, SequenceData data, int[]? users, byte behavior)
    {
        var days = new float[graph.EntryCount];
        days.AsSpan().Fill(float.NegativeInfinity);
        SequenceStore store = data.Store;
        for (int row = 0; row < store.UserCount; row++)
        {
            int user = users?[row] ?? row;
            ReadOnlySpan<int> touched = graph[user], items = store.ItemsOf(row);
            ReadOnlySpan<byte> behaviors = store.BehaviorsOf(row);
            ReadOnlySpan<long> times = store.TimesOf(row);
            for (int e = 0; e < items.Length; e++)
            {
                if (behaviors[e] != behavior || touched.BinarySearch(items[e]) is not (>= 0 and int at))
                    continue;
                ref float day = ref days[graph.Start(user) + at];
                day = Math.Max(day, (float)(times[e] * data.TimeUnit / TimeSpan.SecondsPerDay));
            }
        }

        int[] offsets = [.. Enumerable.Range(0, graph.RowCount).Select(graph.Start), graph.EntryCount];
        return SparseRows.From(offsets, graph.Columns.ToArray(), days);
    }

    private static SparseRows Select(SparseRows matrix, ReadOnlySpan<int> rows)
    {
        var offsets = new int[rows.Length + 1];
        for (int i = 0; i < rows.Length; i++)
            offsets[i + 1] = offsets[i] + matrix.Count(rows[i]);
        var columns = new int[offsets[^1]];
        for (int i = 0; i < rows.Length; i++)
            matrix[rows[i]].CopyTo(columns.AsSpan(offsets[i]));
        return SparseRows.From(offsets, columns);
    }

    /// <summary>The columns of each row in any of the matrices, each once, ascending.</summary>
    private static SparseRows UnionOf(SparseRows[] matrices)
    {
        int rows = matrices[0].RowCount;
        var offsets = new int[rows + 1];
        var columns = new int[matrices.Sum(matrix => matrix.EntryCount)];
        for (int row = 0; row < rows; row++)
        {
            int start = offsets[row], end = start;
            foreach (SparseRows matrix in matrices)
            {
                matrix[row].CopyTo(columns.AsSpan(end));
                end += matrix.Count(row);
            }

            Span<int> all = columns.AsSpan(start..end);
            all.Sort();
            int distinct = 0;
            foreach (int column in all)
            {
                if (distinct == 0 || all[distinct - 1] != column)
                    all[distinct++] = column;
            }

            offsets[row + 1] = start + distinct;
        }

        return SparseRows.From(offsets, columns);
    }
}
