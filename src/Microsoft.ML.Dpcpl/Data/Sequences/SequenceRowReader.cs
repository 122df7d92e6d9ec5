using System.Globalization;
using Microsoft.ML.Data;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Views;

namespace Microsoft.ML.Dpcpl.Data.Sequences;

/// <summary>Reads rows of sequences into a <see cref="SequenceData"/>, some at a time, into buffers that are used again.</summary>
/// <remarks>One reader serves one cursor at a time; not thread-safe. Rows out of order of time are sorted, stably.</remarks>
internal sealed class SequenceRowReader
{
    private readonly DataViewSchema.Column _item, _behavior, _timestamp;
    private readonly DataViewSchema.Column? _pretrainLength, _label, _candidateItems, _allowedItems, _deniedItems;
    private readonly DataViewSchema.Column?[] _attributes;
    private readonly SequenceColumns _columns;
    private readonly KeyIndex _keys;
    private readonly KnownUsers? _users;
    private readonly DataViewSchema.Column? _user;
    private readonly bool _readEvents;
    private readonly string[] _behaviorNames;
    private readonly int _itemCount;
    /// <summary>Seconds in a unit of the time column; null when the column does not say.</summary>
    private readonly double? _timeUnit;
    private readonly TimeScan _scan = new();

    private readonly TimeOrder _order = new();
    private readonly GrowingArray<int> _offsets = new();
    private readonly GrowingArray<int> _pretrainLengths = new();
    private readonly GrowingArray<int> _labels = new();
    private readonly GrowingArray<int> _modelUsers = new();
    private readonly GrowingArray<int[]> _candidates = new();
    private readonly ItemLists _allowed = new(), _denied = new();
    private readonly GrowingArray<string?>[] _texts;
    private readonly GrowingArray<float>[] _numbers;
    private int[] _items = [];
    private byte[] _behaviors = [];
    private long[] _times = [];
    private int[] _candidateRow = [];
    private int _rows;
    private int _eventCount;
    private RowReaders? _readers;

    /// <param name="schema">Schema of the rows.</param>
    /// <param name="columns">The columns to read.</param>
    /// <param name="parameter">The parameter that a mismatch is reported for.</param>
    /// <param name="readEvents">False leaves the sequences unread, when the caller has them already.</param>
    /// <param name="keys">What knows items by name, for lists of them; null makes one when it is needed.</param>
    /// <param name="users">Who is known to the model; null: nobody asks.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a wrong type.</exception>
    public SequenceRowReader(DataViewSchema schema, SequenceColumns columns, string parameter = "inputSchema", bool readEvents = true, KeyIndex? keys = null, KnownUsers? users = null)
    {
        columns = columns.In(schema);
        (_columns, _readEvents, _users) = (columns, readEvents, users);
        _user = users is null ? null : KnownUsers.Find(schema, users.Column);
        _item = Keys(schema, "item", columns.Item, parameter);
        _behavior = Keys(schema, "behavior", columns.Behavior, parameter);
        _timestamp = Find(schema, "timestamp", columns.Timestamp, parameter);
        ColumnShape time = ColumnShape.Of(_timestamp);
        if (!time.IsVector || !(time.ItemType.RawType == typeof(long) || time.IsMoment))
            throw SchemaMismatch.Wrong(parameter, "timestamp", time.Name, "vector of Int64, DateTime or DateTimeOffset", time.Text);

        _pretrainLength = Optional(schema, columns.PretrainLength);
        if (_pretrainLength is { } length && length.Type != NumberDataViewType.Int32)
            throw SchemaMismatch.Wrong(parameter, "pre-training length", length.Name, "Int32", $"{length.Type}");
        _label = Optional(schema, columns.Label);
        if (_label is { } label && (label.Type is not KeyDataViewType || KeyNames.Count(label.Type) != KeyNames.Count(_item.Type)))
            throw SchemaMismatch.Wrong(parameter, "label", label.Name, $"key of the items ({_item.Type})", $"{label.Type}");
        _candidateItems = Items(Optional(schema, columns.Candidates), "candidate", _item, parameter);
        _allowedItems = columns.Allowed is { } allow ? Items(Find(schema, "allow", allow, parameter), "allow", _item, parameter) : null;
        _deniedItems = columns.Denied is { } deny ? Items(Find(schema, "deny", deny, parameter), "deny", _item, parameter) : null;
        _keys = keys ?? new KeyIndex(_item);
        _attributes = Array.ConvertAll(columns.Attributes, name =>
            columns.AttributesRequired || schema.GetColumnOrNull(name) is not null
                ? UserAttributeTable.AttributeColumn(schema, name, parameter)
                : (DataViewSchema.Column?)null);
        _texts = Array.ConvertAll(columns.Attributes, _ => new GrowingArray<string?>());
        _numbers = Array.ConvertAll(columns.Attributes, _ => new GrowingArray<float>());

        _itemCount = (int)Math.Min(int.MaxValue, KeyNames.Count(_item.Type));
        ulong behaviors = KeyNames.Count(_behavior.Type);
        if (behaviors > BehaviorSequencesEstimator.MaximumNumberOfBehaviors)
            throw SchemaMismatch.Wrong(parameter, "behavior", columns.Behavior, "at most 255 behaviors", $"{behaviors}");
        _behaviorNames = KeyNames.Of(_behavior)
            ?? [.. Enumerable.Range(1, (int)behaviors).Select(id => id.ToString(CultureInfo.InvariantCulture))];
        _timeUnit = TimeUnits.Of(_timestamp);
    }

    /// <summary>The columns that a cursor must have active.</summary>
    public IEnumerable<DataViewSchema.Column> ColumnsNeeded
    {
        get
        {
            DataViewSchema.Column?[] optional = [_user, _pretrainLength, _label, _candidateItems, _allowedItems, _deniedItems, .. _attributes];
            IEnumerable<DataViewSchema.Column> events = _readEvents ? [_item, _behavior, _timestamp] : [];
            return events.Concat(optional.Where(column => column is not null).Select(column => column!.Value));
        }
    }

    /// <summary>Reads the next rows; the result has no users when there are none left. It is valid until the next call.</summary>
    public SequenceData ReadNext(DataViewRowCursor cursor, int maxRows)
    {
        Begin();
        while (_rows < maxRows && cursor.MoveNext())
            Add(cursor);
        return End();
    }

    /// <summary>Reads the one row that a cursor or a prediction engine stands on. The result is valid until the next call.</summary>
    public SequenceData Read(DataViewRow row)
    {
        Begin();
        Add(row);
        return End();
    }

    /// <summary>Forgets the rows so far. For callers that move the cursor themselves: then <see cref="Add"/> for each row, then <see cref="End"/>.</summary>
    public void Begin()
    {
        (_rows, _eventCount) = (0, 0);
        _offsets.Clear();
        _offsets.Add(0);
        _pretrainLengths.Clear();
        _labels.Clear();
        _modelUsers.Clear();
        _candidates.Clear();
        _allowed.Clear();
        _denied.Clear();
        for (int i = 0; i < _attributes.Length; i++)
        {
            _texts[i].Clear();
            _numbers[i].Clear();
        }
    }

    /// <summary>Adds the row that a cursor stands on.</summary>
    public void Add(DataViewRow row)
    {
        if (_readers?.Row != row)
            _readers = new RowReaders(this, row);
        _rows++;
        if (_readEvents)
            AddEvents(row, _readers);
        if (_users is not null)
            _modelUsers.Add(_readers.User?.Invoke() ?? KnownUsers.Unknown);
        if (_readers.PretrainLength is { } pretrainLength)
            _pretrainLengths.Add(pretrainLength.Read());
        if (_readers.Label is { } label)
            _labels.Add(label.Read());
        if (_readers.Candidates is { } given)
        {
            int count = given.Append(ref _candidateRow, 0);
            int[] candidates = _candidates.Previous is { } old && old.Length == count ? old : new int[count];
            _candidateRow.AsSpan(0, count).CopyTo(candidates);
            _candidates.Add(candidates);
        }

        if (_readers.Allowed is { } allowed)
            _allowed.Add(allowed, _itemCount);
        if (_readers.Denied is { } denied)
            _denied.Add(denied, _itemCount);
        for (int i = 0; i < _attributes.Length; i++)
        {
            if (_readers.Numbers[i] is { } number)
                _numbers[i].Add(number.Read());
            else
                _texts[i].Add(_readers.Texts[i]?.Read());
        }
    }

    private void AddEvents(DataViewRow row, RowReaders readers)
    {
        int start = _eventCount;
        int length = readers.Items!.Append(ref _items, start);
        int behaviors = readers.Behaviors!.Append(ref _behaviors, start), times = readers.Times!.Append(ref _times, start);
        if (behaviors != length || times != length)
        {
            throw new InvalidOperationException(
                $"Row {row.Position} has {length} items in '{_columns.Item}', {behaviors} behaviors in '{_columns.Behavior}' and {times} times in " +
                $"'{_columns.Timestamp}'; the three must be as many.");
        }
        _order.Sort(_items.AsSpan(start, length), _behaviors.AsSpan(start, length), _times.AsSpan(start, length), TieBreak.RowOrder);
        _eventCount = checked(start + length);
        _offsets.Add(_eventCount);
    }

    /// <summary>The rows added since <see cref="Begin"/>; valid until it is called again.</summary>
    public SequenceData End()
    {
        return new SequenceData
        {
            Store = _readEvents ? new SequenceStore(_offsets.Exact(), _items, _behaviors, _times) : SequenceStore.Empty,
            ModelUsers = _users is null ? null : _modelUsers.Exact(),
            PretrainLengths = _pretrainLength is null ? null : _pretrainLengths.Exact(),
            Labels = _label is null ? null : _labels.Exact(),
            Candidates = _candidateItems is null ? null : _candidates.Exact(),
            Allowed = _allowedItems is null ? null : _allowed,
            Denied = _deniedItems is null ? null : _denied,
            Attributes = [.. _attributes.Select((column, i) => column is { } c && UserAttributeTable.IsNumeric(c)
                ? new UserAttribute(_columns.Attributes[i], null, _numbers[i].Exact())
                : new UserAttribute(_columns.Attributes[i], _texts[i].Exact(), null))],
            TimeUnit = _timeUnit ?? RecognizedUnit(),
            BehaviorNames = _behaviorNames,
            ItemCount = _itemCount,
        };
    }

    /// <summary>The unit of numbers that nobody says the unit of: what most of them look like, else seconds.</summary>
    private double RecognizedUnit()
    {
        _scan.Clear();
        foreach (long time in _times.AsSpan(0, _eventCount))
            _scan.Add(time);
        return TimeUnits.Length(_scan.Size.Unit() ?? TimeUnits.Seconds);
    }

    private static DataViewSchema.Column Find(DataViewSchema schema, string role, string name, string parameter) =>
        schema.GetColumnOrNull(name) ?? throw SchemaMismatch.NotFound(parameter, role, name, schema);

    private static DataViewSchema.Column Keys(DataViewSchema schema, string role, string name, string parameter)
    {
        DataViewSchema.Column column = Find(schema, role, name, parameter);
        ColumnShape shape = ColumnShape.Of(column);
        return shape.IsVector && shape.IsKey ? column : throw SchemaMismatch.Wrong(parameter, role, name, "vector of keys", shape.Text, shape.IsVector ? null : SchemaMismatch.MakeSequences);
    }

    /// <summary>A column of lists of items: by their keys, or by what the keys stand for.</summary>
    private static DataViewSchema.Column? Items(DataViewSchema.Column? list, string role, DataViewSchema.Column item, string parameter)
    {
        if (list is not { } column)
            return null;
        ColumnShape shape = ColumnShape.Of(column);
        return shape.IsVector && shape.IsName && (!shape.IsKey || KeyNames.Count(column.Type) == KeyNames.Count(item.Type)) ? column
            : throw SchemaMismatch.Wrong(parameter, role, column.Name, $"vector of text or integers, or of keys of the items ({item.Type})", shape.Text);
    }

    private static DataViewSchema.Column? Optional(DataViewSchema schema, string? name) => name is null ? null : schema.GetColumnOrNull(name);

    /// <summary>The readers of one cursor or row.</summary>
    private sealed class RowReaders
    {
        public RowReaders(SequenceRowReader reader, DataViewRow row)
        {
            Row = row;
            if (reader._readEvents)
            {
                Items = ColumnReader.Keys(row, reader._item);
                Behaviors = ColumnReader.SmallKeys(row, reader._behavior);
                Times = ColumnReader.WholeTimes(row, reader._timestamp);
            }
            User = reader._user is { } user ? reader._users!.Numbers(row, user) : null;
            PretrainLength = reader._pretrainLength is { } length ? ColumnReader.Plain<int>(row, length) : null;
            Label = reader._label is { } label ? ColumnReader.Key(row, label) : null;
            Candidates = List(reader._candidateItems);
            Allowed = List(reader._allowedItems);
            Denied = List(reader._deniedItems);
            Texts = Array.ConvertAll(reader._attributes, c => c is { } column && !UserAttributeTable.IsNumeric(column) ? ColumnReader.Text(row, column) : null);
            Numbers = Array.ConvertAll(reader._attributes, c => c is { } column && UserAttributeTable.IsNumeric(column) ? ColumnReader.Number(row, column) : null);

            VectorReader<int>? List(DataViewSchema.Column? list) => list is { } column ? NamedKeys.Of(row, column, reader._keys) : null;
        }

        public DataViewRow Row { get; }

        public VectorReader<int>? Items { get; }

        public VectorReader<byte>? Behaviors { get; }

        public VectorReader<long>? Times { get; }

        public Func<int>? User { get; }

        public ScalarReader<int>? PretrainLength { get; }

        public ScalarReader<int>? Label { get; }

        public VectorReader<int>? Candidates { get; }

        public VectorReader<int>? Allowed { get; }

        public VectorReader<int>? Denied { get; }

        public ScalarReader<string?>?[] Texts { get; }

        public ScalarReader<float>?[] Numbers { get; }
    }
}
