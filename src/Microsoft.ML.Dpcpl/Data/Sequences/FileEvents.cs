using Microsoft.ML.Data;
using Microsoft.ML.Dpcpl.Data.Files;
using Microsoft.ML.Dpcpl.Data.Views;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Dpcpl.Data.Sequences;

/// <summary>
/// Events that come straight from a file, with or without a filter: they need not pass through a cursor row by row, as the keys of a
/// million names are found from the names alone.
/// </summary>
/// <remarks>Comes to the same as reading the rows. Whatever is left to a cursor, errors included, yields null.</remarks>
internal sealed class FileEvents
{
    private readonly EventFileView _file;
    private readonly CoreFilter? _filter;

    private FileEvents(EventFileView file, CoreFilter? filter) => (_file, _filter) = (file, filter);

    /// <summary>Recognizes a view of a file whose columns are asked for by their own names.</summary>
    public static FileEvents? Of(IDataView events, BehaviorSequencesEstimator.Options options)
    {
        string[] asked = [options.UserColumnName, options.ItemColumnName, options.BehaviorColumn, options.TimestampColumnName];
        (EventFileView? file, CoreFilter? filter) = events switch
        {
            EventFileView view => (view, null),
            CoreFilteredView { Source: EventFileView view } filtered => (view, filtered.Filter),
            _ => (null, null),
        };
        bool isAsked = file is not null && file.Schema.Select(column => column.Name).SequenceEqual(asked);
        // A column of behaviors that is not to be read is one for a cursor.
        return isAsked && (options.ReadsBehaviors || OneBehavior.IsMarked(file!.Schema[EventFileView.BehaviorColumn])) ? new FileEvents(file!, filter) : null;
    }

    /// <summary>The items and behaviors in the order in which they appear first, and what the times are like.</summary>
    public Vocabulary? FindNames()
    {
        _filter?.Prepare();
        return _file.UseLog(log => Stays(log, out CoreStays? stays) ? FindNames(log, stays) : null, useUp: false);
    }

    /// <summary>Groups the events; the file is read again if this is asked a second time.</summary>
    /// <param name="vocabulary">Maps items and behaviors to keys.</param>
    /// <param name="state">The settings.</param>
    /// <param name="oneBehavior">Every event has key 1, the only one, whatever it is called.</param>
    /// <param name="env">Is told how far it is.</param>
    public Grouped? Group(ITransformer vocabulary, BehaviorSequencesTransformer.State state, bool oneBehavior, IHostEnvironment env)
    {
        _filter?.Prepare();
        return _file.UseLog(log => Stays(log, out CoreStays? stays) ? Group(log, stays, vocabulary, state, oneBehavior, env) : null, useUp: true);
    }

    private bool Stays(EventFileLog log, out CoreStays? stays)
    {
        stays = _filter?.StaysInLog(log.Version);
        return _filter is null || stays is not null;
    }

    private static Vocabulary FindNames(EventFileLog log, CoreStays? stays)
    {
        var items = new NameOrder(log.Items);
        var behaviors = new NameOrder(log.Behaviors);
        var buffer = new EventBuffer();
        if (stays is null)
        {
            // Without a filter the names are in their order already.
            items.AddRest();
            behaviors.AddRest();
        }
        for (int block = 0; stays is not null && block < log.Events.BlockCount; block++)
        {
            log.Events.Read(block, buffer);
            for (int i = 0; i < buffer.Count; i++)
            {
                if (!stays.Has(buffer.Users[i], buffer.Items[i]))
                    continue;
                items.Add(buffer.Items[i]);
                behaviors.Add(buffer.Behaviors[i]);
            }
        }
        return new Vocabulary(View(items.ToColumn(), behaviors.ToColumn()), log.Times);
    }

    private Grouped Group(EventFileLog log, CoreStays? stays, ITransformer vocabulary, BehaviorSequencesTransformer.State state, bool oneBehavior, IHostEnvironment env)
    {
        IDataView names = vocabulary.Transform(View(NameColumn.Of(log.Items), NameColumn.Of(log.Behaviors)));
        int[] items = new int[log.Items.Count + 1];
        byte[] behaviors = new byte[log.Behaviors.Count + 1];
        DataViewSchema.Column item = names.Schema[state.Item], behavior = names.Schema[state.Behavior];
        using (DataViewRowCursor cursor = names.GetRowCursor([item, behavior]))
        {
            ScalarReader<int> itemKeys = ColumnReader.Key(cursor, item);
            ScalarReader<byte> behaviorKeys = ColumnReader.SmallKey(cursor, behavior);
            for (int number = 1; cursor.MoveNext(); number++)
            {
                if (number < items.Length)
                    items[number] = itemKeys.Read();
                if (number < behaviors.Length)
                    behaviors[number] = behaviorKeys.Read();
            }
        }
        if (oneBehavior)
            behaviors.AsSpan(1).Fill(1);
        var keys = new EventKeys(log, stays, items, behaviors);
        TimeColumn time = TimeColumn.Of(_file.Schema[EventFileView.TimeColumn]);
        TimeReading reading = state.Times.Read(time, log.Times, time.Digits);
        (SequenceStore store, int duplicates) = EventGrouping.Group(log.Events, keys, keys.Users.Count, state.TieBreak, state.DropDuplicates, env);
        return new Grouped(store, new NameColumn(log.Users, [.. keys.Users]), keys.NoUser, keys.NoItem, keys.NoBehavior, keys.NoTime, duplicates, reading);
    }

    /// <summary>A view whose text columns are of different lengths; what is missing at the end gets no key.</summary>
    private static MemoryDataView View(NameColumn items, NameColumn behaviors)
    {
        var schema = new DataViewSchema.Builder();
        schema.AddColumn(ColumnNames.Item, TextDataViewType.Instance);
        schema.AddColumn(ColumnNames.Behavior, TextDataViewType.Instance);
        return new MemoryDataView(schema.ToSchema(), () => new MemoryTable(Math.Max(items.Length, behaviors.Length), [items, behaviors]));
    }

    /// <param name="Names">Items and behaviors, text; rows mean nothing beyond their order in each column.</param>
    /// <param name="Times">What the times of the file are like.</param>
    internal sealed record Vocabulary(IDataView Names, TimeScan Times);

    /// <param name="Store">The sequences.</param>
    /// <param name="Users">The names of their users.</param>
    /// <param name="NoUser">Events left out because they have no user; and so on.</param>
    /// <param name="NoItem">Those without an item.</param>
    /// <param name="NoBehavior">Those without a behavior.</param>
    /// <param name="NoTime">Those without a time.</param>
    /// <param name="Duplicates">Those equal to another.</param>
    /// <param name="Times">How the times of the store are to be read.</param>
    internal sealed record Grouped(
        SequenceStore Store, NameColumn Users, int NoUser, int NoItem, int NoBehavior, int NoTime, int Duplicates, TimeReading Times);

    /// <summary>The names of a table in the order in which they are added.</summary>
    private sealed class NameOrder(NameTable names)
    {
        private readonly bool[] _has = new bool[names.Count + 1];
        private readonly List<int> _order = [];

        public void Add(int number)
        {
            if (number == 0 || _has[number])
                return;
            _has[number] = true;
            _order.Add(number);
        }

        public void AddRest()
        {
            for (int number = 1; number < _has.Length; number++)
                Add(number);
        }

        public NameColumn ToColumn() => new(names, [.. _order]);
    }
}
