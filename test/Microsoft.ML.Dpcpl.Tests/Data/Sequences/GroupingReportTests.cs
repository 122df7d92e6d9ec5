using CsCheck;

namespace Microsoft.ML.Dpcpl.Tests.Data.Sequences;

/// <summary>What is left out is counted, whichever way the events come.</summary>
[TestClass]
public sealed class GroupingReportTests
{
    private const string Fine = "u0,i0,buy,1700000000\nu0,i1,buy,1700000001\nu1,i0,buy,1700000002\n";

    private readonly List<string> _files = [];

    [TestCleanup]
    public void DeleteFiles() => _files.ForEach(File.Delete);

    [TestMethod]
    public void NothingLeftOutIsNothingSaid() => AssertLine(null, Fine);

    [TestMethod]
    public void EveryReasonIsCounted() => Gen.Int[0, 4].Array[6].Sample(
        counts =>
        {
            string[] odd = [",i0,buy,1700000000\n", "u0,,buy,1700000000\n", "u0,i0,,1700000000\n", "u0,i0,buy,1700000000\n"];
            string rows = Fine + string.Concat(odd.Select((row, i) => string.Concat(Enumerable.Repeat(row, counts[i]))));
            string[] reasons =
            [
                "without a user ('User')", "without an item ('Item')",
                "without a behavior or with one that is not in the vocabulary ('Behavior')", "equal to another event in user, item, behavior and time",
            ];
            int sum = counts[..4].Sum();
            string list = string.Join("; ", reasons.Select((reason, i) => (counts[i], reason)).Where(r => r.Item1 > 0).Select(r => $"{r.Item1} {r.reason}"));
            AssertLine(sum == 0 ? null : $"{sum} of {sum + 3} events were left out: {list}.", rows);
        },
        iter: 20);

    [TestMethod]
    public void AFilterIsCountedAndNoWarning()
    {
        const string more = "u1,i0,buy,1700000003\n";
        string line = AssertLine("2 of 4 events were left out: 2 by the filter of users and items with few events.", Fine + more, core: 2, iterative: false);
        Assert.Contains("filter", line);
        AssertLine("3 of 5 events were left out: 3 by the filter of users and items with few events.", Fine + more + ",i0,buy,1700000000\n", core: 2, iterative: false);
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => AssertLine(null, Fine, core: 9)).Message, "a filter such as FilterByCore has left none");
    }

    [TestMethod]
    public void AnUnknownOrderIsSaid()
    {
        const string unknown = "All events of a user have the same time, so nothing tells their order but that of the rows and the option TieBreak.";
        AssertLine(unknown, "u0,i0,buy,7\nu0,i1,buy,7\nu1,i0,buy,9\n");
        AssertLine(null, "u0,i0,buy,7\nu0,i1,buy,7\nu1,i0,buy,9\nu1,i2,buy,8\n");
        AssertLine(null, "u0,i0,buy,7\nu1,i1,buy,7\n");
    }

    [TestMethod]
    [DataRow("user,age\nu0,a\nu1,b\n", null)]
    [DataRow("user,age\nu0,a\nu1,b\nu0,a\n", "User attributes: 1 rows repeat a user.")]
    [DataRow("user,age\nu0,a\nu1,b\nu0,c\nu0,d\n", "User attributes: 2 rows repeat a user; 1 users have rows that differ, of which the last one counts.")]
    [DataRow("user,age\nx,a\ny,b\n", "The table of user attributes has none of the 2 users: do its user names look like those of the events?")]
    [DataRow("user,age\nu0,a\nx,b\ny,\n", "User attributes: 1 users have no attributes; 2 rows are about users without events.")]
    public void AttributesAreCounted(string users, string? expected) => AssertLine(expected, Fine, users: users);

    [TestMethod]
    public void AModelsOwnTableMayBeLargerThanTheLog()
    {
        var ml = new MLContext(1);
        IDataView events = ml.Data.LoadBehaviorEvents(Write("user,item,behavior,time\n" + Fine)), one = ml.Data.LoadBehaviorEvents(Write("user,item,behavior,time\nu1,i0,buy,1700000000\n"));
        var options = new BehaviorSequencesEstimator.Options { UserAttributes = ml.Data.LoadUserAttributes(Write("user,age\nu0,a\nu1,b\n")) };
        using var zip = new MemoryStream();
        ml.Model.Save(ml.Transforms.BehaviorSequences(options).Fit(events), events.Schema, zip);
        zip.Position = 0;
        Assert.IsNull(ml.Data.SequenceStatistics(ml.Model.Load(zip, out _).Transform(one)).Report!.Line);
    }

    [TestMethod]
    public void StatisticsCountWhatWasLeftOut()
    {
        var ml = new MLContext(1);
        IDataView events = ml.Data.LoadBehaviorEvents(Write("user,item,behavior,time\n" + Fine + Fine + ",i,buy,1700000000\n"));
        SequenceStatistics statistics = ml.Data.SequenceStatistics(ml.Transforms.BehaviorSequences().Fit(events).Transform(events));
        CollectionAssert.AreEqual(new long[] { 1, 3 }, statistics.LeftOut.Select(reason => reason.Value).ToArray());
        StringAssert.Contains(statistics.ToString(), "left out                             4");
        StringAssert.Contains(statistics.ToString(), "seconds (recognized)");
    }

    /// <summary>Checks what the record says and what the channel said, for a file read at once and row by row.</summary>
    private string AssertLine(string? expected, string rows, string? users = null, int core = 0, bool iterative = true)
    {
        string path = Write("user,item,behavior,time\n" + rows);
        string? usersPath = users is null ? null : Write(users);
        foreach (Func<IDataView, IDataView> wrap in (Func<IDataView, IDataView>[])[view => view, view => new CountingView(view)])
        {
            var ml = new MLContext(1);
            var said = new List<(Microsoft.ML.Runtime.ChannelMessageKind Kind, string Text)>();
            ml.Log += (_, e) =>
            {
                if (e.Source.StartsWith(nameof(BehaviorSequencesTransformer), StringComparison.Ordinal) && e.Kind != Microsoft.ML.Runtime.ChannelMessageKind.Trace)
                    said.Add((e.Kind, e.RawMessage));
            };
            IDataView events = wrap(ml.Data.LoadBehaviorEvents(path));
            events = core > 0 ? ml.Data.FilterByCore(events, core, iterative) : events;
            var options = new BehaviorSequencesEstimator.Options { UserAttributes = usersPath is null ? null : ml.Data.LoadUserAttributes(usersPath) };
            IDataView sequences = ml.Transforms.BehaviorSequences(options).Fit(events).Transform(events);
            Assert.AreEqual(expected, ml.Data.SequenceStatistics(sequences).Report!.Line);
            bool note = expected is not null && (expected.Contains("filter", StringComparison.Ordinal) || expected.Contains("no attributes", StringComparison.Ordinal));
            if (expected is null)
                Assert.IsEmpty(said);
            else
                Assert.AreEqual((note ? Microsoft.ML.Runtime.ChannelMessageKind.Info : Microsoft.ML.Runtime.ChannelMessageKind.Warning, expected), said.Single());
        }
        return expected ?? "";
    }

    private string Write(string content)
    {
        string path = Path.GetTempFileName();
        _files.Add(path);
        File.WriteAllText(path, content);
        return path;
    }
}
