using Microsoft.ML.Dpcpl.Data.Files;
using Microsoft.ML.Dpcpl.Data.Views;

namespace Microsoft.ML.Dpcpl.Data.Sequences;

/// <summary>What becomes of the numbers of an <see cref="EventFileLog"/>: which events stay, and which numbers and keys they get.</summary>
/// <remarks>Made by one pass over the log, which numbers the users that stay in the order of their first events and counts what is left out.</remarks>
internal sealed class EventKeys
{
    private readonly CoreStays? _stays;
    private readonly int[] _items;
    private readonly byte[] _behaviors;

    /// <summary>By number in the log, the number of the user in the store plus 1; 0 as long as there is none.</summary>
    private readonly int[] _users;
    private readonly List<int> _userNumbers = [];

    /// <param name="log">The log.</param>
    /// <param name="stays">The users and items that a filter lets pass; null without a filter.</param>
    /// <param name="items">The key of each item by its number in the log, 0 for one that is unknown.</param>
    /// <param name="behaviors">The key of each behavior.</param>
    public EventKeys(EventFileLog log, CoreStays? stays, int[] items, byte[] behaviors)
    {
        (_stays, _items, _behaviors) = (stays, items, behaviors);
        _users = new int[log.Users.Count + 1];
        var buffer = new EventBuffer();
        for (int block = 0; block < log.Events.BlockCount; block++)
        {
            log.Events.Read(block, buffer);
            for (int i = 0; i < buffer.Count; i++)
            {
                int user = buffer.Users[i];
                if (stays is not null && !stays.Has(user, buffer.Items[i]))
                    continue;
                if (buffer.Items[i] == 0)
                    NoItem++;
                else if (behaviors[buffer.Behaviors[i]] == 0)
                    NoBehavior++;
                else if (buffer.Times[i] == TimeConvert.Missing)
                    NoTime++;
                else if (user == 0)
                    NoUser++;
                else
                    Add(user);
            }
        }
    }

    /// <summary>Numbers in the log of the users of the store.</summary>
    public IReadOnlyList<int> Users => _userNumbers;

    public int NoUser { get; private set; }

    public int NoItem { get; private set; }

    public int NoBehavior { get; private set; }

    public int NoTime { get; private set; }

    /// <summary>Translates events and leaves out those that do not stay.</summary>
    public void Apply(EventBuffer events)
    {
        int kept = 0;
        for (int i = 0; i < events.Count; i++)
        {
            int user = _users[events.Users[i]] - 1, item = events.Items[i];
            byte behavior = _behaviors[events.Behaviors[i]];
            long time = events.Times[i];
            if (user < 0 || item == 0 || behavior == 0 || time == TimeConvert.Missing || (_stays is not null && !_stays.Has(events.Users[i], events.Items[i])))
                continue;
            (events.Users[kept], events.Items[kept], events.Behaviors[kept], events.Times[kept]) = (user, _items[item], behavior, time);
            kept++;
        }
        events.Count = kept;
    }

    private void Add(int user)
    {
        if (_users[user] != 0)
            return;
        _userNumbers.Add(user);
        _users[user] = _userNumbers.Count;
    }
}
