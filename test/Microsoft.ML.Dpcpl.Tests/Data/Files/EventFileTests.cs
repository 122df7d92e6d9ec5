using System.IO.Compression;
using System.Text;
using Microsoft.ML.Data;
using Microsoft.ML.Dpcpl.Tests.Data.Sequences;

namespace Microsoft.ML.Dpcpl.Tests.Data.Files;

[TestClass]
public sealed class EventFileTests
{
    private static readonly MLContext Ml = new(1);
    private readonly List<string> _files = [];

    [TestCleanup]
    public void DeleteFiles() => _files.ForEach(File.Delete);

    [TestMethod]
    [DataRow(false, ',')]
    [DataRow(true, ',')]
    [DataRow(false, '\t')]
    [DataRow(true, ';')]
    public void ReadsColumnsByTheirNames(bool gzip, char separator)
    {
        string path = Write(
            "Time,extra,user_id,behavior_type,Item-ID\n5,_,u1,pv,\"a\"\"b\"\n\n7.9,_,u2,buy,\"c\"\r\n8,_,u2,buy,d\n".Replace(',', separator), gzip);
        IDataView events = Ml.Data.LoadBehaviorEvents(path);
        CollectionAssert.AreEqual(new[] { "User", "Item", "Behavior", "Timestamp" }, events.Schema.Select(c => c.Name).ToArray());
        AssertEvents(["u1 a\"b pv 5000", "u2 c buy 7900", "u2 d buy 8000"], events);
        AssertEvents(["u1 a\"b pv 5000", "u2 c buy 7900", "u2 d buy 8000"], events);
    }

    [TestMethod]
    public void ColumnsCanBeNamedAndFieldsMayHoldLineBreaks()
    {
        string path = Write("who,what,how,when,user\nu,\"a\nb, c\",click,1,z\n\"\",i,,2,z\n");
        IDataView events = Ml.Data.LoadBehaviorEvents(path, "who", "what", "how", "when");
        AssertEvents(["u a\nb, c click 1", " i  2"], events);
    }

    [TestMethod]
    public void ErrorsNameFileLineAndColumn()
    {
        AssertFails("", "the first line is empty");
        AssertFails("user,kind,time\n", "no item column; the header has user, kind, time", "name it with itemColumnName");
        AssertFails("user,item,event,time\nu,i,e,1\n\nu,i,e,soon\n", "line 4, column 'time': 'soon' is neither a number nor a date");
        AssertFails("user,item,event,time\nu,i,e,\n", "line 2, column 'time': the time is missing");
        AssertFails("user,item,event,time\nu,i,e\n", "line 2: 3 fields, but the header has 4");
        AssertFails("user,item,event,time\nu,i,\"e,1\n", "line 2: a quoted field does not end");
        string path = Write("user,item,event,time\n");
        var named = Assert.ThrowsExactly<InvalidDataException>(() => Ml.Data.LoadBehaviorEvents(path, userColumnName: "who"));
        Assert.AreEqual($"{path}: no column 'who' (userColumnName); the header has user, item, event, time.", named.Message);
        Assert.ThrowsExactly<FileNotFoundException>(() => Ml.Data.LoadBehaviorEvents(path + ".nothing"));
    }

    [TestMethod]
    public void DamagedGzipIsOneClearError()
    {
        string path = Write("user,item,event,time\n" + string.Concat(Enumerable.Range(0, 50_000).Select(i => $"u{i * 7919 % 10007},i{i},e,{i}\n")), gzip: true);
        byte[] bytes = File.ReadAllBytes(path);
        bytes.AsSpan(bytes.Length / 2, 100).Fill(0xff);
        File.WriteAllBytes(path, bytes);
        var error = Assert.ThrowsExactly<InvalidDataException>(() => SequenceViews.Column(Ml.Data.LoadBehaviorEvents(path), "User"));
        StringAssert.Contains(error.Message, path);
        StringAssert.Contains(error.Message, "cannot be unpacked");
    }

    [TestMethod]
    public void AttributesAreNumbersOrCategories()
    {
        string rows = string.Concat(Enumerable.Range(0, 25).Select(i => $"u{i},{i * 0.5},{i % 3},{(i == 3 ? "x" : i)},{i}\n"));
        string path = Write("user_id,income,level,mixed,code\n" + rows + "u25,,,,\n");
        IDataView users = Ml.Data.LoadUserAttributes(path, categoricalColumnNames: ["code"]);
        CollectionAssert.AreEqual(
            new[] { "User String", "income Single", "level String", "mixed String", "code String" },
            users.Schema.Select(c => $"{c.Name} {c.Type}").ToArray());
        Assert.AreEqual("NaN", SequenceViews.Column(users, "income")[25]);
        Assert.AreEqual("0.5", SequenceViews.Column(users, "income")[1]);
        Assert.AreEqual("", SequenceViews.Column(users, "level")[25]);
        Assert.AreEqual("x", SequenceViews.Column(users, "mixed")[3]);
    }

    [TestMethod]
    public void RealEventsAndAttributes()
    {
        IDataView events = Ml.Data.LoadBehaviorEvents(SharedData.Path("jdata2016_head", "interactions.csv.gz"));
        IDataView users = Ml.Data.LoadUserAttributes(SharedData.Path("jdata2016_head", "users.csv.gz"));
        var options = new BehaviorSequencesEstimator.Options { UserAttributes = users };
        IDataView sequences = Ml.Transforms.BehaviorSequences(options).Fit(events).Transform(events);

        List<SequenceRow> rows = SequenceViews.Read(sequences);
        Assert.HasCount(2962, rows);
        Assert.AreEqual(28_891, rows.Sum(r => r.Items.Length));
        string[] expected = [.. SharedData.Lines("jdata2016_head", "users.csv.gz").Skip(1)];
        List<string> ages = SequenceViews.Column(sequences, "age"), sexes = SequenceViews.Column(sequences, "sex"), levels = SequenceViews.Column(sequences, "user_lv_cd");
        var known = expected.ToDictionary(line => line.Split(',')[0]);
        for (int i = 0; i < rows.Count; i++)
            Assert.AreEqual(known.GetValueOrDefault(rows[i].User, $"{rows[i].User},,,"), $"{rows[i].User},{ages[i]},{sexes[i]},{levels[i]}");
        Assert.IsGreaterThan(500, ages.Count(age => age != ""));
    }

    [TestMethod]
    public void RealAttributesWithQuotedRanges()
    {
        IDataView users = Ml.Data.LoadUserAttributes(SharedData.Path("kuairand_pure_2w", "users.csv.gz"));
        Assert.AreEqual(TextDataViewType.Instance, users.Schema["follow_user_num_range"].Type);
        Assert.AreEqual(NumberDataViewType.Single, users.Schema["onehot_feat3"].Type);
        Assert.AreEqual("(250,500]", SequenceViews.Column(users, "follow_user_num_range")[0]);

        IDataView events = Ml.Data.LoadBehaviorEvents(SharedData.Path("kuairand_pure_2w", "interactions.csv.gz"));
        IDataView sequences = Ml.Transforms.BehaviorSequences(new BehaviorSequencesEstimator.Options { UserAttributes = users }).Fit(events).Transform(events);
        var known = SequenceViews.Column(users, "User").Zip(SequenceViews.Column(users, "onehot_feat3")).ToDictionary(p => p.First, p => p.Second);
        CollectionAssert.AreEqual(
            SequenceViews.Column(sequences, "User").Select(user => known.GetValueOrDefault(user, "NaN")).ToArray(), SequenceViews.Column(sequences, "onehot_feat3"));
    }

    private static void AssertEvents(string[] expected, IDataView events)
    {
        List<string> users = SequenceViews.Column(events, "User"), items = SequenceViews.Column(events, "Item");
        List<string> behaviors = SequenceViews.Column(events, "Behavior"), times = SequenceViews.Column(events, "Timestamp");
        CollectionAssert.AreEqual(expected, users.Select((u, i) => $"{u} {items[i]} {behaviors[i]} {times[i]}").ToArray());
    }

    private void AssertFails(string content, params string[] texts)
    {
        string path = Write(content);
        var error = Assert.ThrowsExactly<InvalidDataException>(() => SequenceViews.Column(Ml.Data.LoadBehaviorEvents(path), "Timestamp"));
        StringAssert.StartsWith(error.Message, path);
        foreach (string text in texts)
            StringAssert.Contains(error.Message, text);
    }

    private string Write(string content, bool gzip = false)
    {
        string path = Path.GetTempFileName();
        _files.Add(path);
        using Stream stream = gzip ? new GZipStream(File.Create(path), CompressionLevel.Fastest) : File.Create(path);
        stream.Write(Encoding.UTF8.GetBytes(content));
        return path;
    }
}
