using System.Globalization;
using System.Text;
using CsCheck;
using Microsoft.ML.Dpcpl.Tests.Data.Sequences;

namespace Microsoft.ML.Dpcpl.Tests.Data.Files;

/// <summary>Files without a header, with ratings, and folders of files: by the fast reader and line by line.</summary>
[TestClass]
public sealed class EventFileOptionsTests
{
    private static readonly MLContext Ml = new(1);
    private readonly string _folder = Directory.CreateTempSubdirectory("forms").FullName;

    [TestCleanup]
    public void DeleteFiles() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    [DataRow("u,i,buy,3\nv,\"j,k\",click,4\r\nu,j,click,1\n")]
    [DataRow("u,i,buy,3\n\n\"v\",\"j,k\",click,4\nu,j,click,1")]
    public void ColumnsWithoutAHeaderGoByTheirNumbers(string text)
    {
        string[] rows = Read(Write("a.csv", text), new() { HasHeader = false, UserColumnName = "0", ItemColumnName = "1", BehaviorColumnName = "2", TimestampColumnName = "3" });
        CollectionAssert.AreEqual(new[] { "u: j/click@1 i/buy@3", "v: j,k/click@4" }, rows);
        rows = Read(Write("b.csv", text.Replace(',', ';').Replace("j;k", "j,k", StringComparison.Ordinal)), new() { HasHeader = false, UserColumnName = "2", ItemColumnName = "0", TimestampColumnName = "3" });
        CollectionAssert.AreEqual(new[] { "buy: u/interact@3", "click: u/interact@1 v/interact@4" }, rows);
    }

    [TestMethod]
    public void AFirstLineWithALineBreakInQuotesIsAnEvent() => CollectionAssert.AreEqual(
        new[] { "u: i\nj/interact@1 k/interact@2" },
        Read(Write("a.csv", "u,\"i\nj\",1\nu,k,2\n"), new() { HasHeader = false, UserColumnName = "0", ItemColumnName = "1", TimestampColumnName = "2" }));

    [TestMethod]
    public void ErrorsOfFilesWithoutAHeaderSayWhichColumnsThereAre()
    {
        string path = Write("a.csv", "u,i,3\nu,i\n");
        Assert.AreEqual(
            $"{path}: without a header columns go by their numbers, from 0; name those of user, item, behavior and time with userColumnName and so on, as \"0\".",
            Error(path, new() { HasHeader = false }));
        Assert.AreEqual($"{path}: no column '7' (timestampColumnName); the columns are 0, 1, 2.", Error(path, new() { HasHeader = false, UserColumnName = "0", ItemColumnName = "1", TimestampColumnName = "7" }));
        Assert.AreEqual($"{path}, line 2: 2 fields, but the first line has 3; a separator within a field needs quotes around the field.", Error(path, new() { HasHeader = false, UserColumnName = "0", ItemColumnName = "1", TimestampColumnName = "2" }));
        StringAssert.Contains(Error(Write("b.csv", "\n"), new() { HasHeader = false, UserColumnName = "0", ItemColumnName = "1", TimestampColumnName = "2" }), "the first line is empty; an event is expected");
    }

    [TestMethod]
    public void EventsBelowTheLeastRatingAreLeftOutAndCounted()
    {
        string path = Write("a.csv", "userId,movieId,rating,timestamp\n1,10,4,5\n1,11,3.5,6\n2,12,,7\n2,10,4.0,8\n1,13,5e0,never\n1,14,nan,9\n");
        StringAssert.Contains(Error(path, new() { RatingColumnName = "rating", MinimumRating = 4 }), "line 6, column 'timestamp': 'never' is neither");
        path = Write("b.csv", File.ReadAllText(path).Replace("5e0,never", "5e0,4", StringComparison.Ordinal).Replace("4.0", " \"4.0\" ", StringComparison.Ordinal));
        var options = new EventFileOptions { RatingColumnName = "rating", MinimumRating = 4 };
        CollectionAssert.AreEqual(new[] { "1: 13/interact@4 10/interact@5", "2: 10/interact@8" }, Read(path, options));
        IDataView events = Ml.Data.LoadBehaviorEvents(path, options);
        SequenceStatistics statistics = Ml.Data.SequenceStatistics(Ml.Transforms.BehaviorSequences().Fit(events).Transform(events));
        Assert.AreEqual(2, statistics.ItemCount, "items of left-out events have no key");
        Assert.AreEqual(3, statistics.EventCount);
        CollectionAssert.AreEqual(new[] { KeyValuePair.Create("with a rating below the least, or none", 3L) }, statistics.LeftOut.ToArray());
        IDataView filtered = Ml.Data.FilterByCore(Ml.Data.LoadBehaviorEvents(path, options), 1);
        statistics = Ml.Data.SequenceStatistics(Ml.Transforms.BehaviorSequences().Fit(filtered).Transform(filtered));
        Assert.AreEqual(3, statistics.LeftOut.First().Value);
    }

    [TestMethod]
    public void RatingsAreThoseOfASimpleFilter() => Gen.Select(Gen.Int[0, 9], Gen.Int[0, 20]).Array[1, 200].Sample(
        rows =>
        {
            string text = string.Concat(rows.Select((row, i) => string.Create(CultureInfo.InvariantCulture, $"u{row.Item2 % 7},i{row.Item2},{row.Item1 / 2.0},{i}\n")));
            string kept = string.Concat(text.Split('\n')[..^1].Where((_, i) => rows[i].Item1 >= 5).Select(line => line + "\n"));
            if (kept.Length == 0)
                return;
            string[] expected = Read(Write("kept.csv", "user,item,rating,time\n" + kept), new());
            CollectionAssert.AreEqual(expected, Read(Write("all.csv", "user,item,rating,time\n" + text), new() { RatingColumnName = "rating", MinimumRating = 2.5 }));
        },
        iter: 30,
        threads: 1);

    [TestMethod]
    public void BadRatingsAreNamed()
    {
        string path = Write("a.csv", "user,item,stars,time\nu,i,4,1\nu,i,good,2\n");
        Assert.AreEqual($"{path}, line 3, column 'stars': 'good' is no number; ratings are.", Error(path, new() { RatingColumnName = "stars", MinimumRating = 4 }));
        Assert.AreEqual($"{path}: no column 'rating' (RatingColumnName); the header has user, item, stars, time.", Error(path, new() { RatingColumnName = "rating", MinimumRating = 4 }));
        path = Write("b.csv", "user,item,stars,time\nu,i,4,1\n");
        Assert.AreEqual($"{path} has no events with a rating of at least 4.5: lower MinimumRating.", Error(path, new() { RatingColumnName = "stars", MinimumRating = 4.5 }));
        foreach (EventFileOptions half in (EventFileOptions[])[new() { RatingColumnName = "stars" }, new() { MinimumRating = 1 }])
            StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => Ml.Data.LoadBehaviorEvents(path, half)).Message, "RatingColumnName and MinimumRating go together");
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Ml.Data.LoadBehaviorEvents(path, new EventFileOptions { RatingColumnName = "stars", MinimumRating = double.NaN }));
    }

    [TestMethod]
    public void AFolderIsItsFilesInTheOrderOfTheirNames()
    {
        var all = new StringBuilder();
        for (int file = 0; file < 4; file++)
        {
            // The order of names is not that of numbers, and one file has no event.
            string rows = file == 2 ? "" : string.Concat(Enumerable.Range(0, 20_000).Select(i => $"u{(i * 31 + file) % 97},i{(i + (file * 7)) % 53},{(i % 3 == 0 ? "buy" : "click")},{i / 5}\n"));
            byte[] content = Encoding.UTF8.GetBytes("user,item,event,time\n" + rows);
            File.WriteAllBytes(Path.Combine(Folder("parts"), $"part-{file}.csv"), file == 1 ? TextFiles.Gzip(content) : file == 3 ? [0xef, 0xbb, 0xbf, .. content] : content);
            all.Append(rows);
        }
        File.WriteAllText(Path.Combine(Folder("parts"), "_SUCCESS"), "");
        File.WriteAllText(Path.Combine(Folder("parts"), ".part-0.csv.crc"), "x");
        CollectionAssert.AreEqual(Read(Write("all.csv", "user,item,event,time\n" + all), new()), Read(Folder("parts"), new()));
    }

    [TestMethod]
    public void ErrorsOfFoldersNameTheFile()
    {
        string folder = Folder("f");
        Assert.AreEqual($"{folder} is a folder without files; events are expected in it.", Assert.ThrowsExactly<IOException>(() => Ml.Data.LoadBehaviorEvents(folder)).Message);
        File.WriteAllText(Path.Combine(folder, "a.csv"), "user,item,time\nu,i,1\n");
        string second = Path.Combine(folder, "b.csv");
        File.WriteAllText(second, "user,time,item\nu,1,i\n");
        Assert.AreEqual($"{second}: the columns are user, time, item, but those of a.csv are user, item, time; files of one folder need the same ones.", Error(folder, new()));
        File.WriteAllText(second, "user,item,time\nu,i,2\nu,i,soon\n");
        StringAssert.StartsWith(Error(folder, new()), $"{second}, line 3, column 'time'");
        File.WriteAllText(second, "user,item,time\nu,i,2024-05-01\n");
        StringAssert.StartsWith(Error(folder, new()), $"{second}, line 2, column 'time': '2024-05-01' is a date, but other times of the file are numbers");
        File.WriteAllText(Path.Combine(folder, "a.csv"), "user,item,time\n");
        File.WriteAllText(second, "user,item,time\n");
        Assert.AreEqual($"{folder} has no events: give a file with a line for each.", Error(folder, new()));
        Directory.CreateDirectory(Path.Combine(folder, "inner"));
        StringAssert.Contains(Assert.ThrowsExactly<IOException>(() => Ml.Data.LoadBehaviorEvents(folder)).Message, "has a folder in it, inner");
    }

    [TestMethod]
    public void AFileOfAFolderThatChangesIsReadAnew()
    {
        string folder = Folder("f"), second = Path.Combine(folder, "b.csv");
        File.WriteAllText(Path.Combine(folder, "a.csv"), "user,item,time\nu,i,1\n");
        File.WriteAllText(second, "user,item,time\nu,j,2\n");
        IDataView events = Ml.Data.LoadBehaviorEvents(folder);
        BehaviorSequencesTransformer fitted = Ml.Transforms.BehaviorSequences().Fit(events);
        File.WriteAllText(second, "user,item,time\nu,j,5\nv,i,6\n");
        CollectionAssert.AreEqual(new[] { "u: i/interact@1 j/interact@5", "v: i/interact@6" }, SequenceViews.Read(fitted.Transform(events)).Select(row => row.ToString()).ToArray());
    }

    private static string[] Read(string path, EventFileOptions options)
    {
        string[] fast = Sequences(Ml.Data.LoadBehaviorEvents(path, options)), byLine = Sequences(new CountingView(Ml.Data.LoadBehaviorEvents(path, options)));
        CollectionAssert.AreEqual(byLine, fast);
        return fast;
    }

    private static string Error(string path, EventFileOptions options)
    {
        string fast = Assert.ThrowsExactly<InvalidDataException>(() => Sequences(Ml.Data.LoadBehaviorEvents(path, options))).Message;
        Assert.AreEqual(Assert.ThrowsExactly<InvalidDataException>(() => Sequences(new CountingView(Ml.Data.LoadBehaviorEvents(path, options)))).Message, fast);
        return fast;
    }

    private static string[] Sequences(IDataView events) =>
        [.. SequenceViews.Read(Ml.Transforms.BehaviorSequences().Fit(events).Transform(events)).Select(row => row.ToString())];

    private string Folder(string name) => Directory.CreateDirectory(Path.Combine(_folder, name)).FullName;

    private string Write(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
