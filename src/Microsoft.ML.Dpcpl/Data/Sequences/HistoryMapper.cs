using Microsoft.ML.Data;
using Microsoft.ML.Dpcpl.Data.Views;

namespace Microsoft.ML.Dpcpl.Data.Sequences;

/// <summary>Maps rows that are whole histories: values to keys, events into order of time, attributes by user.</summary>
internal sealed class HistoryMapper : IRowToRowMapper
{
    private readonly BehaviorSequencesTransformer.State _state;
    private readonly UserAttributeTable? _attributes;
    private readonly UserAttribute[] _added;
    private readonly AddedBehavior? _behavior;
    private readonly IRowToRowMapper? _vocabulary;
    private readonly DataViewSchema _keyed;
    private readonly Action<string> _say;

    /// <param name="state">What the transform was fitted to.</param>
    /// <param name="vocabulary">Maps values to keys; null when they are keys.</param>
    /// <param name="attributes">What is known of users.</param>
    /// <param name="items">What is known of items.</param>
    /// <param name="inputSchema">Schema of the histories.</param>
    /// <param name="behavior">Adds the behavior column that they lack; null where they have one.</param>
    /// <param name="say">Hears what is odd about their times.</param>
    public HistoryMapper(
        BehaviorSequencesTransformer.State state, ITransformer? vocabulary, UserAttributeTable? attributes, ItemAttributeTable? items, DataViewSchema inputSchema, AddedBehavior? behavior,
        Action<string> say)
    {
        (_state, _attributes, InputSchema, _behavior, _say) = (state, attributes, inputSchema, behavior, say);
        _vocabulary = vocabulary?.GetRowToRowMapper(behavior?.OutputSchema ?? inputSchema);
        _keyed = _vocabulary?.OutputSchema ?? inputSchema;
        _added = [.. (attributes?.Columns ?? []).Where(column => inputSchema.GetColumnOrNull(column.Name) is null)];

        var builder = new DataViewSchema.Builder();
        builder.AddColumns(_keyed.Select(column => new DataViewSchema.DetachedColumn(column)));
        BehaviorSequencesTransformer.AddSequenceColumns(builder, state, _keyed, items);
        foreach (UserAttribute column in _added)
            builder.AddColumn(column.Name, UserAttributeTable.TypeOf(column));
        OutputSchema = builder.ToSchema();
    }

    public DataViewSchema InputSchema { get; }

    public DataViewSchema OutputSchema { get; }

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns)
    {
        IEnumerable<DataViewSchema.Column> read = Read(KeyedDependencies(dependingColumns));
        return _behavior?.GetDependencies(read) ?? read;
    }

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        bool[] active = new bool[OutputSchema.Count];
        foreach (DataViewSchema.Column column in activeColumns)
            active[column.Index] = true;
        List<DataViewSchema.Column> needed = KeyedDependencies(OutputSchema.Where(c => active[c.Index]));
        DataViewRow row = _behavior?.GetRow(input, Read(needed)) ?? input;
        return new Row(this, _vocabulary?.GetRow(row, needed) ?? row, active);
    }

    /// <summary>The columns that the vocabulary reads for some of the keyed row.</summary>
    private IEnumerable<DataViewSchema.Column> Read(IEnumerable<DataViewSchema.Column> keyed) => _vocabulary?.GetDependencies(keyed) ?? keyed;

    /// <summary>The columns of the keyed row that the given output columns are made of.</summary>
    private List<DataViewSchema.Column> KeyedDependencies(IEnumerable<DataViewSchema.Column> columns)
    {
        var needed = new SortedSet<int>();
        foreach (DataViewSchema.Column column in columns)
        {
            int made = column.Index - _keyed.Count;
            if (made < 0)
                needed.Add(column.Index);
            else if (made < 3)
                needed.UnionWith([_keyed[_state.Item].Index, _keyed[_state.Behavior].Index, _keyed[_state.Timestamp].Index]);
            else if (_keyed.GetColumnOrNull(_state.User) is { } user)
                needed.Add(user.Index);
        }
        return [.. needed.Select(index => _keyed[index])];
    }

    private sealed class Row : DataViewRow
    {
        private readonly HistoryMapper _mapper;
        private readonly DataViewRow _keyed;
        private readonly bool[] _active;
        private readonly Delegate?[] _made;

        public Row(HistoryMapper mapper, DataViewRow keyed, bool[] active)
        {
            (_mapper, _keyed, _active) = (mapper, keyed, active);
            int first = mapper._keyed.Count;
            _made = new Delegate?[active.Length - first];
            if (active.AsSpan(first, 3).Contains(true))
            {
                var events = new SortedEvents(keyed, mapper._state, mapper._say);
                _made[0] = events.Items;
                _made[1] = events.Behaviors;
                _made[2] = events.Times;
            }
            if (active.AsSpan(first + 3).Contains(true))
            {
                var lookup = new AttributeLookup(keyed, mapper._attributes!, mapper._keyed.GetColumnOrNull(mapper._state.User));
                for (int i = 0; i < mapper._added.Length; i++)
                    _made[i + 3] = lookup.Getter(mapper._added[i]);
            }
        }

        public override long Position => _keyed.Position;

        public override long Batch => _keyed.Batch;

        public override DataViewSchema Schema => _mapper.OutputSchema;

        public override bool IsColumnActive(DataViewSchema.Column column) => _active[column.Index];

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            int made = column.Index - _mapper._keyed.Count;
            if (made < 0)
                return _keyed.GetGetter<TValue>(_mapper._keyed[column.Index]);
            return Getters.Checked<TValue>(_active[column.Index] ? _made[made] : null, column);
        }

        public override ValueGetter<DataViewRowId> GetIdGetter() => _keyed.GetIdGetter();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                _keyed.Dispose();
            base.Dispose(disposing);
        }
    }

    /// <summary>The events of the current row in order of time; read and sorted once a row, whichever column is asked for first.</summary>
    private sealed class SortedEvents
    {
        private readonly DataViewRow _row;
        private readonly VectorReader<int> _itemReader;
        private readonly VectorReader<byte> _behaviorReader;
        private readonly HistoryTimes _timeReader;
        private readonly BehaviorSequencesTransformer.State _state;
        private readonly bool _oneBehavior;
        private readonly TimeOrder _order = new();
        private int[] _items = [];
        private byte[] _behaviors = [];
        private long[] _times = [];
        private int _length;
        private long _position = -1;

        public SortedEvents(DataViewRow row, BehaviorSequencesTransformer.State state, Action<string> say)
        {
            (_row, _state) = (row, state);
            _itemReader = ColumnReader.Keys(row, row.Schema[state.Item]);
            _behaviorReader = ColumnReader.SmallKeys(row, row.Schema[state.Behavior]);
            _oneBehavior = KeyNames.Count(row.Schema[state.Behavior].Type) == 1;
            _timeReader = new HistoryTimes(row, row.Schema[state.Timestamp], state.Times, say);
            Items = Getter((ref uint to, int i) => to = (uint)_items[i]);
            Behaviors = Getter((ref uint to, int i) => to = _behaviors[i]);
            Times = Getter((ref long to, int i) => to = _times[i]);
        }

        private delegate void Place<T>(ref T to, int index);

        public Delegate Items { get; }

        public Delegate Behaviors { get; }

        public Delegate Times { get; }

        private ValueGetter<VBuffer<T>> Getter<T>(Place<T> place) => (ref VBuffer<T> value) =>
        {
            Read();
            VBufferEditor<T> editor = VBufferEditor.Create(ref value, _length);
            for (int i = 0; i < _length; i++)
                place(ref editor.Values[i], i);
            value = editor.Commit();
        };

        private void Read()
        {
            if (_position == _row.Position && _position >= 0)
                return;
            _length = _itemReader.Append(ref _items, 0);
            int behaviors = _behaviorReader.Append(ref _behaviors, 0), times = _timeReader.Read(ref _times);
            if (behaviors == 0 && _oneBehavior)
                behaviors = FillBehaviors();
            if (behaviors != _length || times != _length)
            {
                throw new InvalidOperationException(
                    $"A history needs as many items as behaviors and times: row {_row.Position} has {_length} in '{_state.Item}', " +
                    $"{behaviors} in '{_state.Behavior}' and {times} in '{_state.Timestamp}'.");
            }
            _order.Sort(_items.AsSpan(0, _length), _behaviors.AsSpan(0, _length), _times.AsSpan(0, _length), _state.TieBreak);
            _timeReader.Conversion.Apply(_times.AsSpan(0, _length));
            _position = _row.Position;
        }

        /// <summary>Where there is one behavior, histories need not say it.</summary>
        private int FillBehaviors()
        {
            if (_behaviors.Length < _length)
                _behaviors = new byte[Math.Max(_length, 2 * _behaviors.Length)];
            _behaviors.AsSpan(0, _length).Fill(1);
            return _length;
        }
    }

    /// <summary>Finds the current row's user in the attribute table, once a row.</summary>
    private sealed class AttributeLookup(DataViewRow row, UserAttributeTable table, DataViewSchema.Column? userColumn)
    {
        private readonly ScalarReader<string?>? _user = userColumn is { } column ? ColumnReader.Text(row, column) : null;
        private long _position = -1;
        private int _found = -1;

        public Delegate Getter(UserAttribute column) => column.Text is { } text
            ? (ValueGetter<ReadOnlyMemory<char>>)((ref ReadOnlyMemory<char> value) =>
                value = Find() is >= 0 and int at ? text[at].AsMemory() : default)
            : (ValueGetter<float>)((ref float value) => value = Find() is >= 0 and int at ? column.Number![at] : float.NaN);

        private int Find()
        {
            if (_position != row.Position || _position < 0)
            {
                _found = table.RowOf(_user?.Read());
                _position = row.Position;
            }
            return _found;
        }
    }
}
