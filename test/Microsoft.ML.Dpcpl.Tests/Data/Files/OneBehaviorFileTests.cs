using Microsoft.ML.Dpcpl.Data.Files;
using Microsoft.ML.Dpcpl.Tests.Data.Sequences;

namespace Microsoft.ML.Dpcpl.Tests.Data.Files;

/// <summary>Files that say no behavior, read by both readers.</summary>
[TestClass]
public sealed class OneBehaviorFileTests
{
    private const string Rows = "u,i,5,3\n\"v\", j ,4.5,4\r\nu,j,5,1\n,j,5,2\nu,,5,2\nu,i,5,3\n";
    private static readonly MLContext Ml = new(1);
    private readonly List<string> _files = [];

    [TestCleanup]
    public void DeleteFiles() => _files.ForEach(File.Delete);

    [TestMethod]
    [DataRow("userId,movieId,rating,timestamp\n", null, BehaviorEvent.OnlyBehavior)]
    [DataRow("user,item,kind,time\n", null, BehaviorEvent.OnlyBehavior)]
    [DataRow("user,item,event_id,event_time\n", null, BehaviorEvent.OnlyBehavior)]
    [DataRow("user,item,transaction,time\n", null, BehaviorEvent.OnlyBehavior)]
    [DataRow("user,item,action,time\n", "", BehaviorEvent.OnlyBehavior)]
    [DataRow("user,item,user_action,time\n", "", BehaviorEvent.OnlyBehavior)]
    [DataRow("user,item,user_action,time\n", "user_action", null)]
    [DataRow("user,item,action,time\n", null, null)]
    public void BothReadersGiveEveryEventItsBehavior(string header, string? named, string? behavior)
    {
        string path = Write(header + Rows);
        IDataView Events() => Ml.Data.LoadBehaviorEvents(path, behaviorColumnName: named);
        CollectionAssert.AreEqual(new[] { "User", "Item", "Behavior", "Timestamp" }, Events().Schema.Select(c => c.Name).ToArray());
        string[] expected = [.. ((string[])["5", "4.5", "5", "5", "5", "5"]).Select(field => behavior ?? field)];
        CollectionAssert.AreEqual(expected, SequenceViews.Column(Events(), "Behavior"));

        string[] Sequences(IDataView events) => [.. SequenceViews.Read(Ml.Transforms.BehaviorSequences().Fit(events).Transform(events)).Select(row => row.ToString())];
        Assert.AreEqual("read", ((EventFileView)Events()).UseLog(_ => "read", useUp: true), "by the fast reader");
        string[] rows = behavior is null ? ["u: j/5@1 i/5@3", "v: j/4.5@4"] : [$"u: j/{behavior}@1 i/{behavior}@3", $"v: j/{behavior}@4"];
        CollectionAssert.AreEqual(rows, Sequences(Events()));
        CollectionAssert.AreEqual(rows, Sequences(new CountingView(Events())), "by the slow reader");
        IDataView filtered = Ml.Data.FilterByCore(Events(), 1);
        CollectionAssert.AreEqual(rows, Sequences(filtered));
    }

    [TestMethod]
    [DataRow("user_action")]
    [DataRow("eventName")]
    [DataRow("Behavior Code")]
    [DataRow("last-event")]
    public void AColumnThatMayBeTheBehaviorIsAskedFor(string name)
    {
        string path = Write($"user,item,{name},time\n{Rows}");
        var error = Assert.ThrowsExactly<InvalidDataException>(() => Ml.Data.LoadBehaviorEvents(path));
        Assert.AreEqual($"{path}: column '{name}' may be the behavior; name it with behaviorColumnName, or say with an empty name that all events are of one kind.", error.Message);
        CollectionAssert.Contains(SequenceViews.Column(Ml.Data.LoadBehaviorEvents(path, behaviorColumnName: name), "Behavior"), "4.5");
    }

    [TestMethod]
    public void AColumnWithAnotherRoleIsNoBehavior()
    {
        string path = Write("user,action,note,time\n" + Rows);
        IDataView events = Ml.Data.LoadBehaviorEvents(path, itemColumnName: "action");
        CollectionAssert.AreEqual(new[] { BehaviorEvent.OnlyBehavior }, SequenceViews.Column(events, "Behavior").Distinct().ToArray());
        var named = Assert.ThrowsExactly<InvalidDataException>(() => Ml.Data.LoadBehaviorEvents(path, itemColumnName: "action", behaviorColumnName: "how"));
        StringAssert.Contains(named.Message, "no column 'how' (behaviorColumnName)");
    }

    [TestMethod]
    public void TheLogKnowsOneBehavior()
    {
        string lines = string.Concat(Enumerable.Range(0, 30_000).Select(i => $"u{i % 700},i{i % 900},{i}\n"));
        var view = (EventFileView)Ml.Data.LoadBehaviorEvents(Write("user,item,time\n" + lines));
        string? read = view.UseLog(
            log =>
            {
                var buffer = new EventBuffer();
                for (int block = 0; block < log.Events.BlockCount; block++)
                {
                    log.Events.Read(block, buffer);
                    Assert.IsTrue(buffer.Behaviors.AsSpan(0, buffer.Count).IndexOfAnyExcept((byte)1) < 0);
                }
                Assert.AreEqual(30_000, log.Events.Count);
                Assert.AreEqual(1, log.Behaviors.Count);
                return log.Behaviors.Text(1);
            },
            useUp: true);
        Assert.AreEqual(BehaviorEvent.OnlyBehavior, read);
        Assert.IsNull(new EventText((byte)',', 3, [0, 1, -1, 2, -1]).Behaviors);
    }

    private string Write(string content)
    {
        string path = Path.GetTempFileName();
        _files.Add(path);
        File.WriteAllText(path, content);
        return path;
    }
}
