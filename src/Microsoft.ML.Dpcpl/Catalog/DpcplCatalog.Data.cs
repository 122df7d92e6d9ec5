using System.Text;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Files;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Data.Splitting;
using Microsoft.ML.Dpcpl.Data.Views;
using Microsoft.ML.Dpcpl.ModelIO;

namespace Microsoft.ML.Dpcpl;

public static partial class DpcplCatalog
{
    /// <summary>Turns events into one row per user, with items and behaviors as vectors of keys in order of time.</summary>
    /// <param name="catalog">The transforms of an <see cref="MLContext"/>.</param>
    /// <param name="userColumnName">Column of the user: text, any integer or a key.</param>
    /// <param name="itemColumnName">Column of the item: text, any integer or a key.</param>
    /// <param name="behaviorColumnName">Column of the behavior: text, any integer or a key; null where all events are of one kind, as when there is no column of the default name.</param>
    /// <param name="timestampColumnName">Column of the time: an integer, Single or Double whose unit is recognized (see <see cref="TimestampUnit"/>), DateTime or DateTimeOffset.</param>
    /// <returns>The estimator; its remarks describe input and output.</returns>
    public static BehaviorSequencesEstimator BehaviorSequences(
        this TransformsCatalog catalog,
        string userColumnName = ColumnNames.User,
        string itemColumnName = ColumnNames.Item,
        string? behaviorColumnName = ColumnNames.Behavior,
        string timestampColumnName = ColumnNames.Timestamp) => catalog.BehaviorSequences(new BehaviorSequencesEstimator.Options
        {
            UserColumnName = userColumnName,
            ItemColumnName = itemColumnName,
            BehaviorColumnName = behaviorColumnName,
            TimestampColumnName = timestampColumnName,
        });

    /// <summary>Turns events into one row per user, with items and behaviors as vectors of keys in order of time.</summary>
    /// <param name="catalog">The transforms of an <see cref="MLContext"/>.</param>
    /// <param name="options">The settings.</param>
    /// <returns>The estimator; its remarks describe input and output.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public static BehaviorSequencesEstimator BehaviorSequences(this TransformsCatalog catalog, BehaviorSequencesEstimator.Options options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(options);
        return new BehaviorSequencesEstimator(CatalogEnvironment.Of(catalog), options);
    }

    /// <summary>Opens a CSV or TSV file of events, gzip'd or not, or a folder of such files, as a view with the columns User, Item, Behavior (text) and Timestamp (Int64).</summary>
    /// <remarks>
    /// <para>
    /// The first line names the columns. Fields may be quoted as RFC 4180 says, also with spaces or tabs around the quotes; what stands in
    /// quotes counts as it stands. Of other fields spaces and tabs at the ends are left out, and nothing else: a no-break space (U+00A0) or an
    /// ideographic one (U+3000) is part of a name. Empty lines are skipped. The text is UTF-8, or what a byte order mark or
    /// <paramref name="encoding"/> says; bytes that are none of its characters are an error, and so is a character of code 0.
    /// </para>
    /// <para>
    /// A line, with the line breaks in its quotes, may have 1,048,576 bytes of UTF-8, a field 65,535, the header 10,000 columns; more is an
    /// error. The file is read more than once: it can be no pipe.
    /// </para>
    /// <para>
    /// The files of a folder are read one after the other in the ordinal order of their names, as if they were one; all have the same columns. Files whose
    /// names begin with a dot or an underscore are not read.
    /// </para>
    /// <para>
    /// A file without a column of a behavior is a log of one behavior: the column Behavior says <see cref="BehaviorEvent.OnlyBehavior"/> for every
    /// event, which costs neither time nor memory. Other columns, such as rating, are ignored. A column whose name speaks of a behavior without
    /// being one of the usual names, such as user_action, is an error until <paramref name="behaviorColumnName"/> names it or is empty.
    /// </para>
    /// <para>
    /// Times are numbers, or ISO dates with or without time, taken as UTC where they do not say otherwise, which become Unix seconds; all of a
    /// file are the one or the other. Where the finest time has a fraction, all are counted in milli-, micro- or nanoseconds of their unit
    /// (dates: to 100 ns, then as ticks since the year 1); the annotations TimeUnit and TimeDigits of the column say it. The file is read when rows are.
    /// <c>BehaviorSequences</c> takes such a view, or <c>FilterByCore</c> of it, on a shorter way than any other: leave the keys to it.
    /// </para>
    /// </remarks>
    /// <param name="catalog">The data operations of an <see cref="MLContext"/>.</param>
    /// <param name="path">The file, or a folder of files; gzip is recognized by its content.</param>
    /// <param name="userColumnName">Column of the user; null looks for user, user_id and the like.</param>
    /// <param name="itemColumnName">Column of the item; null looks for item, item_id, movieId and the like.</param>
    /// <param name="behaviorColumnName">Column of the behavior; null looks for behavior, behavior_type, action, event and the like, empty takes none: all events are of one kind.</param>
    /// <param name="timestampColumnName">Column of the time; null looks for timestamp, time, date and the like.</param>
    /// <param name="separator">What stands between fields; null takes comma, tab or semicolon, whichever the header has most of.</param>
    /// <param name="timestampUnit">The unit of times that are numbers; Auto leaves it to <c>BehaviorSequences</c>. The unit of dates is known.</param>
    /// <param name="encoding">The encoding of a file without a byte order mark; null is UTF-8. Windows-1251 and its kin come from <see cref="CodePagesEncodingProvider"/>.</param>
    /// <returns>The events in the order of the file.</returns>
    /// <exception cref="ArgumentException"><paramref name="separator"/> is a quote, a line break or half a character.</exception>
    /// <exception cref="IOException">The file cannot be opened or is a pipe, or the folder has no file, or a folder in it.</exception>
    /// <exception cref="InvalidDataException">
    /// A column is missing, files of a folder have different ones, it is unclear which one is the behavior, or the file is no text, such as a zip archive; or, when rows are read, there are none, a line has too many or too
    /// few fields, a time that is none, a date among numbers, a quote that does not end, text that is not in the encoding or is too long, or gzip
    /// data are damaged or end early. The message names file, line and column.
    /// </exception>
    public static IDataView LoadBehaviorEvents(
        this DataOperationsCatalog catalog,
        string path,
        string? userColumnName = null,
        string? itemColumnName = null,
        string? behaviorColumnName = null,
        string? timestampColumnName = null,
        char? separator = null,
        TimestampUnit timestampUnit = TimestampUnit.Auto,
        Encoding? encoding = null) => catalog.LoadBehaviorEvents(path, new EventFileOptions
        {
            UserColumnName = userColumnName,
            ItemColumnName = itemColumnName,
            BehaviorColumnName = behaviorColumnName,
            TimestampColumnName = timestampColumnName,
            Separator = separator,
            TimestampUnit = timestampUnit,
            Encoding = encoding,
        });

    /// <summary>Opens files of events as the other overload does, with more to choose: files without a header, a least rating.</summary>
    /// <remarks>
    /// A column of ratings is read where <see cref="EventFileOptions.RatingColumnName"/> names it, and for nothing but to leave events out: how many, the
    /// log and <see cref="Microsoft.ML.Dpcpl.SequenceStatistics"/> say. For other views <c>mlContext.Data.FilterRowsByColumn</c> does it.
    /// </remarks>
    /// <param name="catalog">The data operations of an <see cref="MLContext"/>.</param>
    /// <param name="path">The file, or a folder of files; gzip is recognized by its content.</param>
    /// <param name="options">How to read it.</param>
    /// <returns>The events in the order of the file: User, Item, Behavior (text) and Timestamp (Int64).</returns>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="ArgumentException">The separator is a quote, a line break or half a character, or a rating comes without its column.</exception>
    /// <exception cref="IOException">The file cannot be opened or is a pipe, or the folder has no file, or a folder in it.</exception>
    /// <exception cref="InvalidDataException">As the other overload says; or a rating is no number, or no event has enough of one.</exception>
    public static IDataView LoadBehaviorEvents(this DataOperationsCatalog catalog, string path, EventFileOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(options);
        return new EventFileView(CatalogEnvironment.Of(catalog), path, options);
    }

    /// <summary>Reads a CSV or TSV file of user attributes, gzip'd or not, for <see cref="BehaviorSequencesEstimator.Options.UserAttributes"/>.</summary>
    /// <remarks>
    /// The first line names the columns. A column becomes numeric (Single) when all its values are numbers and more than 20 of them are
    /// different; any other is a category (text). An empty field is a missing value. Text is read as <c>LoadBehaviorEvents</c> reads it, with
    /// the same limits: lines of 1,048,576 bytes, fields of 65,535, 10,000 columns.
    /// </remarks>
    /// <param name="catalog">The data operations of an <see cref="MLContext"/>.</param>
    /// <param name="path">The file; gzip is recognized by its content.</param>
    /// <param name="userColumnName">Column of the user; null looks for user, user_id and the like. It is called User in the result.</param>
    /// <param name="categoricalColumnNames">Columns that are categories although they look numeric; null for none.</param>
    /// <param name="separator">What stands between fields; null takes comma, tab or semicolon, whichever the header has most of.</param>
    /// <param name="encoding">The encoding of a file without a byte order mark; null is UTF-8. Windows-1251 and its kin come from <see cref="CodePagesEncodingProvider"/>.</param>
    /// <returns>The table, in memory.</returns>
    /// <exception cref="ArgumentException"><paramref name="separator"/> is a quote, a line break or half a character.</exception>
    /// <exception cref="IOException">The file cannot be opened, or is a folder or a pipe.</exception>
    /// <exception cref="InvalidDataException">
    /// A column or a user is missing, the file is no text, a line has too many or too few fields, a quote that does not end, text that is not in
    /// the encoding or is too long, or gzip data are damaged or end early. The message names file, line and column.
    /// </exception>
    public static IDataView LoadUserAttributes(
        this DataOperationsCatalog catalog,
        string path,
        string? userColumnName = null,
        string[]? categoricalColumnNames = null,
        char? separator = null,
        Encoding? encoding = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentException.ThrowIfNullOrEmpty(path);
        return AttributeFile.Read(path, userColumnName, categoricalColumnNames ?? [], separator, encoding);
    }

    /// <summary>Holds out each user's last event of the target behavior for test, and the one before it for validation.</summary>
    /// <param name="catalog">The data operations of an <see cref="MLContext"/>.</param>
    /// <param name="sequences">A row per user, as <c>mlContext.Transforms.BehaviorSequences</c> makes them of events.</param>
    /// <param name="targetBehavior">The behavior that is held out, as it stands in the behavior column; null takes the only behavior that there is, and among several "buy".</param>
    /// <param name="repeatPolicy">What happens to earlier events of a user on the held-out item.</param>
    /// <param name="negativeCount">Negatives drawn for each held-out event; 0 draws none.</param>
    /// <returns>The sets.</returns>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A column is missing or of a wrong type, no behavior has that name, or the catalog of items is too small for so many negatives.
    /// </exception>
    public static SequenceSplit LeaveOneOutSplit(
        this DataOperationsCatalog catalog,
        IDataView sequences,
        string? targetBehavior = null,
        RepeatPolicy repeatPolicy = RepeatPolicy.TargetPairRemoved,
        int negativeCount = 100) => catalog.LeaveOneOutSplit(sequences, new LeaveOneOutOptions
        {
            TargetBehavior = targetBehavior,
            RepeatPolicy = repeatPolicy,
            NegativeCount = negativeCount,
        });

    /// <summary>Holds out each user's last event of the target behavior for test, and the one before it for validation.</summary>
    /// <param name="catalog">The data operations of an <see cref="MLContext"/>.</param>
    /// <param name="sequences">A row per user, as <c>mlContext.Transforms.BehaviorSequences</c> makes them of events.</param>
    /// <param name="options">The settings.</param>
    /// <returns>The sets.</returns>
    /// <exception cref="ArgumentOutOfRangeException">
    /// An option is out of its range, a column is missing or of a wrong type, no behavior has that name, or the catalog of items is too
    /// small for so many negatives.
    /// </exception>
    public static SequenceSplit LeaveOneOutSplit(this DataOperationsCatalog catalog, IDataView sequences, LeaveOneOutOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(sequences);
        ArgumentNullException.ThrowIfNull(options);
        return new LeaveOneOut(CatalogEnvironment.Of(catalog), sequences, options).Split();
    }

    /// <summary>Splits for a cross-validation by time: each fold trains on what happened before a moment that all users have in common, and is tested on what came next.</summary>
    /// <remarks>
    /// <para>
    /// The newest (<paramref name="folds"/> + 1) x <paramref name="windowShare"/> of all events are parted into folds + 1 windows of time with about equally many events. Of two windows
    /// one after the other the first validates and the second tests; the test of one fold is the validation of the next.
    /// </para>
    /// <para>
    /// <see cref="SequenceSplit.TrainSet"/> holds the events before the window of validation, <see cref="SequenceSplit.TrainValidationSet"/> those before the window of the test. A test is a user's first
    /// event of the target in the window that has an event on another item before it; its history is all that the user did until then, in the window, too: what a model
    /// in use would be given, though it has not learned from it. With <see cref="RepeatPolicy.AsIs"/> nothing in the training sets depends on what came later;
    /// under <see cref="RepeatPolicy.TargetPairRemoved"/> earlier events on the held-out item are missing there, as in a leave-one-out split. The keys are those of the whole
    /// log, and negatives are no item that the user touches later.
    /// </para>
    /// </remarks>
    /// <param name="catalog">The data operations of an <see cref="MLContext"/>.</param>
    /// <param name="sequences">A row per user, as <c>mlContext.Transforms.BehaviorSequences</c> makes them of events.</param>
    /// <param name="folds">Number of folds; default 3, range 1 to 100.</param>
    /// <param name="windowShare">Share of all events in each window; default 0.1, range 0.001 to 0.45; (folds + 1) x share is 0.9 at most.</param>
    /// <param name="options">Settings of every split; null takes the defaults. The segments of pre-training and tuning part the events of the training set.</param>
    /// <returns>A split for each fold, the earliest first.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument or option is out of its range, a column is missing or of a wrong type, or no behavior has that name.</exception>
    /// <exception cref="ArgumentException">There are too few different times for so many windows.</exception>
    public static IReadOnlyList<SequenceSplit> RollingTimeSplits(
        this DataOperationsCatalog catalog, IDataView sequences, int folds = 3, double windowShare = 0.1, LeaveOneOutOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(sequences);
        OptionCheck.Require(folds is >= 1 and <= 100, nameof(folds), folds, "between 1 and 100");
        OptionCheck.Require(windowShare is >= 0.001 and <= 0.45, nameof(windowShare), windowShare, "between 0.001 and 0.45");
        OptionCheck.Require((folds + 1) * windowShare <= 0.9 + 1e-9, nameof(windowShare), windowShare, FormattableString.Invariant($"at most 0.9 / (folds + 1) = {0.9 / (folds + 1):0.####}, so that a tenth of the events stays to learn from"));
        return LeaveOneOut.Rolling(CatalogEnvironment.Of(catalog), sequences, options ?? new LeaveOneOutOptions(), folds, windowShare);
    }

    /// <summary>Keeps the events whose user and item both have enough events, all behaviors pooled (k-core).</summary>
    /// <remarks>
    /// Apply it to events, before keys are fitted: so items that are dropped get no key, and are neither recommended nor drawn as negatives.
    /// Events without a user or an item are dropped. Lazy: the first cursor reads the events once to count, 6 to 8 bytes per event.
    /// Repetitions of an event count, although <c>BehaviorSequences</c> may drop them afterwards.
    /// </remarks>
    /// <param name="catalog">The data operations of an <see cref="MLContext"/>.</param>
    /// <param name="events">A row per event.</param>
    /// <param name="minInteractions">The least number of events, at least 1.</param>
    /// <param name="iterative">
    /// True: items and users are dropped in turn until every one that is left has enough events. False: items once, then users once.
    /// </param>
    /// <param name="userColumnName">Column of the user: text, any integer or a key.</param>
    /// <param name="itemColumnName">Column of the item: text, any integer or a key.</param>
    /// <returns>The events that stay, in their order, with all columns.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a wrong type, or <paramref name="minInteractions"/> is below 1.</exception>
    public static IDataView FilterByCore(
        this DataOperationsCatalog catalog,
        IDataView events,
        int minInteractions = 20,
        bool iterative = true,
        string userColumnName = ColumnNames.User,
        string itemColumnName = ColumnNames.Item)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(events);
        ArgumentOutOfRangeException.ThrowIfLessThan(minInteractions, 1);
        return Filtered(catalog, events, userColumnName, itemColumnName, (log, users, items) => CoreStays.Find(log, users, items, minInteractions, iterative, CatalogEnvironment.Of(catalog)));
    }

    /// <summary>Keeps all events of some users, drawn at random: a smaller log to try things on.</summary>
    /// <remarks>Events without a user or an item are dropped. Lazy: the first cursor reads the events once to draw, 6 to 8 bytes per event.</remarks>
    /// <param name="catalog">The data operations of an <see cref="MLContext"/>.</param>
    /// <param name="events">A row per event.</param>
    /// <param name="count">Users to keep, at least 1; all where there are fewer.</param>
    /// <param name="seed">Seed of the draw: the same events and seed keep the same users.</param>
    /// <param name="userColumnName">Column of the user: text, any integer or a key.</param>
    /// <param name="itemColumnName">Column of the item: text, any integer or a key.</param>
    /// <returns>The events that stay, in their order, with all columns.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a wrong type, or <paramref name="count"/> is below 1.</exception>
    public static IDataView SampleUsers(
        this DataOperationsCatalog catalog,
        IDataView events,
        int count,
        int seed = 1,
        string userColumnName = ColumnNames.User,
        string itemColumnName = ColumnNames.Item)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(events);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return Filtered(catalog, events, userColumnName, itemColumnName, (log, users, items) => SampledUsers.Find(log, users, items, count, seed));
    }

    private static CoreFilteredView Filtered(DataOperationsCatalog catalog, IDataView events, string userColumnName, string itemColumnName, CoreFilter.Finding finding)
    {
        DataViewSchema.Column user = SchemaMismatch.RequireName(events.Schema, "user", userColumnName, nameof(events));
        DataViewSchema.Column item = SchemaMismatch.RequireName(events.Schema, "item", itemColumnName, nameof(events));
        return new CoreFilteredView(events, new CoreFilter(CatalogEnvironment.Of(catalog), events, user, item, finding));
    }

    /// <summary>Counts users, items, events, repeats and ties.</summary>
    /// <param name="catalog">The data operations of an <see cref="MLContext"/>.</param>
    /// <param name="sequences">A row per user, as <c>mlContext.Transforms.BehaviorSequences</c> makes them of events.</param>
    /// <param name="itemColumnName">Column of the items: a vector of keys.</param>
    /// <param name="behaviorColumnName">Column of the behaviors: a vector of keys.</param>
    /// <param name="timestampColumnName">Column of the times: a vector of Int64.</param>
    /// <returns>The figures; as text they are a table.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a wrong type.</exception>
    public static SequenceStatistics SequenceStatistics(
        this DataOperationsCatalog catalog,
        IDataView sequences,
        string itemColumnName = ColumnNames.Item,
        string behaviorColumnName = ColumnNames.Behavior,
        string timestampColumnName = ColumnNames.Timestamp)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(sequences);
        var columns = new SequenceColumns
        {
            Item = itemColumnName,
            Behavior = behaviorColumnName,
            Timestamp = timestampColumnName,
            User = null,
            PretrainLength = null,
            Label = null,
            Candidates = null,
        };
        return new SequenceStatistics(SequenceReader.Read(sequences, columns, nameof(sequences)));
    }
}
