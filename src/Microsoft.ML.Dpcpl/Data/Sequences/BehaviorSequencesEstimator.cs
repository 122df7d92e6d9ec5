using System.Runtime.CompilerServices;
using Microsoft.ML.Data;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Data.Views;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Dpcpl;

/// <summary>Turns events into one row per user: the items and behaviors as vectors of keys, in order of time.</summary>
/// <remarks>
/// <para>
/// The transform adapts to its input. Rows that are single events (scalar columns) are grouped by user; rows that are whole
/// histories already (vector columns, as in <see cref="UserHistory"/>) are mapped one by one. So one saved chain turns a log
/// into a training set and serves a <see cref="PredictionEngine{TSrc, TDst}"/>.
/// </para>
/// <format type="text/markdown"><![CDATA[
/// ### Input and Output Columns
/// | Column | Input | Output |
/// | -- | -- | -- |
/// | User | text, any integer or key | the same type (text with SessionGap); for histories it is optional and passed through |
/// | Item | text, any integer or key; a vector of them for histories | vector of keys (UInt32) |
/// | Behavior | likewise, at most 255 different ones; it may be missing | vector of keys (UInt32) |
/// | Timestamp | Int32, UInt32, Int64, UInt64, Single, Double, DateTime, DateTimeOffset; or a vector | vector of Int64; moments become ticks |
/// | one per user attribute | | text for categories (text, integer, key, Boolean), Single for Single and Double |
/// ]]></format>
/// <para>
/// Items and behaviors that are no keys yet get keys when the estimator is fitted, with the values as annotation; keys that
/// come in keep theirs. Other columns of events are dropped, other columns of histories are passed on.
/// </para>
/// <para>
/// Events: those without user, item, behavior or time, or with a behavior that has no key, are left out, and so are
/// repetitions of the same user, item, behavior and time; a warning counts them. An event on an item that has no key stays, with key 0: what
/// a user did last is to be known even where the item is new. Users keep the order in which they appear first.
/// Histories: nothing is left out, unknown items and behaviors have key 0. Both are sorted by time if they are not, stably.
/// </para>
/// <para>
/// One behavior: where the input has no column Behavior, or <see cref="Options.BehaviorColumnName"/> is null, every event has the behavior
/// <see cref="BehaviorEvent.OnlyBehavior"/>. A fitted transform that knows a single behavior, whatever it is called, takes later events
/// without the column, and histories without it or with an empty vector, for that behavior.
/// </para>
/// <para>
/// Times: the unit of numbers is that of <see cref="Options.TimestampUnit"/>, or recognized over the whole column; fractions are kept, in milli-,
/// micro- or nanoseconds, and so are those of dates. The unit of the sequences is chosen when the estimator is fitted. Whatever comes later
/// in another unit, events or histories, is converted to it, and a warning says so once. A Single column with times of 2^24 and more is refused.
/// </para>
/// <para>
/// User attributes: the table is part of the fitted transform and is saved with it. Users are looked up by their name as text.
/// Missing values are empty text or NaN. A history that has a column of an attribute's name keeps its own.
/// </para>
/// <para>
/// Item attributes: text, integers, keys and Booleans are categories, vectors of text or keys several of them, Single and Double numbers, vectors of
/// these given vectors, such as embeddings of a text, all of one length. Missing values are empty text, NaN or an empty vector. Items are looked up by their name as text; two
/// rows about one item are an error. They are encoded when the estimator is fitted: a category that only one item has is left out, and so are the rarest beyond 4,000; what is
/// left may be 8,192 numbers. The encoded table is saved with the transform, 8 bytes for each number that is not 0, and stands as an
/// annotation at the item column of the sequences and of a split of them, where trainers find it.
/// </para>
/// <para>
/// The rows are made when they are first asked for and stay in memory, 13 bytes per event; making them needs at most 16, the names of
/// users and items aside, as long as times in their unit fit into 40 bits. At most two billion events. Thread-safe.
/// </para>
/// <para>
/// Events of <c>mlContext.Data.LoadBehaviorEvents</c>, or of <c>FilterByCore</c> on them, are not read row by row: Fit reads the file once, on
/// all cores, and keeps the events packed, about 11 bytes each, in that view until Transform's rows are made of them. The result is the same.
/// </para>
/// </remarks>
/// <seealso cref="DpcplCatalog.BehaviorSequences(TransformsCatalog, string, string, string, string)"/>
/// <seealso cref="DpcplCatalog.BehaviorSequences(TransformsCatalog, BehaviorSequencesEstimator.Options)"/>
public sealed partial class BehaviorSequencesEstimator : IEstimator<BehaviorSequencesTransformer>
{
    /// <summary>The most behaviors a data set may have: ids are bytes and 0 means unknown.</summary>
    internal const int MaximumNumberOfBehaviors = byte.MaxValue;

    private readonly IHost _host;
    private readonly Options _options;

    internal BehaviorSequencesEstimator(IHostEnvironment env, Options options)
    {
        options.Validate();
        _host = env.Register(nameof(BehaviorSequencesEstimator));
        _options = options.Clone();
    }

    /// <summary>Fits keys for items and behaviors that have none, and reads the attributes of users and items.</summary>
    /// <param name="input">Events or histories.</param>
    /// <returns>The fitted transform.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a wrong type.</exception>
    /// <exception cref="InvalidDataException">
    /// The unit of the times cannot be recognized, or Single cannot hold them; or two rows are about one item, one of its numbers is not finite, or vectors differ in length.
    /// </exception>
    /// <exception cref="ArgumentException">There are no events.</exception>
    public BehaviorSequencesTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        SequenceShape shape = SequenceShape.Check(input.Schema, _options, nameof(input));
        IDataView named = shape.Behavior is null ? AddedBehavior.Named(input.Schema, _options.BehaviorColumn, shape.IsHistory).Over(input) : input;
        UserAttributeTable? attributes = ReadAttributes();
        ItemAttributeTable? items = _options.ItemAttributes is null ? null
            : ItemAttributeTable.Read(_options.ItemAttributes, _options.ItemAttributesItemColumnName, _options.ItemAttributesColumnNames, nameof(Options.ItemAttributes));
        FileEvents.Vocabulary? names = FileEvents.Of(input, _options)?.FindNames();
        ITransformer? vocabulary = FitVocabulary(names?.Names ?? named, shape, items?.Items);
        DataViewSchema.Column time = input.Schema[_options.TimestampColumnName];
        TimeRules times = TimeRules.Fit(
            TimeColumn.Of(time), time.Name, TimeUnits.Of(_options.TimestampUnit), ColumnShape.Of(time).IsFloat, () => names?.Times ?? TimesOf(input, time));
        var transformer = new BehaviorSequencesTransformer(_host, BehaviorSequencesTransformer.State.From(_options, shape, times), vocabulary, attributes, items);
        transformer.GetOutputSchema(input.Schema);
        return transformer;
    }

    /// <summary>The shape of the output for an input of a given shape.</summary>
    /// <param name="inputSchema">The shape of the input.</param>
    /// <returns>The shape of the output.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a wrong type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        // The last of several columns of one name is the visible one.
        SchemaShape.Column? Find(string name) => inputSchema.Any(c => c.Name == name) ? inputSchema.Last(c => c.Name == name) : null;
        SequenceShape shape = SequenceShape.Check(name => Find(name) is { } column ? ColumnShape.Of(column) : null, inputSchema.Select(column => column.Name), _options, nameof(inputSchema));

        var made = new DataViewSchema.Builder();
        made.AddColumn(_options.ItemColumnName, KeysType, ItemAnnotations(Find(_options.ItemColumnName)!.Value));
        made.AddColumn(_options.BehaviorColumn, KeysType, shape.Behavior is null ? KeyValues(TextDataViewType.Instance, ColumnNames.Behavior) : KeyValuesLike(Find(_options.BehaviorColumn)!.Value, ColumnNames.Behavior));
        var unit = new DataViewSchema.Annotations.Builder();
        TimeUnits.Write(1, unit);
        ColumnRoles.Write(ColumnNames.Timestamp, unit);
        made.AddColumn(_options.TimestampColumnName, new VectorDataViewType(NumberDataViewType.Int64), unit.ToAnnotations());
        if (ReadAttributeSchema() is { } attributes)
        {
            foreach (DataViewSchema.Column column in attributes)
            {
                if (!shape.IsHistory || Find(column.Name) is null)
                    made.AddColumn(column.Name, UserAttributeTable.IsNumeric(column) ? NumberDataViewType.Single : TextDataViewType.Instance);
            }
        }
        SchemaShape added = SchemaShapes.Of(made.ToSchema());
        var kept = shape.IsHistory
            ? inputSchema.Where(column => added.All(a => a.Name != column.Name))
            : _options.SessionGap is null ? [Find(_options.UserColumnName)!.Value] : SessionShape();
        return new SchemaShape(kept.Concat(added));
    }

    /// <summary>The column of the names of sessions.</summary>
    private SchemaShape SessionShape()
    {
        var made = new DataViewSchema.Builder();
        made.AddColumn(_options.UserColumnName, TextDataViewType.Instance);
        return SchemaShapes.Of(made.ToSchema());
    }

    private static VectorDataViewType KeysType { get; } = new(new KeyDataViewType(typeof(uint), int.MaxValue));

    private DataViewSchema.Annotations ItemAnnotations(SchemaShape.Column column)
    {
        DataViewSchema.Annotations values = KeyValuesLike(column, ColumnNames.Item);
        if (_options.ItemAttributes is null)
            return values;
        var builder = new DataViewSchema.Annotations.Builder();
        builder.Add(values, _ => true);
        ItemFeatures.Write(() => throw new InvalidOperationException("A shape has no values."), builder);
        return builder.ToAnnotations();
    }

    /// <summary>Annotations that say what keys made of a column stand for: its values, or those that its keys stand for already.</summary>
    private static DataViewSchema.Annotations KeyValuesLike(SchemaShape.Column column, string role)
    {
        DataViewType? values = column.IsKey
            ? column.Annotations?.Where(a => a.Name == KeyNames.Annotation).Select(a => a.ItemType).FirstOrDefault()
            : column.ItemType;
        return KeyValues(values as PrimitiveDataViewType, role);
    }

    /// <param name="primitive">The type of the values; null: nothing is known of them.</param>
    /// <param name="role">What the column is.</param>
    private static DataViewSchema.Annotations KeyValues(PrimitiveDataViewType? primitive, string role)
    {
        var builder = new DataViewSchema.Annotations.Builder();
        if (primitive is not null)
        {
            var values = new VectorDataViewType(primitive, 1);
            builder.Add(KeyNames.Annotation, values, EmptyGetters.For(values));
        }
        ColumnRoles.Write(role, builder);
        return builder.ToAnnotations();
    }

    /// <param name="input">Where the names stand.</param>
    /// <param name="shape">What of it are keys already.</param>
    /// <param name="described">Items that get keys, whether they have events or not.</param>
    private ITransformer? FitVocabulary(IDataView input, SequenceShape shape, string[]? described)
    {
        var mapped = new List<InputOutputColumnPair>();
        if (!shape.Item.IsKey)
            mapped.Add(new InputOutputColumnPair(_options.ItemColumnName));
        if (shape.Behavior is not { IsKey: true })
            mapped.Add(new InputOutputColumnPair(_options.BehaviorColumn));
        if (mapped.Count == 0)
            return null;

        TransformsCatalog.ConversionTransforms conversion = NewCatalog(_host).Conversion;
        ITransformer vocabulary = conversion.MapValueToKey([.. mapped], _options.MaximumNumberOfItems).Fit(input);
        DataViewSchema keys = vocabulary.GetOutputSchema(input.Schema);
        if (mapped.Any(pair => keys[pair.OutputColumnName].Annotations.Schema.GetColumnOrNull(KeyNames.Annotation) is null))
            throw new ArgumentException("There are no events with an item and a behavior, or a filter such as FilterByCore has left none: look at the events, and at what is left out of them.", nameof(input));
        // The behaviors are known now: map them once more, in the order that was asked for; and so are the items that have events.
        bool isOrdered = shape.Behavior is not { IsKey: true } && _options.BehaviorOrder is not null;
        IDataView? joined = shape.Item.IsKey || described is null ? null : WithDescribed(keys[_options.ItemColumnName], described);
        if (!isOrdered && joined is null)
            return vocabulary;
        ITransformer Keys(string column, IDataView? from) =>
            conversion.MapValueToKey([new InputOutputColumnPair(column)], _options.MaximumNumberOfItems, keyData: from).Fit(input);
        List<ITransformer> parts = shape.Item.IsKey ? [] : [Keys(_options.ItemColumnName, joined)];
        if (shape.Behavior is not { IsKey: true })
            parts.Add(Keys(_options.BehaviorColumn, isOrdered ? BehaviorOrder.Of(keys[_options.BehaviorColumn], _options.BehaviorOrder!) : null));
        return parts is [var only] ? only : new TransformerChain<ITransformer>([.. parts]);
    }

    /// <summary>The items that have keys, then those that are described and have none; null when there are no such items.</summary>
    private IDataView? WithDescribed(DataViewSchema.Column items, string[] described)
    {
        int before = (int)KeyNames.Count(items.Type);
        IDataView joined = KeyValueView.Joined(items, null, described, _options.MaximumNumberOfItems, out int after);
        using IChannel channel = _host.Start("Item attributes");
        if (after - before == described.Length && described.Length > 0)
            channel.Warning(MessageSensitivity.None, "{0}", FormattableString.Invariant($"The table of item attributes has none of the {before:N0} items with events: do its item names look like those of the events?"));
        else
            channel.Info(MessageSensitivity.None, "{0}", FormattableString.Invariant($"{described.Length:N0} items have attributes, {after - before:N0} of them no event"));
        return after > before ? joined : null;
    }

    /// <summary>Looks at all numbers of a time column, of events or of histories.</summary>
    internal static TimeScan TimesOf(IDataView input, DataViewSchema.Column time)
    {
        var scan = new TimeScan();
        int digits = TimeColumn.Of(time).Digits;
        using DataViewRowCursor cursor = input.GetRowCursor([time]);
        VectorReader<ExactTime>? vector = time.Type is VectorDataViewType ? ColumnReader.Times(cursor, time) : null;
        ScalarReader<ExactTime>? scalar = vector is null ? ColumnReader.Time(cursor, time) : null;
        ExactTime[] times = new ExactTime[1];
        while (cursor.MoveNext())
        {
            int count = 1;
            if (vector is not null)
                count = vector.Append(ref times, 0);
            else
                times[0] = scalar!.Read();
            foreach (ExactTime read in times.AsSpan(0, count))
                scan.Add(read with { Whole = ExactTime.Scale(read.Whole, digits, 0) });
        }
        return scan;
    }

    private UserAttributeTable? ReadAttributes() => _options.UserAttributes is null
        ? null
        : UserAttributeTable.Read(
            _options.UserAttributes, _options.UserAttributesUserColumnName, _options.UserAttributesColumnNames, nameof(Options.UserAttributes));

    private IEnumerable<DataViewSchema.Column>? ReadAttributeSchema()
    {
        if (_options.UserAttributes?.Schema is not { } schema)
            return null;
        string[] names = UserAttributeTable.Names(schema, _options.UserAttributesUserColumnName, _options.UserAttributesColumnNames);
        return names.Select(name => UserAttributeTable.AttributeColumn(schema, name, nameof(Options.UserAttributes)));
    }

    [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
    internal static extern TransformsCatalog NewCatalog(IHostEnvironment env);
}
