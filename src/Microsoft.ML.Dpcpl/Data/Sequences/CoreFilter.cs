using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Files;
using Microsoft.ML.Dpcpl.Data.Views;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Dpcpl.Data.Sequences;

/// <summary>The users and items of a log that stay, such as those that have enough events; found on first use.</summary>
internal sealed class CoreFilter
{
    private readonly IHostEnvironment _env;
    private readonly IDataView _events;
    private readonly Lazy<State> _state;

    /// <summary>Finds who stays in a log of so many users and items.</summary>
    public delegate CoreStays Finding(EventLog log, int userCount, int itemCount);

    public CoreFilter(IHostEnvironment env, IDataView events, DataViewSchema.Column user, DataViewSchema.Column item, Finding finding)
    {
        (_env, _events, User, Item) = (env, events, user, item);
        _state = new(() => Find(finding), LazyThreadSafetyMode.ExecutionAndPublication);
    }

    public DataViewSchema.Column User { get; }

    public DataViewSchema.Column Item { get; }

    /// <summary>Number of events that stay; null as long as nobody asked for one.</summary>
    public long? Count => _state.IsValueCreated ? _state.Value.Stays.Count : null;

    /// <summary>Number of events that do not stay; null as long as nobody asked for one.</summary>
    public long? Dropped => _state.IsValueCreated ? _state.Value.Total - _state.Value.Stays.Count : null;

    /// <summary>Tells whether the current row stays.</summary>
    public Func<bool> Test(DataViewRow row)
    {
        State state = _state.Value;
        Func<int> user = state.Users.Value.Numbers(row, add: false), item = state.Items.Value.Numbers(row, add: false);
        return () => user() is >= 0 and int u && item() is >= 0 and int i && state.Stays.Has(u + 1, i + 1);
    }

    /// <summary>Who stays, by the numbers in the log of a file; null when they were not found by that version of the file.</summary>
    public CoreStays? StaysInLog(FileVersion version) => _state.Value is { } state && state.Version == version ? state.Stays : null;

    /// <summary>Has found who stays afterwards.</summary>
    public void Prepare() => _ = _state.Value;

    private State Find(Finding finding)
    {
        State? Found(EventFileLog log) => new(
            finding(log.Events, log.Users.Count, log.Items.Count),
            new(() => ValueIndex.OfNames(User, log.Users)),
            new(() => ValueIndex.OfNames(Item, log.Items)),
            log.Events.Count,
            log.Version);
        if (_events is EventFileView file && User.Index == EventFileView.UserColumn && Item.Index == EventFileView.ItemColumn
            && file.UseLog(Found, useUp: false) is { } found)
            return found;

        ValueIndex users = ValueIndex.For(User), items = ValueIndex.For(Item);
        using var pairs = new EventLog();
        var progress = new Progress(_env, "reading events to filter", _events.GetRowCount(), Progress.Events);
        long total = 0;
        using (DataViewRowCursor cursor = _events.GetRowCursor([User, Item]))
        {
            Func<int> user = users.Numbers(cursor, add: true), item = items.Numbers(cursor, add: true);
            while (cursor.MoveNext())
            {
                if (++total % EventBuffer.Capacity == 0)
                    progress.Add(EventBuffer.Capacity);
                if (user() is >= 0 and int u && item() is >= 0 and int i)
                    pairs.Add(u + 1, i + 1, 0, 0);
            }
        }
        pairs.Flush();
        return new State(finding(pairs, users.Count, items.Count), new(users), new(items), total, null);
    }

    /// <param name="Stays">Who stays, by the numbers of the indices plus 1.</param>
    /// <param name="Users">Numbers of users; made when rows are tested one by one.</param>
    /// <param name="Items">Numbers of items.</param>
    /// <param name="Total">Number of events before the filter.</param>
    /// <param name="Version">The version of the file whose log has the same numbers; null without a log.</param>
    private sealed record State(CoreStays Stays, Lazy<ValueIndex> Users, Lazy<ValueIndex> Items, long Total, FileVersion? Version);
}
