
namespace Microsoft.ML.Dpcpl.Tool;

/// <summary>Which events to read and how, in words: what the command line and an experiment say.</summary>
internal sealed record DataSettings
{
    public static readonly string[] DefaultOrder = [.. ShopLogGenerator.Behaviors];

    /// <summary>The file of events; null takes the built-in data.</summary>
    public string? Events { get; init; }

    /// <summary>Names of the columns of user, item, behavior and time; empty finds them by their usual names.</summary>
    public string[] Columns { get; init; } = [];

    /// <summary>The unit of times that are numbers; null recognizes it.</summary>
    public TimestampUnit? TimeUnit { get; init; }

    /// <summary>Fewest events of a user and an item; 0 keeps all.</summary>
    public int MinInteractions { get; init; }

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
        return new DataSource { Events = ReadEvents(ml), Users = Users is null ? null : ml.Data.LoadUserAttributes(InputFile.Existing(Users)), BehaviorOrder = BehaviorOrder };
    }

    /// <summary>The events of the file alone.</summary>
    public IDataView ReadEvents(MLContext ml)
    {
        string path = InputFile.Existing(Events!);
        return Core(ml, Columns.Length == 4
            ? ml.Data.LoadBehaviorEvents(path, Columns[0], Columns[1], Columns[2], Columns[3], timestampUnit: TimeUnit ?? TimestampUnit.Auto)
            : ml.Data.LoadBehaviorEvents(path, timestampUnit: TimeUnit ?? TimestampUnit.Auto));
    }

    private IDataView Core(MLContext ml, IDataView events) => MinInteractions > 0 ? ml.Data.FilterByCore(events, MinInteractions) : events;
}
