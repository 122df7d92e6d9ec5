using Microsoft.ML.Data;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Files;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Data.Views;
using Microsoft.ML.Dpcpl.ModelIO;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Dpcpl;

/// <summary>Turns events into one row per user; see <see cref="BehaviorSequencesEstimator"/>. Thread-safe.</summary>
public sealed partial class BehaviorSequencesTransformer : ITransformer
{
    private const string OnnxWayOut = "save the whole chain by mlContext.Model.Save, and load it where it is used";

    private readonly IHost _host;
    private readonly State _state;
    private readonly ITransformer? _vocabulary;
    private readonly UserAttributeTable? _attributes;
    private readonly ItemAttributeTable? _items;
    private int _saidOfHistories;

    internal BehaviorSequencesTransformer(IHostEnvironment env, State state, ITransformer? vocabulary, UserAttributeTable? attributes, ItemAttributeTable? items)
    {
        _host = env.Register(nameof(BehaviorSequencesTransformer));
        (_state, _vocabulary, _attributes, _items) = (state, vocabulary, attributes, items);
    }

    /// <summary>What is known of items, column by column; empty where nothing is.</summary>
    internal IReadOnlyList<ItemAttributeColumn> ItemAttributes => _items?.Coding.Columns ?? [];

    /// <summary>True: histories are mapped row by row. Only grouping events is not, and <see cref="ITransformer.GetRowToRowMapper"/> says so.</summary>
    bool ITransformer.IsRowToRowMapper => true;

    /// <summary>The schema of the output for an input of a given schema.</summary>
    /// <param name="inputSchema">Schema of events or of histories.</param>
    /// <returns>The schema of the output.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a wrong type.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        bool isHistory = CheckHistory(inputSchema);
        return isHistory ? Mapper(inputSchema).OutputSchema : GroupedSchema(Keyed(Added(inputSchema, isHistory)?.OutputSchema ?? inputSchema));
    }

    /// <summary>Groups events, or maps histories. Lazy: nothing is read before rows are asked for.</summary>
    /// <param name="input">Events or histories.</param>
    /// <returns>One row per user, or per history.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a wrong type.</exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (CheckHistory(input.Schema))
            return OnnxRefusal.Of(new MappedView(input, Mapper(input.Schema)), nameof(BehaviorSequencesTransformer), OnnxWayOut);
        AddedBehavior? added = Added(input.Schema, isHistory: false);
        IDataView read = added?.Over(input) ?? input;
        IDataView keyed = _vocabulary?.Transform(read) ?? read;
        // Keys for names of other types than text are found through the cursor.
        FileEvents? file = added is null || _state.BehaviorType is TextDataViewType ? FileEvents.Of(input, _state.ToOptions()) : null;
        return OnnxRefusal.Of(
            new MemoryDataView(GroupedSchema(keyed.Schema), () => Group(file, added is not null, input) ?? Group(keyed, added is not null, input)), nameof(BehaviorSequencesTransformer), OnnxWayOut);
    }

    /// <inheritdoc/>
    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        if (!CheckHistory(inputSchema))
        {
            throw new InvalidOperationException(
                $"Single events cannot be mapped row by row: give each row a whole history, with vectors in '{_state.Item}', '{_state.Behavior}' " +
                $"and '{_state.Timestamp}' (see {nameof(UserHistory)}), or use Transform.");
        }
        return Mapper(inputSchema);
    }

    /// <summary>Adds the columns of a sequence to a schema, given the key columns they are made of.</summary>
    internal static void AddSequenceColumns(DataViewSchema.Builder builder, State state, DataViewSchema keyed, ItemAttributeTable? items)
    {
        builder.AddColumn(state.Item, KeysType(keyed[state.Item], "item", int.MaxValue), KeyValues(keyed[state.Item], ColumnNames.Item, items));
        builder.AddColumn(
            state.Behavior,
            KeysType(keyed[state.Behavior], "behavior", BehaviorSequencesEstimator.MaximumNumberOfBehaviors),
            KeyValues(keyed[state.Behavior], ColumnNames.Behavior));
        var unit = new DataViewSchema.Annotations.Builder();
        TimeUnits.Write(TimeUnits.Length(state.Times.Unit), unit);
        ColumnRoles.Write(ColumnNames.Timestamp, unit);
        builder.AddColumn(state.Timestamp, new VectorDataViewType(NumberDataViewType.Int64), unit.ToAnnotations());
    }

    private bool CheckHistory(DataViewSchema schema) => SequenceShape.Check(schema, _state.ToOptions(), "inputSchema", fitted: true).IsHistory;

    private HistoryMapper Mapper(DataViewSchema schema) => new(_state, _vocabulary, _attributes, _items, schema, Added(schema, isHistory: true), SayOnce);

    /// <summary>The behavior column that input lacks: its events have the only behavior that the vocabulary knows. Null where it has one.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It lacks one, and there are several behaviors.</exception>
    private AddedBehavior? Added(DataViewSchema schema, bool isHistory)
    {
        DataViewSchema.Column? own = _state.ReadsBehaviors ? schema.GetColumnOrNull(_state.Behavior) : null;
        if (own is { } column && !OneBehavior.IsMarked(column))
            return null;
        if (_state.BehaviorType is not { } type || _vocabulary is null)
            throw SchemaMismatch.NotFound("inputSchema", "behavior", _state.Behavior, schema);
        var added = AddedBehavior.Silent(schema, _state.Behavior, type, isHistory);
        DataViewSchema.Column keys = Keyed(added.OutputSchema)[_state.Behavior];
        if (KeyNames.Count(keys.Type) == 1)
            return added;
        string[] known = KeyNames.Of(keys) ?? throw SchemaMismatch.NotFound("inputSchema", "behavior", _state.Behavior, schema);
        return own is not null && known.Contains(OneBehavior.Name) ? null : throw new ArgumentOutOfRangeException(
            "inputSchema", $"Could not find behavior column '{_state.Behavior}': only with a single behavior may it be missing, and there are {Quoted.List(known)}: give data that have it.");
    }

    private DataViewSchema Keyed(DataViewSchema schema) => _vocabulary?.GetOutputSchema(schema) ?? schema;

    private DataViewSchema GroupedSchema(DataViewSchema keyed)
    {
        var builder = new DataViewSchema.Builder();
        DataViewSchema.Column user = keyed[_state.User];
        if (_state.SessionGap is null)
            builder.AddColumn(user.Name, user.Type, user.Annotations);
        else
            builder.AddColumn(user.Name, TextDataViewType.Instance);
        AddSequenceColumns(builder, _state, keyed, _items);
        foreach (UserAttribute column in _attributes?.Columns ?? [])
            builder.AddColumn(column.Name, UserAttributeTable.TypeOf(column));
        return builder.ToSchema();
    }

    private static VectorDataViewType KeysType(DataViewSchema.Column column, string role, int limit)
    {
        if (column.Type is not (KeyDataViewType or VectorDataViewType { ItemType: KeyDataViewType }))
            throw SchemaMismatch.Wrong("inputSchema", role, column.Name, "key, as when the transform was fitted", column.Type.ToString() ?? "");
        ulong count = KeyNames.Count(column.Type);
        if (count > (ulong)limit)
        {
            throw new ArgumentOutOfRangeException(
                "inputSchema", $"The {role} column '{column.Name}' has {count:N0} different values; at most {limit:N0} are possible. Is it the right column? {char.ToUpperInvariant(role[0])}{role[1..]}ColumnName names another.");
        }
        return new VectorDataViewType(new KeyDataViewType(typeof(uint), count));
    }

    private static DataViewSchema.Annotations KeyValues(DataViewSchema.Column column, string role, ItemAttributeTable? items = null)
    {
        var builder = new DataViewSchema.Annotations.Builder();
        KeyNames.PassOn(column, builder);
        ColumnRoles.Write(role, builder);
        if (items is not null)
            ItemFeatures.Write(() => items.For(column), builder);
        return builder.ToAnnotations();
    }

    /// <summary>The short way, for events that stand in a file; null when there is none.</summary>
    private MemoryTable? Group(FileEvents? file, bool oneBehavior, IDataView input)
    {
        if (_vocabulary is null || file?.Group(_vocabulary, _state, oneBehavior, _host) is not { } grouped)
            return null;
        var reasons = new Reasons(grouped.NoUser, grouped.NoItem, grouped.NoBehavior, grouped.NoTime, grouped.Duplicates);
        return Table(grouped.Store, grouped.Users, grouped.Users.ToText, grouped.Times, reasons, input);
    }

    private MemoryTable Group(IDataView keyed, bool oneBehavior, IDataView input)
    {
        DataViewSchema.Column user = keyed.Schema[_state.User], item = keyed.Schema[_state.Item];
        DataViewSchema.Column behavior = keyed.Schema[_state.Behavior], time = keyed.Schema[_state.Timestamp];
        TimeColumn timeColumn = TimeColumn.Of(time);
        // How fine floating point numbers are shows only when all were seen.
        TimeScan? fractions = timeColumn.Unit is null && ColumnShape.Of(time).IsFloat ? BehaviorSequencesEstimator.TimesOf(input, input.Schema[_state.Timestamp]) : null;
        int digits = fractions?.DigitsKept(_state.Times.UnitOf(fractions.Size)) ?? 0;
        TimeScan scan = fractions ?? new TimeScan();
        bool scanning = timeColumn.Unit is null && fractions is null;
        using var events = new EventLog();
        var progress = new Progress(_host, "reading rows", keyed.GetRowCount(), Progress.Events);
        int noUser = 0, noItem = 0, noBehavior = 0, noTime = 0;
        ValueIndex users = ValueIndex.For(user);
        // The key of an item that is missing is that of an unknown one; text tells them apart, where the keys were made of it.
        DataViewSchema.Column? name = ItemText(keyed.Schema);
        using (DataViewRowCursor cursor = keyed.GetRowCursor([user, item, behavior, time, .. name is { } needed ? [needed] : (DataViewSchema.Column[])[]]))
        {
            ScalarReader<string?>? names = name is { } text ? ColumnReader.Text(cursor, text) : null;
            Func<int> numbers = users.Numbers(cursor, add: true);
            ScalarReader<int> items = ColumnReader.Key(cursor, item);
            ScalarReader<byte> behaviors = ColumnReader.SmallKey(cursor, behavior);
            ScalarReader<ExactTime> times = ColumnReader.Time(cursor, time);
            while (cursor.MoveNext())
            {
                if (cursor.Position % EventBuffer.Capacity == EventBuffer.Capacity - 1)
                    progress.Add(EventBuffer.Capacity);
                int itemKey = items.Read();
                byte behaviorKey = oneBehavior ? (byte)1 : behaviors.Read();
                ExactTime timestamp = times.Read();
                if (scanning)
                    scan.Add(timestamp with { Whole = ExactTime.Scale(timestamp.Whole, timeColumn.Digits, 0) });
                if (itemKey == 0 && names is not null && string.IsNullOrEmpty(names.Read()))
                    noItem++;
                else if (behaviorKey == 0)
                    noBehavior++;
                else if (timestamp == ExactTime.Missing)
                    noTime++;
                else if (numbers() is >= 0 and int number)
                    events.Add(number, itemKey, behaviorKey, timestamp.In(digits));
                else
                    noUser++;
            }
        }
        events.Flush();
        if (events.Count > Array.MaxLength)
            throw new InvalidOperationException($"More than {Array.MaxLength:N0} events cannot be grouped.");
        (SequenceStore store, int duplicates) = EventGrouping.Group(events, keys: null, users.Count, _state.TieBreak, _state.DropDuplicates, _host);
        TimeReading reading = _state.Times.Read(timeColumn, scan, timeColumn.Digits + digits);
        return Table(store, users.ToColumn(), users.ToText, reading, new Reasons(noUser, noItem, noBehavior, noTime, duplicates), input);
    }

    private MemoryTable Table(SequenceStore store, MemoryColumn users, Func<string[]> userNames, TimeReading times, Reasons reasons, IDataView input)
    {
        string[] names = _attributes is null && _state.SessionGap is null ? [] : userNames();
        bool order = store.TimeTellsOrder();
        store.Convert(times.Conversion);
        store = store.With(Report(store, order, times, reasons, input, names));
        if (_state.SessionGap is { } gap)
        {
            (store, names, string[] sessions) = Sessions.Split(store, gap, _state.Times.Unit, names);
            users = new ScalarColumn<ReadOnlyMemory<char>>(Array.ConvertAll(sessions, name => name.AsMemory()));
        }
        List<MemoryColumn> columns =
        [
            users,
            new SequenceColumn(store, SequencePart.Items),
            new SequenceColumn(store, SequencePart.Behaviors),
            new SequenceColumn(store, SequencePart.Times),
        ];
        if (_attributes is not null)
            columns.AddRange(_attributes.Columns.Select(column => _attributes.ColumnFor(column, names)));
        return new MemoryTable(store.UserCount, [.. columns]);
    }

    /// <summary>The column of text that the keys of the items were made of, hidden or not; null when there is none.</summary>
    private DataViewSchema.Column? ItemText(DataViewSchema keyed) =>
        keyed.Where(column => column.Name == _state.Item && column.Type is TextDataViewType).Select(column => (DataViewSchema.Column?)column).FirstOrDefault();

    /// <summary>Counts what was left out and what looks odd, and says it.</summary>
    private GroupingReport Report(SequenceStore store, bool order, TimeReading times, Reasons reasons, IDataView input, string[] users)
    {
        (long Count, string Reason)[] all =
        [
            (LowRatings(input), GroupingReport.ByRating),
            ((input as CoreFilteredView)?.Filter.Dropped ?? 0, GroupingReport.ByFilter),
            (reasons.NoUser, $"without a user ('{_state.User}')"),
            (reasons.NoItem, $"without an item ('{_state.Item}')"),
            (reasons.NoBehavior, $"without a behavior or with one that is not in the vocabulary ('{_state.Behavior}')"),
            (reasons.NoTime, $"without a time ('{_state.Timestamp}')"),
            (reasons.Duplicates, "equal to another event in user, item, behavior and time"),
        ];
        (int oddTimes, string? firstOddTime) = GroupingReport.CountOddTimes(store.Times, _state.Times.Unit);
        (string? remark, string? note) = _attributes?.Describe(users) ?? (null, null);
        var report = new GroupingReport
        {
            Kept = store.EventCount,
            LeftOut = [.. all.Where(reason => reason.Count > 0).Select(reason => KeyValuePair.Create(reason.Reason, reason.Count))],
            UnknownItems = store.Items.Count(0),
            TimeUnit = times.Unit,
            TimeRemark = times.Remark,
            OddTimes = oddTimes,
            FirstOddTime = firstOddTime,
            OrderIsUnknown = !order,
            AttributesRemark = remark,
            AttributesNote = note,
        };
        if (report.Line is not { } line)
            return report;
        using IChannel channel = _host.Start("Grouping");
        if (report.IsWarning)
            channel.Warning(MessageSensitivity.Schema, line);
        else
            channel.Info(MessageSensitivity.Schema, line);
        return report;
    }

    private static long LowRatings(IDataView input) => input switch
    {
        CoreFilteredView filtered => LowRatings(filtered.Source),
        EventFileView file => file.LowRatings,
        _ => 0,
    };

    /// <summary>Says what is odd about histories, the first time.</summary>
    private void SayOnce(string remark)
    {
        if (Interlocked.Exchange(ref _saidOfHistories, 1) != 0)
            return;
        using IChannel channel = _host.Start("Histories");
        channel.Warning(MessageSensitivity.Schema, remark);
    }

    /// <summary>Events left out, by reason.</summary>
    private sealed record Reasons(int NoUser, int NoItem, int NoBehavior, int NoTime, int Duplicates);

    /// <summary>What a fitted transform remembers of the options.</summary>
    /// <param name="User">Column of the user; and so on.</param>
    /// <param name="Item">That of the item.</param>
    /// <param name="Behavior">That of the behavior.</param>
    /// <param name="Timestamp">That of the time.</param>
    /// <param name="TieBreak">The order of events at the same time.</param>
    /// <param name="DropDuplicates">Whether of equal events one is kept.</param>
    /// <param name="Times">What numbers mean as times.</param>
    /// <param name="ReadsBehaviors">False: the input's own column is not read, should there be one.</param>
    /// <param name="BehaviorType">What the vocabulary reads behaviors from; null when they came as keys.</param>
    /// <param name="SessionGap">Time without events that ends a session; null: users are not divided.</param>
    internal sealed record State(
        string User, string Item, string Behavior, string Timestamp, TieBreak TieBreak, bool DropDuplicates, TimeRules Times, bool ReadsBehaviors,
        PrimitiveDataViewType? BehaviorType, TimeSpan? SessionGap)
    {
        private readonly BehaviorSequencesEstimator.Options _names = new()
        {
            UserColumnName = User,
            ItemColumnName = Item,
            BehaviorColumnName = ReadsBehaviors ? Behavior : null,
            TimestampColumnName = Timestamp,
        };

        public static State From(BehaviorSequencesEstimator.Options options, SequenceShape shape, TimeRules times) => new(
            options.UserColumnName,
            options.ItemColumnName,
            options.BehaviorColumn,
            options.TimestampColumnName,
            options.TieBreak,
            options.DropDuplicates,
            times,
            options.ReadsBehaviors,
            AddedBehavior.OfCode(AddedBehavior.CodeOf(shape.Behavior?.ItemType ?? TextDataViewType.Instance)),
            options.SessionGap);

        /// <summary>The column names as options, for the checks shared with the estimator.</summary>
        public BehaviorSequencesEstimator.Options ToOptions() => _names;
    }
}
