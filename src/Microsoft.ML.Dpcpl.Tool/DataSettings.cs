using Microsoft.ML.Dpcpl.Tool.Input;

namespace Microsoft.ML.Dpcpl.Tool;

/// <summary>Which events to read and how, in words: what the command line and an experiment say.</summary>
internal sealed record DataSettings
{
    public static readonly string[] DefaultOrder = [.. ShopLogGenerator.Behaviors];

    /// <summary>The file of events, a folder of files, or - for standard input; null takes the built-in data.</summary>
    public string? Events { get; init; }

    /// <summary>Names of the columns of user, item, behavior (empty: there is none) and time; none finds them by their usual names.</summary>
    public string[] Columns { get; init; } = [];

    /// <summary>True: the first line is an event, and columns are named by their numbers.</summary>
    public bool? NoHeader { get; init; }

    /// <summary>The column of ratings; null reads none.</summary>
    public string? RatingColumn { get; init; }

    /// <summary>The least rating of events that are kept.</summary>
    public double? MinimumRating { get; init; }

    /// <summary>The unit of times that are numbers; null recognizes it.</summary>
    public TimestampUnit? TimeUnit { get; init; }

    /// <summary>Name of the encoding of both files where they have no byte order mark; null is UTF-8.</summary>
    public string? Encoding { get; init; }

    /// <summary>Fewest events of a user and an item; 0 keeps all.</summary>
    public int MinInteractions { get; init; }

    /// <summary>Users that are drawn from the log; 0 keeps all.</summary>
    public int SampleUsers { get; init; }

    /// <summary>The file of the users' attributes; null for none.</summary>
    public string? Users { get; init; }

    /// <summary>The file of the items' attributes; null for none.</summary>
    public string? Items { get; init; }

    /// <summary>Its columns to take, each with its kind or without; null takes all.</summary>
    public string[]? ItemColumns { get; init; }

    /// <summary>The file of tests that were published; null: the last event of each user is one.</summary>
    public string? Tests { get; init; }

    /// <summary>Behaviors from weak to strong intent.</summary>
    public string[] BehaviorOrder { get; init; } = DefaultOrder;

    /// <summary>Time without events after which a new history begins; null: a user has one.</summary>
    public TimeSpan? SessionGap { get; init; }

    /// <summary>The built-in data, where no file is named.</summary>
    public ShopLogOptions? Generator { get; init; }

    /// <summary>The data in a few words.</summary>
    public string Name => Events switch
    {
        null => "built-in data",
        InputFile.StandardInput => "standard input",
        _ => Path.GetFileName(Path.TrimEndingDirectorySeparator(Events)),
    };

    public DataSource Read(MLContext ml)
    {
        if (Events is null)
        {
            DataSource builtIn = DataSource.BuiltIn(ml, Generator);
            return new DataSource { Events = Core(ml, builtIn.Events), Users = builtIn.Users, BehaviorOrder = BehaviorOrder, SessionGap = SessionGap };
        }
        IDataView? users = Users is null ? null : ml.Data.LoadUserAttributes(TemporaryText.Of(InputFile.Existing("--users", Users), ml), encoding: TextEncoding.Of(Encoding));
        IDataView? items = Items is null ? null : Tool.ItemColumns.Read(ml, Items, ItemColumns ?? [], Encoding);
        return new DataSource
        {
            Events = ReadEvents(ml),
            Users = users,
            Items = items,
            ItemColumns = Tool.ItemColumns.Names(ItemColumns),
            BehaviorOrder = BehaviorOrder,
            SessionGap = SessionGap,
            Tests = ReadTests(ml),
        };
    }

    /// <summary>Events and tests for a saved model, which knows the rest itself.</summary>
    public DataSource OfModel(MLContext ml) => new() { Events = ReadEvents(ml), Tests = ReadTests(ml) };

    /// <summary>The events of the file alone.</summary>
    public IDataView ReadEvents(MLContext ml)
    {
        string path = Events == InputFile.StandardInput ? Events : InputFile.ExistingOrFolder("--data", Events!);
        return Core(ml, ml.Data.LoadBehaviorEvents(TemporaryText.Of(path, ml), Files()));
    }

    /// <summary>How the files are read.</summary>
    public EventFileOptions Files()
    {
        string?[] columns = Columns.Length == 4 ? Columns : new string?[4];
        return new EventFileOptions
        {
            UserColumnName = columns[0],
            ItemColumnName = columns[1],
            BehaviorColumnName = columns[2],
            TimestampColumnName = columns[3],
            RatingColumnName = RatingColumn,
            MinimumRating = MinimumRating,
            HasHeader = NoHeader != true,
            TimestampUnit = TimeUnit ?? TimestampUnit.Auto,
            Encoding = TextEncoding.Of(Encoding),
        };
    }

    /// <summary>The tests alone; null where none were given.</summary>
    private IReadOnlyList<GivenTest>? ReadTests(MLContext ml) =>
        Tests is null ? null : ml.Data.LoadGivenTests(TemporaryText.Of(InputFile.Existing("--tests", Tests), ml), encoding: TextEncoding.Of(Encoding));

    private IDataView Core(MLContext ml, IDataView events)
    {
        if (SampleUsers > 0)
            events = ml.Data.SampleUsers(events, SampleUsers);
        return MinInteractions > 0 ? ml.Data.FilterByCore(events, MinInteractions) : events;
    }
}
