using Microsoft.Extensions.Time.Testing;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Scoring.Channels;
using Microsoft.ML.Dpcpl.Tests.Systems;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Dpcpl.Tests.Common;

[TestClass]
public sealed class ProgressTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly List<string> _lines = [];
    private readonly MLContext _ml = new(1);

    public ProgressTests() => _ml.Log += (_, message) =>
    {
        if (Progress.Is(message))
            _lines.Add(message.RawMessage);
    };

    [TestMethod]
    public void SaysWhatAndHowFarAndHowLongStill()
    {
        var progress = new Progress(_ml, "scoring", 5000, Progress.Rows, _clock);
        foreach (double seconds in (double[])[0, 1.9, 0.1, 9.9, 0.1])
        {
            _clock.Advance(TimeSpan.FromSeconds(seconds));
            progress.Add(500);
        }

        // At 2 s 1,500 are done, at 12 s 2,500.
        CollectionAssert.AreEqual((string[])["scoring: 1,500 of 5,000 rows, 5 s left", "scoring: 2,500 of 5,000 rows, 12 s left"], _lines);
    }

    [TestMethod]
    public void WithoutATotalItSaysHowLongItHasTaken()
    {
        var progress = new Progress(_ml, "filtering by core", null, Progress.Events, _clock);
        _clock.Advance(TimeSpan.FromSeconds(3));
        progress.Add(1_000_000);
        CollectionAssert.AreEqual((string[])["filtering by core: 1,000,000 events, 3 s so far"], _lines);
    }

    [TestMethod]
    public void BytesAreMegabytes()
    {
        var progress = new Progress(_ml, "reading events", 400_000_000, Progress.Bytes, _clock);
        _clock.Advance(TimeSpan.FromSeconds(2));
        progress.Add(100_000_000);
        CollectionAssert.AreEqual((string[])["reading events: 100 of 400 MB, 6 s left"], _lines);
    }

    [TestMethod]
    public void WhatIsShortSaysNothing()
    {
        var progress = new Progress(_ml, "scoring", 1000, Progress.Rows, _clock);
        for (int i = 0; i < 1000; i++)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(1.9));
            progress.Add(1);
        }

        Assert.IsEmpty(_lines);
    }

    [TestMethod]
    public void OfManyThreadsOneSpeaks()
    {
        var progress = new Progress(_ml, "scoring", null, Progress.Rows, _clock);
        _clock.Advance(TimeSpan.FromSeconds(2));
        Parallel.For(0, 1000, _ => progress.Add(1));
        Assert.HasCount(1, _lines);
    }

    [TestMethod]
    public void APlainConsoleProgramSeesIt()
    {
        using var console = new StringWriter();
        _ml.ShowProgress(console);
        var progress = new Progress(_ml, "drawing negatives", 20, Progress.Rows, _clock);
        _clock.Advance(TimeSpan.FromSeconds(2));
        progress.Add(5);
        Assert.AreEqual("drawing negatives: 5 of 20 rows, 6 s left" + console.NewLine, console.ToString());
    }

    /// <summary>Every component says it under the same source, whatever host it has.</summary>
    [TestMethod]
    public void AHostOfAComponentSaysItAlike()
    {
        var progress = new Progress(((IHostEnvironment)_ml).Register("Component").Register("Part"), "scoring", 2, Progress.Rows, _clock);
        _clock.Advance(TimeSpan.FromSeconds(2));
        progress.Add(1);
        CollectionAssert.AreEqual((string[])["scoring: 1 of 2 rows, 2 s left"], _lines);
    }

    [TestMethod]
    public void AChannelThatIsCountedReportsEveryItem()
    {
        SequenceData log = TinyShop.Train();
        foreach (IScoreChannel channel in (IScoreChannel[])[new NeighborChannel(3), new TransitionChannel(3), new TasteChannel(3)])
        {
            var progress = new Progress(_ml, channel.Title, log.ItemCount, Progress.Items, _clock);
            channel.Build(log, log.Store.Lengths(), TinyShop.Buy, progress);
            _clock.Advance(TimeSpan.FromSeconds(2));
            progress.Add(0);
            Assert.AreEqual($"{channel.Title}: {log.ItemCount} of {log.ItemCount} items, 0 s left", _lines[^1]);
        }
    }
}
