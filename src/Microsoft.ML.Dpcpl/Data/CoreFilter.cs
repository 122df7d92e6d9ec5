namespace Microsoft.ML.Dpcpl.Data;

/// <summary>The users and items of a log that have enough events; found on first use.</summary>
internal sealed class CoreFilter
{
    private readonly Lazy<State> _state;

    public CoreFilter(IDataView events, DataViewSchema.Column user, DataViewSchema.Column item, int minInteractions, bool iterative)
    {
        (User, Item) = (user, item);
        _state = new(() => Find(events, minInteractions, iterative), LazyThreadSafetyMode.ExecutionAndPublication);
    }

    public DataViewSchema.Column User { get; }

    public DataViewSchema.Column Item { get; }

    /// <summary>Number of events that stay; null as long as nobody asked for one.</summary>
    public long? Count => _state.IsValueCreated ? _state.Value.Count : null;

    /// <summary>Tells whether the current row stays.</summary>
    public Func<bool> Test(DataViewRow row)
    {
        State state = _state.Value;
        Func<int> user = state.Users.Numbers(row, add: false), item = state.Items.Numbers(row, add: false);
        return () => user() is >= 0 and int u && state.UserStays[u] && item() is >= 0 and int i && state.ItemStays[i];
    }

    private State Find(IDataView events, int minInteractions, bool iterative)
    {
        ValueIndex users = ValueIndex.For(User), items = ValueIndex.For(Item);
        var pairs = new List<(int User, int Item)>();
        using (DataViewRowCursor cursor = events.GetRowCursor([User, Item]))
        {
            Func<int> user = users.Numbers(cursor, add: true), item = items.Numbers(cursor, add: true);
            while (cursor.MoveNext())
            {
                if (user() is >= 0 and int u && item() is >= 0 and int i)
                    pairs.Add((u, i));
            }
        }
        bool[] userStays = new bool[users.Count], itemStays = new bool[items.Count];
        Array.Fill(userStays, true);
        Array.Fill(itemStays, true);
        int before;
        do
        {
            before = pairs.Count;
            Drop(pairs, itemStays, pair => pair.Item, minInteractions);
            Drop(pairs, userStays, pair => pair.User, minInteractions);
        }
        while (iterative && pairs.Count < before);
        return new State(users, items, userStays, itemStays, pairs.Count);
    }

    private static void Drop(List<(int User, int Item)> pairs, bool[] stays, Func<(int User, int Item), int> key, int minInteractions)
    {
        var counts = new int[stays.Length];
        foreach ((int, int) pair in pairs)
            counts[key(pair)]++;
        for (int i = 0; i < stays.Length; i++)
            stays[i] = counts[i] >= minInteractions;
        pairs.RemoveAll(pair => !stays[key(pair)]);
    }

    private sealed record State(ValueIndex Users, ValueIndex Items, bool[] UserStays, bool[] ItemStays, long Count);
}
