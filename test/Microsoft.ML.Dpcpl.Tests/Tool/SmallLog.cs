using System.Globalization;
using System.IO.Compression;

namespace Microsoft.ML.Dpcpl.Tests.Tool;

/// <summary>Files of the built-in data, small enough to train on in seconds.</summary>
internal static class SmallLog
{
    private static readonly ShopLogOptions s_options = new() { Users = 150, Items = 300, EventsPerUser = 30 };

    public static ShopLogGenerator Generator { get; } = new(s_options);

    public static string Write(TemporaryFolder folder, string name = "events.csv.gz")
    {
        string path = folder.File(name);
        Stream file = File.Create(path);
        using var writer = new StreamWriter(name.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionLevel.Fastest) : file) { NewLine = "\n" };
        writer.WriteLine("user,item,behavior,time");
        foreach (BehaviorEvent e in Generator.Events())
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{e.User},{e.Item},{e.Behavior},{e.Timestamp}"));
        return path;
    }

    /// <summary>Items with their categories, the words before their numbers, and brands.</summary>
    public static string WriteItems(TemporaryFolder folder) => folder.Write(
        "items.csv", "item,category,brand\n" + string.Concat(Generator.ItemNames.Select(name => $"{name},{name[..name.LastIndexOf(' ')]},brand {name[^1]}\n")));

    /// <summary>A test of every tenth user, with three negatives.</summary>
    public static string WriteTests(TemporaryFolder folder)
    {
        string[] items = [.. Generator.ItemNames];
        return folder.Write("tests.csv", "user,item,negatives\n" + string.Concat(Generator.Users().Where((_, i) => i % 10 == 0).Select((u, i) => $"{u.User},{items[i]},{items[i + 1]}|{items[i + 2]}|{items[i + 3]}\n")));
    }

    public static string WriteUsers(TemporaryFolder folder) => folder.Write("users.csv", string.Concat(
        Generator.Users().Select(u => string.Create(CultureInfo.InvariantCulture, $"{u.User},{u.Segment},{u.AgeBand},{(float.IsNaN(u.Tenure) ? "" : u.Tenure)}\n"))
            .Prepend("user,segment,age_band,tenure\n")));

    /// <summary>The items with genres, several each, and a year.</summary>
    public static string WriteItemAttributes(TemporaryFolder folder) => folder.Write("attributes.csv", string.Concat(
        Generator.ItemNames.Select((item, i) => string.Create(CultureInfo.InvariantCulture, $"{item},{item.Split(' ')[0]}|tier {i % 4},{1990 + (i % 30)}\n")).Prepend("item,genres,year\n")));
}
