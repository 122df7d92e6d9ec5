
namespace Microsoft.ML.Dpcpl.Tool;

/// <summary>Which events to read and how, in words: what the command line and an experiment say.</summary>
internal sealed record DataSettings
{
    public static readonly string[] DefaultOrder = [.. ShopLogGenerator.Behaviors];

    /// <summary>The file of events; null takes the built-in data.</summary>
    public string? Events { get; init; }

    /// <summary>Names of the columns of user, item, behavior (empty: there is none) and time; none finds them by their usual names.</summary>
    public string[] Columns { get; init; } = [];

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

    /// <summary>Behaviors from weak to strong intent.</summary>
    public string[] BehaviorOrder { get; init; } = DefaultOrder;

    /// <summary>The built-in data, where no file is named.</summary>
    public ShopLogOptions? Generator { get; init; }

    /// <summary>The data in a few words.</summary>
    public string Name => Events is null ? "built-in data" : Path.GetFileName(Events);

    public DataSource Read(MLContext ml)
    {
        if (Events is null)
        {
            DataSource builtIn = DataSource.BuiltIn(ml, Generator);
            return new DataSource { Events = Core(ml, builtIn.Events), Users = builtIn.Users, BehaviorOrder = BehaviorOrder };
        }
        IDataView? users = Users is null ? null : ml.Data.LoadUserAttributes(InputFile.Existing(Users), encoding: TextEncoding.Of(Encoding));
        return new DataSource { Events = ReadEvents(ml), Users = users, BehaviorOrder = BehaviorOrder };
    }

    /// <summary>The events of the file alone.</summary>
    public IDataView ReadEvents(MLContext ml)
    {
        string path = InputFile.Existing(Events!);
        string?[] columns = Columns.Length == 4 ? Columns : new string?[4];
        return Core(ml, ml.Data.LoadBehaviorEvents(
            path, columns[0], columns[1], columns[2], columns[3], timestampUnit: TimeUnit ?? TimestampUnit.Auto, encoding: TextEncoding.Of(Encoding)));
    }

    private IDataView Core(MLContext ml, IDataView events)
    {
        if (SampleUsers > 0)
            events = ml.Data.SampleUsers(events, SampleUsers);
        return MinInteractions > 0 ? ml.Data.FilterByCore(events, MinInteractions) : events;
    }
}
