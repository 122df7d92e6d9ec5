using System.IO.Compression;
using System.Text;
using Microsoft.ML.Dpcpl.Data.Files;

namespace Microsoft.ML.Dpcpl.Tests.Data.Sequences;

/// <summary>The short way from a file to sequences against the long one, row by row through cursors and ML.NET's keys.</summary>
[TestClass]
public sealed class FileEventsTests
{
    private const string Header = "time,user,note,item,behavior\n";
    private readonly List<string> _files = [];

    [TestCleanup]
    public void DeleteFiles() => _files.ForEach(File.Delete);

    [TestMethod]
    [DataRow(false, false, 0)]
    [DataRow(false, true, 2)]
    [DataRow(true, false, 0)]
    [DataRow(true, true, 3)]
    public void RandomFilesGiveTheSameSequences(bool quotes, bool gzip, int core)
    {
        string[] users = ["u", "u1", "user 2", " padded ", "", "Ünal", "長い名前の利用者", "12345678", "123456789", "x\u00a0"];
        string[] items = [.. Enumerable.Range(0, 40).Select(i => $"item{i * 7919}"), "", " item0", "ë"];
        string[] behaviors = ["click", "fav", "cart", "buy", ""];
        string[] numbers = ["1", "2", "3", " 4", "5.9", "-6", "+7", "1e1", "123456789012345678", "0005", "5.90001", "-6.25", "5.0"];
        string[] dates =
        [
            "2026-01-01", "2026-01-01 00:00:07", "2026-01-01T00:00:07.25Z", "2026-01-01 00:00:07.2500", "2026-01-01T00:00:07+01:00", " 9999-12-31 23:59:59", "1969-12-31 23:59:59.5",
        ];
        string[] fineDates = [.. dates, "2026-01-01 00:00:07.1234567", "2026-01-01 00:00:07.123456789"];
        for (int seed = 0; seed < 30; seed++)
        {
            string[] times = (seed % 3) switch { 0 => numbers, 1 => dates, _ => fineDates };
            var random = new Random(seed);
            var text = new StringBuilder(Header);
            for (int row = random.Next(200, 500); row > 0; row--)
            {
                string[] fields = [Pick(times), Pick(users), "_", Pick(items), Pick(behaviors)];
                if (quotes)
                    fields = Array.ConvertAll(fields, field => random.Next(3) == 0 ? $"\"{field}\"" : field);
                if (quotes && random.Next(10) == 0)
                    fields[2] = "\"a, \"\"b\"\"\"";
                text.AppendJoin(',', fields).Append(random.Next(4) == 0 ? "\r\n" : random.Next(9) == 0 ? "\n\n" : "\n");
            }
            if (random.Next(2) == 0)
                text.Append(times[0]).Append(",u,_,item0,click");
            AssertSame(Write(text.ToString(), gzip), core, readable: true, seed % 2 == 0 ? TieBreak.RowOrder : TieBreak.IntentAscending, dropDuplicates: seed % 3 > 0);

            string Pick(string[] values) => values[random.Next(values.Length)];
        }
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void LargeFilesGiveTheSameSequences(bool sorted)
    {
        // Several blocks of text, of the log and partitions of users; lines fall on the borders of blocks.
        var random = new Random(3);
        var text = new StringBuilder(Header);
        for (int i = 0; i < 60_000; i++)
            text.Append(sorted ? 1_700_000_000 + i : 1_700_000_000 + random.Next(100_000)).Append($",u{(sorted ? i / 40 : random.Next(1500))},_,i{random.Next(random.Next(1, 9000))},{"abcd"[random.Next(4)]}\n");
        string path = Write(text.ToString());
        AssertSame(path, core: 0, readable: true);
        AssertSame(path, core: 6, readable: true);
    }

    [TestMethod]
    [DataRow("1,u,_,\"two\nlines\",a\n1,u,_,i,b\n", DisplayName = "a quoted line break")]
    [DataRow("1,u,_,i,a\r2,u,_,j,b\r", DisplayName = "lone carriage returns")]
    [DataRow("1,u,_,\"i\r2\",j\n", DisplayName = "a carriage return in quotes")]
    public void WhatIsOutOfTheOrdinaryGoesTheLongWay(string rows) => AssertSame(Write(Header + rows), core: 0, readable: false);

    [TestMethod]
    public void ByteOrderMarksAreUnderstood()
    {
        string path = Write("");
        foreach (Encoding encoding in (Encoding[])[Encoding.Unicode, Encoding.BigEndianUnicode, Encoding.UTF32])
        {
            File.WriteAllText(path, Header + "1,u,_,i,a\n2,u,_,j,b\n", encoding);
            AssertSame(path, core: 0, readable: true);
        }
        File.WriteAllText(path, Header + "1,u,_,i,a\n2,ü,_,j,b\n", new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        AssertSame(path, core: 0, readable: true);
    }

    [TestMethod]
    public void MoreBehaviorsThanPossibleGoTheLongWay()
    {
        string path = Write(Header + string.Concat(Enumerable.Range(0, 300).Select(i => $"{i},u,_,i,b{i}\n")));
        Assert.IsNull(Log(path));
        var ml = new MLContext(1);
        IDataView events = ml.Data.LoadBehaviorEvents(path);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => ml.Transforms.BehaviorSequences().Fit(events));
    }

    [TestMethod]
    public void ErrorsAreThoseOfTheLongWay()
    {
        foreach (string row in (string[])["soon,u,_,i,a", ",u,_,i,a", "1,u,_,i", "1,u,_,i,a,b", "1,u,_,\"i,a"])
        {
            string path = Write(Header + "1,u,_,i,a\n\n" + row + "\n");
            Assert.IsNull(Log(path));
            string Error(Func<IDataView, IDataView> wrap) => Assert.ThrowsExactly<InvalidDataException>(() =>
            {
                var ml = new MLContext(1);
                IDataView events = wrap(ml.Data.LoadBehaviorEvents(path));
                SequenceViews.Read(ml.Transforms.BehaviorSequences().Fit(events).Transform(events));
            }).Message;
            StringAssert.Contains(Error(events => events), "line 4");
            Assert.AreEqual(Error(events => new CountingView(events)), Error(events => events));
        }
    }

    [TestMethod]
    public void TheNumberOfItemsIsLimitedAlike()
    {
        string path = Write(Header + string.Concat(Enumerable.Range(0, 300).Select(i => $"{i},u{i % 7},_,i{i % 50},{"abc"[i % 3]}\n")));
        AssertSame(path, core: 0, readable: true, maximumNumberOfItems: 20);
        AssertSame(path, core: 6, readable: true, maximumNumberOfItems: 20);
    }

    [TestMethod]
    public void ASavedTransformMeetsNewNamesAndChangedFiles()
    {
        var ml = new MLContext(1);
        string path = Write(Header + "1,u,_,i,a\n2,v,_,j,b\n");
        IDataView events = ml.Data.LoadBehaviorEvents(path);
        IDataView filtered = ml.Data.FilterByCore(events, 1);
        ITransformer features = ml.Transforms.BehaviorSequences().Fit(filtered);
        CollectionAssert.AreEqual(new[] { "u: i/a@1", "v: j/b@2" }, Texts(features.Transform(filtered)));
        CollectionAssert.AreEqual(new[] { "u: i/a@1", "v: j/b@2" }, Texts(features.Transform(events)));
        CollectionAssert.AreEqual(new[] { "u: i/a@1", "v: j/b@2" }, Texts(features.Transform(events)), "the file is read again");

        File.WriteAllText(path, Header + "3,w,_,j,b\n4,w,_,new,b\n5,v,_,i,a\n");
        CollectionAssert.AreEqual(new[] { "w: j/b@3 /b@4", "v: i/a@5" }, Texts(features.Transform(events)), "an item that came later stays, as unknown");
        CollectionAssert.AreEqual(new[] { "v: i/a@5" }, Texts(features.Transform(filtered)), "the filter knows u, v, i and j");
    }

    [TestMethod]
    public void AnExtraColumnOrSwappedRolesAreStillRight()
    {
        string path = Write(Header + "1,u,_,i,a\n2,v,_,i,b\n3,u,_,j,b\n");
        var options = new BehaviorSequencesEstimator.Options { UserColumnName = "Item", ItemColumnName = "User" };
        var ml = new MLContext(1);
        IDataView events = ml.Data.LoadBehaviorEvents(path);
        IDataView sequences = ml.Transforms.BehaviorSequences(options).Fit(events).Transform(events);
        CollectionAssert.AreEqual(new[] { "i", "j" }, SequenceViews.Column(sequences, "Item"));
        IDataView bySwappedNames = ml.Data.FilterByCore(events, 2, iterative: false, userColumnName: "Item", itemColumnName: "User");
        IDataView plain = ml.Data.FilterByCore(new CountingView(events), 2, iterative: false, userColumnName: "Item", itemColumnName: "User");
        CollectionAssert.AreEqual(SequenceViews.Column(plain, "Timestamp"), SequenceViews.Column(bySwappedNames, "Timestamp"));
    }

    private void AssertSame(
        string path,
        int core,
        bool readable,
        TieBreak tieBreak = TieBreak.RowOrder,
        bool dropDuplicates = true,
        int maximumNumberOfItems = 1_000_000)
    {
        Assert.AreEqual(readable, Log(path) is not null, File.ReadAllText(path));
        (string[] shortNames, string[] shortRows, string[] shortWarnings) = Made(events => events);
        (string[] longNames, string[] longRows, string[] longWarnings) = Made(events => new CountingView(events));
        CollectionAssert.AreEqual(longNames, shortNames);
        CollectionAssert.AreEqual(longRows, shortRows);
        CollectionAssert.AreEqual(longWarnings, shortWarnings);

        (string[], string[], string[]) Made(Func<IDataView, IDataView> wrap)
        {
            var ml = new MLContext(1);
            var warnings = new List<string>();
            ml.Log += (_, e) => warnings.AddRange(e.RawMessage.Contains("left out", StringComparison.Ordinal) ? [e.RawMessage] : []);
            IDataView events = wrap(ml.Data.LoadBehaviorEvents(path));
            if (core > 0)
                events = ml.Data.FilterByCore(events, core);
            var options = new BehaviorSequencesEstimator.Options
            {
                TieBreak = tieBreak,
                DropDuplicates = dropDuplicates,
                MaximumNumberOfItems = maximumNumberOfItems,
                BehaviorOrder = tieBreak == TieBreak.IntentAscending ? ["buy", "click"] : null,
            };
            IDataView sequences = ml.Transforms.BehaviorSequences(options).Fit(events).Transform(events);
            string[] names = [.. SequenceViews.Names(sequences.Schema["Item"]), "|", .. SequenceViews.Names(sequences.Schema["Behavior"])];
            string[] rows = Texts(sequences);
            if (core > 0)
                rows = [.. rows, .. SequenceViews.Column(events, "Timestamp"), $"{events.GetRowCount()}"];
            return (names, rows, [.. warnings]);
        }
    }

    private static string[] Texts(IDataView sequences) => [.. SequenceViews.Read(sequences).Select(row => row.ToString())];

    private static object? Log(string path) =>
        ((EventFileView)new MLContext(1).Data.LoadBehaviorEvents(path)).UseLog(_ => "read", useUp: true);

    private string Write(string content, bool gzip = false)
    {
        string path = Path.GetTempFileName();
        _files.Add(path);
        using Stream stream = gzip ? new GZipStream(File.Create(path), CompressionLevel.Fastest) : File.Create(path);
        stream.Write(Encoding.UTF8.GetBytes(content));
        if (content.Length == 0)
            stream.Write(Encoding.UTF8.GetBytes(Header));
        return path;
    }
}
