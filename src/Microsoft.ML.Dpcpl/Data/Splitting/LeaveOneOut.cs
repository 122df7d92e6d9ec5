using Microsoft.ML.Data;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Items;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Data.Views;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Dpcpl.Data.Splitting;

/// <summary>Makes the sets of a <see cref="SequenceSplit"/>.</summary>
internal sealed class LeaveOneOut
{
    private const int TestStream = 0, ValidationStream = 1;

    private readonly IHostEnvironment _env;
    private readonly SequenceData _data;
    private readonly DataViewSchema _schema;
    private readonly Lazy<(DataViewSchema.Column Column, MemoryColumn Values)[]> _passed;
    private readonly Lazy<int[]> _popularity;
    private readonly byte _target;

    /// <summary>The columns by the names that they have in the input.</summary>
    private readonly SequenceColumns _columns;

    /// <summary>Tests that were given; null where the last event of each user is one.</summary>
    private readonly GivenTests? _given;

    public LeaveOneOut(IHostEnvironment env, IDataView sequences, LeaveOneOutOptions options)
        : this(env, sequences, Read(sequences, options), options)
    {
    }

    private LeaveOneOut(IHostEnvironment env, IDataView sequences, SequenceData data, LeaveOneOutOptions options, RollingTimePlan? moments = null, IReadOnlyList<GivenTest>? tests = null)
    {
        // The sets are made later: what the caller does to the options by then must not matter.
        (_env, Options, _schema, _columns, _data) = (env, options.Clone(), sequences.Schema, Columns(sequences.Schema, options), data);
        _target = BehaviorIds.OfTarget(options.TargetBehavior, _data.BehaviorNames, options.BehaviorColumnName);
        EventCount = data.Store.EventCount;
        PretrainBoundary? boundary = null;
        if (tests is not null)
        {
            _given = Found(sequences, tests);
            boundary = PretrainBoundary.Drawn(data.Store, options.TimeSplit, options.PretrainingShare);
            _data = data.With(_given.Append(data.Store, _target));
        }

        Plan = moments?.Plan(_data.Store, _target, options)
            ?? LeaveOneOutPlan.Make(_data.Store, _target, options.RepeatPolicy, options.TimeSplit, options.PretrainingShare, options.UnknownItems, given: _given, drawn: boundary);
        TestUsers = Having(Plan.Test);
        ValidationUsers = Having(Plan.Validation);
        ColdStartTests = TestUsers.Count(IsColdStart);
        RepeatedTests = TestUsers.Count(user => Before(user).Contains(Label(user)) && Label(user) != 0);
        RepeatedTargetTests = options.RepeatPolicy == RepeatPolicy.AsIs ? TestUsers.Count(HadTarget) : 0;
        _passed = new(() => ScalarColumns.Read(sequences, PassedOn().ToArray()));
        _popularity = new(Popularity);
        UnsampledTests = _given?.Negatives is { } given ? TestUsers.Count(user => given[user].Length == 0)
            : options.NegativeCount == 0 ? 0
            : TestUsers.Count(NotSampled());
        using IChannel channel = env.Register(nameof(LeaveOneOut)).Start("Split");
        if (TestUsers.Length == 0)
        {
            channel.Warning(
                MessageSensitivity.Schema,
                $"The test set is empty: no user has an event of '{TargetBehavior}' {(Plan.Rolling is null ? "after the split time" : "in the window of the test")} with an event on another item before it.");
        }
        if (UnsampledTests > 0 && _given?.Negatives is null)
        {
            channel.Warning(
                MessageSensitivity.Schema,
                $"{UnsampledTests:N0} of {TestUsers.Length:N0} tests are not in the sampled ranking: their users left fewer than NegativeCount = {options.NegativeCount:N0} items untouched.");
        }
        if (Plan.UnknownTests > 0)
        {
            string fate = options.UnknownItems == UnknownItemPolicy.Miss ? "are on unknown items: misses" : "were left out: their items are unknown";
            channel.Warning(MessageSensitivity.Schema, $"{Plan.UnknownTests:N0} test events {fate}.");
        }
        if (_given is { UnknownUsers: > 0 })
            channel.Warning(MessageSensitivity.Schema, $"{_given.UnknownUsers:N0} given tests are of users that are not in the log: they were left out.");
        if (_given is { UnknownNegatives: > 0 })
            channel.Warning(MessageSensitivity.Schema, $"{_given.UnknownNegatives:N0} given negatives are no items of the log: they rank below all others.");
    }

    /// <summary>A split for each fold, the earliest first; the sequences are read once.</summary>
    public static IReadOnlyList<SequenceSplit> Rolling(IHostEnvironment env, IDataView sequences, LeaveOneOutOptions options, int folds, double share)
    {
        SequenceData data = Read(sequences, options);
        return [.. RollingTimePlan.Make(data.Store, folds, share).Select(moments => new LeaveOneOut(env, sequences, data, options, moments).Split())];
    }

    /// <summary>The split whose tests were given.</summary>
    public static SequenceSplit Given(IHostEnvironment env, IDataView sequences, IReadOnlyList<GivenTest> tests, LeaveOneOutOptions options) =>
        new LeaveOneOut(env, sequences, Read(sequences, options), options, tests: tests).Split();

    public LeaveOneOutOptions Options { get; }

    public string TargetBehavior => _data.BehaviorNames[_target - 1];

    public LeaveOneOutPlan Plan { get; }

    /// <summary>Events of the log; given tests are none.</summary>
    public int EventCount { get; }

    public int[] TestUsers { get; }

    public int[] ValidationUsers { get; }

    public int ColdStartTests { get; }

    public int RepeatedTests { get; }

    /// <summary>Tests whose item had the target behavior before, where such events stay.</summary>
    public int RepeatedTargetTests { get; }

    /// <summary>Tests without negatives, since too few items may be drawn.</summary>
    public int UnsampledTests { get; }

    /// <summary>Given tests of users that are not in the log.</summary>
    public int LeftOutTests => _given?.UnknownUsers ?? 0;

    public SequenceSplit Split() => new(
        this,
        View(null, Plan.ForTraining, null, null),
        View(ValidationUsers, Plan.BeforeValidation, Plan.Validation, () => Draw(ValidationUsers, ValidationStream)),
        View(TestUsers, Plan.BeforeTest, Plan.Test, () => _given?.Negatives is { } given ? Array.ConvertAll(TestUsers, user => given[user]) : Draw(TestUsers, TestStream)),
        View(null, Plan.ForTrainingAndValidation, null, null));

    private GivenTests Found(IDataView sequences, IReadOnlyList<GivenTest> tests)
    {
        DataViewSchema.Column users = SchemaMismatch.RequireName(_schema, "user", Options.UserColumnName, nameof(sequences));
        string[] items = KeyNames.Of(_schema[_columns.Item])
            ?? throw new ArgumentException("The item keys say nothing about their values, so the items of tests cannot be found; BehaviorSequences makes keys that do.", nameof(sequences));
        return GivenTests.Find(tests, ScalarColumns.Text(sequences, users), items);
    }

    private static SequenceData Read(IDataView sequences, LeaveOneOutOptions options)
    {
        options.Validate();
        SequenceData data = SequenceReader.Read(sequences, Columns(sequences.Schema, options), nameof(sequences));
        return data.Store.EventCount > 0 ? data : throw new ArgumentException("The sequences hold no event.", nameof(sequences));
    }

    private static SequenceColumns Columns(DataViewSchema schema, LeaveOneOutOptions options) => new SequenceColumns
    {
        Item = options.ItemColumnName,
        Behavior = options.BehaviorColumnName,
        Timestamp = options.TimestampColumnName,
        User = null,
        PretrainLength = null,
        Label = null,
        Candidates = null,
    }.In(schema);

    /// <summary>A view of some users (null: all), with the columns of a held-out event when there is one.</summary>
    private MemoryDataView View(
        int[]? users, Func<SequenceStore, int, LeaveOneOutPlan.Kept> keep, int[]? heldOut, Func<int[][]>? negatives)
    {
        bool withNegatives = heldOut is not null && (Options.NegativeCount > 0 || (heldOut == Plan.Test && _given?.Negatives is not null));
        return new MemoryDataView(Schema(heldOut is not null, withNegatives), () =>
        {
            int[] rows = users ?? [.. Enumerable.Range(0, _data.Store.UserCount)];
            (SequenceStore store, int[] pretrainLengths) = KeptEvents.Of(_data.Store, rows, keep, Plan.PretrainEnd, _env);
            List<MemoryColumn> columns = [.. _passed.Value.Select(column => users is null ? column.Values : column.Values.Select(users))];
            columns.Add(new SequenceColumn(store, SequencePart.Items));
            columns.Add(new SequenceColumn(store, SequencePart.Behaviors));
            columns.Add(new SequenceColumn(store, SequencePart.Times));
            columns.Add(new ScalarColumn<int>(pretrainLengths));
            if (heldOut is not null)
            {
                int[] labels = Array.ConvertAll(rows, user => _data.Store.ItemsOf(user)[heldOut[user]]);
                columns.Add(new ScalarColumn<uint>(Array.ConvertAll(labels, item => (uint)item)));
                columns.Add(new ScalarColumn<uint>(Array.ConvertAll(rows, _ => (uint)_target)));
                columns.Add(new ScalarColumn<long>(Array.ConvertAll(rows, user => _data.Store.TimesOf(user)[heldOut[user]])));
                columns.Add(new ScalarColumn<bool>([.. labels.Select((item, row) => store.ItemsOf(row).Contains(item))]));
                columns.Add(new ScalarColumn<bool>(Array.ConvertAll(rows, IsColdStart)));
            }
            if (withNegatives)
                columns.Add(new KeyVectorColumn(negatives!()));
            return new MemoryTable(rows.Length, [.. columns]);
        });
    }

    private DataViewSchema Schema(bool heldOut, bool negatives)
    {
        DataViewSchema.Column item = _schema[_columns.Item], behavior = _schema[_columns.Behavior], time = _schema[_columns.Timestamp];
        var itemKey = new KeyDataViewType(typeof(uint), KeyNames.Count(item.Type));
        var behaviorKey = new KeyDataViewType(typeof(uint), KeyNames.Count(behavior.Type));
        var unit = new DataViewSchema.Annotations.Builder();
        TimeUnits.Write(_data.TimeUnit, unit);
        ColumnRoles.PassOn(ColumnNames.Timestamp, time, unit);

        var builder = new DataViewSchema.Builder();
        foreach (DataViewSchema.Column column in PassedOn())
            builder.AddColumn(column.Name, column.Type, column.Annotations);
        builder.AddColumn(item.Name, new VectorDataViewType(itemKey), KeyValues(item, ColumnNames.Item, ItemFeatures.PassOn));
        builder.AddColumn(behavior.Name, new VectorDataViewType(behaviorKey), KeyValues(behavior, ColumnNames.Behavior));
        builder.AddColumn(time.Name, new VectorDataViewType(NumberDataViewType.Int64), unit.ToAnnotations());
        builder.AddColumn(ColumnNames.PretrainLength, NumberDataViewType.Int32);
        if (heldOut)
        {
            builder.AddColumn(ColumnNames.Label, itemKey, KeyValues(item));
            builder.AddColumn(ColumnNames.LabelBehavior, behaviorKey, KeyValues(behavior));
            builder.AddColumn(ColumnNames.LabelTimestamp, NumberDataViewType.Int64);
            builder.AddColumn(ColumnNames.TargetInHistory, BooleanDataViewType.Instance);
            builder.AddColumn(ColumnNames.ColdStart, BooleanDataViewType.Instance);
        }
        if (negatives)
            builder.AddColumn(ColumnNames.Negatives, new VectorDataViewType(itemKey), KeyValues(item));
        return builder.ToSchema();
    }

    /// <summary>The scalar columns of the input, less those that the split makes itself.</summary>
    private IEnumerable<DataViewSchema.Column> PassedOn() => _schema.Where(column =>
        !column.IsHidden && ScalarColumns.CanRead(column.Type) && column.Name is not
            (ColumnNames.PretrainLength or ColumnNames.Label or ColumnNames.LabelBehavior or ColumnNames.LabelTimestamp or
             ColumnNames.TargetInHistory or ColumnNames.ColdStart));

    private int[][] Draw(int[] users, int stream)
    {
        // What is drawn for a user depends on the user alone, so every core may draw for some of them.
        var drawn = new int[users.Length][];
        var progress = new Progress(_env, "drawing negatives", users.Length, Progress.Rows);
        int next = -1;
        Parallel.For(0, Environment.ProcessorCount, _ =>
        {
            NegativeDraw? draw = null;
            for (int at; (at = Interlocked.Increment(ref next)) < users.Length;)
            {
                drawn[at] = (draw ??= NewDraw()).Draw(users[at], stream);
                progress.Add(1);
            }
        });
        return drawn;
    }

    private NegativeDraw NewDraw() => new(
        _data.Store,
        _data.ItemCount,
        Options.NegativeSampler == NegativeSampler.Popularity ? _popularity.Value : null,
        Options.NegativeCount,
        Options.Seed);

    private Func<int, bool> NotSampled()
    {
        NegativeDraw draw = NewDraw();
        return user => !draw.Suffices(user);
    }

    private ReadOnlySpan<int> Before(int user) => _data.Store.ItemsOf(user)[..Plan.Test[user]];

    private int Label(int user) => _data.Store.ItemsOf(user)[Plan.Test[user]];

    private bool HadTarget(int user)
    {
        ReadOnlySpan<int> items = Before(user);
        ReadOnlySpan<byte> behaviors = _data.Store.BehaviorsOf(user);
        int label = Label(user);
        for (int i = 0; i < items.Length; i++)
        {
            if (items[i] == label && behaviors[i] == _target && label != 0)
                return true;
        }
        return false;
    }

    private int[] Popularity() => ItemPopularity.Events(
        KeptEvents.Of(_data.Store, [.. Enumerable.Range(0, _data.Store.UserCount)], Plan.ForTrainingAndValidation, Plan.PretrainEnd, _env).Store, _data.ItemCount);

    private bool IsColdStart(int user) => _data.Store.BehaviorsOf(user)[..Plan.SeenEnd(_data.Store, user)].Count(_target) <= 2;

    private static int[] Having(int[] heldOut) => [.. Enumerable.Range(0, heldOut.Length).Where(user => heldOut[user] >= 0)];

    /// <param name="column">A column of keys.</param>
    /// <param name="role">What the column is, where it is a column of sequences.</param>
    /// <param name="more">What is passed on beside that and what the keys stand for.</param>
    private static DataViewSchema.Annotations KeyValues(
        DataViewSchema.Column column, string? role = null, Action<DataViewSchema.Column, DataViewSchema.Annotations.Builder>? more = null)
    {
        var builder = new DataViewSchema.Annotations.Builder();
        KeyNames.PassOn(column, builder);
        if (role is not null)
            ColumnRoles.PassOn(role, column, builder);
        more?.Invoke(column, builder);
        return builder.ToAnnotations();
    }
}
