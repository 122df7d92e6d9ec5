using System.Text;

namespace Microsoft.ML.Dpcpl.Tests.Mistakes;

/// <summary>Mistakes with files of events, sequences and splits.</summary>
internal static class DataMistakes
{
    private const string Header = "user,item,behavior,time\n";

    public static IReadOnlyList<Mistake> All { get; } =
    [
        new("No such file", "There is no file {folder}/none.csv, or it must not be read: name one that is there.",
            shop => shop.Ml.Data.LoadBehaviorEvents(shop.File("none.csv"))),
        new("A folder without files", "{folder}/empty is a folder without files; events are expected in it.",
            shop => shop.Ml.Data.LoadBehaviorEvents(Directory.CreateDirectory(shop.File("empty")).FullName)),
        new("A header without the item", "{folder}/header.csv: no item column; the header has user, thing, behavior, time. Looked for item, itemid, iid, sku, skuid, product, productid, videoid, movie, movieid; name it with itemColumnName.",
            shop => Load(shop, "header.csv", "user,thing,behavior,time\nu,i,buy,1\n")),
        new("A column that the file has not", "{folder}/events.csv: no column 'itm' (itemColumnName); the header has user, item, behavior, time.",
            shop => shop.Ml.Data.LoadBehaviorEvents(shop.Log, itemColumnName: "itm")),
        new("A column that may be the behavior", "{folder}/unclear.csv: column 'user_action' may be the behavior; name it with behaviorColumnName, or say with an empty name that all events are of one kind.",
            shop => Load(shop, "unclear.csv", "user,item,user_action,time\nu,i,buy,1\n")),
        new("A time that is none", "{folder}/yesterday.csv, line 2, column 'time': 'yesterday' is neither a number nor a date (yyyy-MM-dd HH:mm:ss, with Z, UTC or +02:00 for a zone).",
            shop => Read(shop, "yesterday.csv", Header + "u,i,buy,yesterday\n")),
        new("A date among numbers", "{folder}/mixed.csv, line 3, column 'time': '2023-11-14' is a date, but other times of the file are numbers: write all of them alike.",
            shop => Read(shop, "mixed.csv", Header + "u,i,buy,1700000000\nu,j,buy,2023-11-14\n")),
        new("A line with a field too many", "{folder}/long.csv, line 2: 5 fields, but the header has 4; a separator within a field needs quotes around the field.",
            shop => Read(shop, "long.csv", Header + "u,i,buy,1,2\n")),
        new("Text in another encoding", "{folder}/latin1.csv, line 2, column 'item': the text is not UTF-8 (byte 0xE9); say what it is, such as Encoding = Latin1.",
            shop =>
            {
                File.WriteAllBytes(shop.File("latin1.csv"), Encoding.Latin1.GetBytes(Header + "u,caf\u00e9,buy,1\n"));
                Group(shop, shop.Ml.Data.LoadBehaviorEvents(shop.File("latin1.csv")));
            }),
        new("A zip archive for text", "{folder}/zip.csv is a zip archive; unpack it first.",
            shop => Load(shop, "zip.csv", "PK\u0003\u0004 and so on")),
        new("A least rating without its column", "RatingColumnName and MinimumRating go together: the column, and the least rating of an event that is kept.",
            shop => shop.Ml.Data.LoadBehaviorEvents(shop.Log, new EventFileOptions { MinimumRating = 3 })),
        new("A quote between fields", "A quote, a line break or half a character cannot be the separator of fields: give another, or null for comma, tab or semicolon.",
            shop => shop.Ml.Data.LoadBehaviorEvents(shop.Log, separator: '"')),
        new("Dates written as numbers", "The times in column 'Timestamp', such as 20240131120000, are neither seconds, milliseconds, microseconds, nanoseconds nor ticks: write dates as yyyy-MM-dd HH:mm:ss, or give the unit of the numbers by TimestampUnit.",
            shop => Group(shop, View(shop, [20_240_131_120_000, 20_240_229_120_000]))),
        new("Epoch seconds as Single", "The time column 'Timestamp' is Single and holds 1700000000, but Single cannot tell times of 16,777,216 and more apart: load the column as Int64, Double or DateTime (DataFrame.LoadCsv by its argument dataTypes, ML.NET's text loader by DataKind).",
            shop => Group(shop, View(shop, [1_700_000_000f, 1_700_000_100f]))),
        new("Times as text", "Schema mismatch for timestamp column 'Timestamp': expected Int32, UInt32, Int64, UInt64, Single, Double, DateTime or DateTimeOffset, got String.",
            shop => Group(shop, View(shop, ["noon", "midnight"]))),
        new("Grouping by a column that is not there", "Could not find item column 'Itm'; the columns are User, Item, Behavior, Timestamp: name the one that is meant, or give data that have it.",
            shop => shop.Ml.Transforms.BehaviorSequences(itemColumnName: "Itm").Fit(shop.Events)),
        new("One column for two things", "UserColumnName, ItemColumnName, BehaviorColumnName and TimestampColumnName must name four different columns; they are User, User, Behavior, Timestamp.",
            shop => shop.Ml.Transforms.BehaviorSequences(itemColumnName: "User").Fit(shop.Events)),
        new("An id for the behavior", "The behavior column 'Behavior' has 300 different values; at most 255 are possible. Is it the right column? BehaviorColumnName names another.",
            shop => Group(shop, shop.Ml.Data.LoadFromEnumerable(Enumerable.Range(0, 300).Select(i => new BehaviorEvent { User = "u", Item = "i", Behavior = $"{i}", Timestamp = i })))),
        new("No events at all", "There are no events with an item and a behavior, or a filter such as FilterByCore has left none: look at the events, and at what is left out of them.",
            shop => shop.Ml.Transforms.BehaviorSequences().Fit(shop.Ml.Data.LoadFromEnumerable(new List<BehaviorEvent>()))),
        new("A session that ends at once", "SessionGap is 00:00:00; it must be more than 0, at most 3650 days.",
            shop => shop.Ml.Transforms.BehaviorSequences(new BehaviorSequencesEstimator.Options { SessionGap = TimeSpan.Zero })),
        new("A table of users without them", "Could not find user column 'User'; the columns are Name, Kind: name the one that is meant, or give data that have it.",
            shop => Fit(shop, options => options.UserAttributes = Table(shop))),
        new("An attribute that the table has not", "Could not find attribute column 'City'; the columns are Name, Kind: name the one that is meant, or give data that have it.",
            shop => Fit(shop, options => (options.UserAttributes, options.UserAttributesUserColumnName, options.UserAttributesColumnNames) = (Table(shop), "Name", ["City"]))),
        new("Two rows about one item", "Rows 1 and 2 of the table of item attributes are both about the item 'i1': an item has one row, and several values of a column stand in a vector.",
            shop => Fit(shop, options => (options.ItemAttributes, options.ItemAttributesItemColumnName) = (Table(shop), "Name"))),
        new("A number of items that is none", "{folder}/prices.csv, column 'price': 'cheap' is no number; correct it, or take the column as categories.",
            shop => shop.Ml.Data.LoadItemAttributes(shop.Write("prices.csv", "item,price\ni1,cheap\n"), numericColumnNames: ["price"])),
        new("A core of nobody", "minInteractions ('0') must be greater than or equal to '1'.",
            shop => shop.Ml.Data.FilterByCore(shop.Events, minInteractions: 0)),
        new("Later events without their behavior", "Could not find behavior column 'Behavior': only with a single behavior may it be missing, and there are click, buy: give data that have it.",
            shop => shop.Features.Transform(shop.Ml.Transforms.DropColumns("Behavior").Fit(shop.Events).Transform(shop.Events))),
        new("Further attributes where there were none", "The transform was fitted without user attributes, and a model reads none without training anew: leave userAttributes out.",
            shop => shop.Features.Extend(shop.Events, userAttributes: Table(shop))),
        new("A target that nobody does", "TargetBehavior is 'rent'; column 'Behavior' knows 'click', 'buy'. Set TargetBehavior to one of them.",
            shop => shop.Ml.Data.LeaveOneOutSplit(shop.Sequences, "rent")),
        new("A split of events", "Schema mismatch for item column 'Item': expected vector of keys, got String: BehaviorSequences makes sequences of events.",
            shop => shop.Ml.Data.LeaveOneOutSplit(shop.Events, "buy")),
        new("Fewer negatives than none", "NegativeCount is -1; it must be between 0 and 100000.",
            shop => shop.Ml.Data.LeaveOneOutSplit(shop.Sequences, "buy", negativeCount: -1)),
        new("All for pre-training", "PretrainingShare is 1; it must be between 0.05 and 0.95.",
            shop => shop.Ml.Data.LeaveOneOutSplit(shop.Sequences, new LeaveOneOutOptions { TargetBehavior = "buy", PretrainingShare = 1 })),
        new("More folds than times", "The times are too few or too coarse for 20 folds of 0.001 of the events each: two windows would begin at once. Take fewer folds or a larger share.",
            shop => shop.Ml.Data.RollingTimeSplits(shop.Sequences, folds: 20, windowShare: 0.001, options: new LeaveOneOutOptions { TargetBehavior = "buy" })),
        new("Statistics of events", "Schema mismatch for item column 'Item': expected vector of keys, got String: BehaviorSequences makes sequences of events.",
            shop => shop.Ml.Data.SequenceStatistics(shop.Events)),
    ];

    private static void Load(MistakeShop shop, string name, string text) => shop.Ml.Data.LoadBehaviorEvents(shop.Write(name, text));

    private static void Read(MistakeShop shop, string name, string text) => Group(shop, shop.Ml.Data.LoadBehaviorEvents(shop.Write(name, text)));

    private static void Group(MistakeShop shop, IDataView events) => shop.Ml.Data.SequenceStatistics(shop.Ml.Transforms.BehaviorSequences().Fit(events).Transform(events));

    private static void Fit(MistakeShop shop, Action<BehaviorSequencesEstimator.Options> change)
    {
        var options = new BehaviorSequencesEstimator.Options();
        change(options);
        shop.Ml.Transforms.BehaviorSequences(options).Fit(shop.Events);
    }

    private static IDataView View<T>(MistakeShop shop, T[] times) => shop.Ml.Data.LoadFromEnumerable(times.Select((time, i) => new TimedEvent<T> { User = "u", Item = $"i{i}", Behavior = "buy", Timestamp = time }));

    private static IDataView Table(MistakeShop shop) => shop.Ml.Data.LoadFromEnumerable([new Named { Name = "i1", Kind = "a" }, new Named { Name = "i1", Kind = "b" }]);

    private sealed class TimedEvent<T>
    {
        public string User { get; set; } = "";

        public string Item { get; set; } = "";

        public string Behavior { get; set; } = "";

        public T Timestamp { get; set; } = default!;
    }

    private sealed class Named
    {
        public string Name { get; set; } = "";

        public string Kind { get; set; } = "";
    }
}
