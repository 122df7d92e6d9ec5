using System.Diagnostics.Metrics;
using Microsoft.ML.Data;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Scoring;

namespace Microsoft.ML.Dpcpl.Tests.Scoring;

/// <summary>What a listener hears. Other tests score at the same time on other threads, whose measurements it leaves out.</summary>
[TestClass]
public sealed class ScoringMetricsTests
{
    private readonly MLContext _ml = new(seed: 1);

    [TestMethod]
    public void BatchesAreCountedWithWhatIsUnknownInThem()
    {
        List<ScoringData.Row> rows = ScoringData.Rows(17);
        IDataView view = ScoringData.View(_ml, rows);
        using FakeModel model = ScoringData.Model(view);
        using var transformer = new FakeTransformer(model, new SequenceTransformer.Options { BatchSize = 5 });
        using var heard = new Listener();
        using (DataViewRowCursor cursor = transformer.Transform(view).GetRowCursor([transformer.GetOutputSchema(view.Schema)["RecommendedItems"]]))
        {
            while (cursor.MoveNext())
            {
            }
        }

        CollectionAssert.AreEqual(new[] { 5.0, 5, 5, 2 }, heard.Of("dpcpl.scoring.rows", "batch"));
        Assert.HasCount(4, heard.Of("dpcpl.scoring.duration", "batch"));
        Assert.IsGreaterThan(0, heard.Of("dpcpl.scoring.duration", "batch").Min());
        Assert.AreEqual(rows.Sum(row => ScoringData.Ids(row.Item).Count(item => item == 0)), heard.Of("dpcpl.scoring.unknown_items", "batch").Sum());
        Assert.AreEqual(rows.Count(row => ScoringData.Ids(row.Item).All(item => item == 0)), heard.Of("dpcpl.scoring.unknown_histories", "batch").Sum());
        Assert.IsEmpty(heard.Of("dpcpl.scoring.rows", "single"));
    }

    [TestMethod]
    public void ARowByItselfIsARequest()
    {
        using FakeModel model = new(ScoringData.Items, ScoringData.Behaviors, 3);
        using var transformer = new FakeTransformer(model, new SequenceTransformer.Options());
        IDataView keyed = ScoringData.View(_ml, ScoringData.Rows(3));
        var mapper = transformer.GetRowToRowMapper(keyed.Schema);
        using var heard = new Listener();
        using (DataViewRowCursor cursor = keyed.GetRowCursor(keyed.Schema))
        using (DataViewRow row = mapper.GetRow(cursor, [mapper.OutputSchema["RecommendedScores"]]))
        {
            ValueGetter<VBuffer<float>> scores = row.GetGetter<VBuffer<float>>(mapper.OutputSchema["RecommendedScores"]);
            VBuffer<float> value = default;
            while (cursor.MoveNext())
                scores(ref value);
        }

        CollectionAssert.AreEqual(new[] { 1.0, 1, 1 }, heard.Of("dpcpl.scoring.rows", "single"));
        Assert.HasCount(3, heard.Of("dpcpl.scoring.duration", "single"));
        // The first one is empty, the second one knows nothing.
        Assert.AreEqual(2, heard.Of("dpcpl.scoring.unknown_histories", "single").Sum());
    }

    [TestMethod]
    public void RecordingAllocatesNothing()
    {
        var rows = new SequenceData { Store = new SequenceStore([0, 2, 3], [1, 0, 9], [1, 1, 1], [1, 2, 3]), ItemCount = 5 };
        using var heard = new MeterListener { InstrumentPublished = (instrument, listener) => Listener.Enable(instrument, listener) };
        heard.SetMeasurementEventCallback<long>(static (_, _, _, _) => { });
        heard.SetMeasurementEventCallback<double>(static (_, _, _, _) => { });
        heard.Start();
        long Allocated(int times)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < times; i++)
                ScoringMetrics.Record(ScoringMetrics.Begin(), rows, 5, ScoringMetrics.Single);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
        Allocated(100);
        Assert.AreEqual(0, Allocated(1000));
    }

    /// <summary>Measurements of this thread, by instrument and mode.</summary>
    internal sealed class Listener : IDisposable
    {
        private readonly MeterListener _listener = new() { InstrumentPublished = Enable };
        private readonly List<(string Name, string? Tag, double Value)> _heard = [];
        private readonly int _thread = Environment.CurrentManagedThreadId;

        public Listener()
        {
            _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Hear(instrument, value, tags));
            _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Hear(instrument, value, tags));
            _listener.Start();
        }

        public static void Enable(Instrument instrument, MeterListener listener)
        {
            if (instrument.Meter.Name == "Microsoft.ML.Dpcpl")
                listener.EnableMeasurementEvents(instrument);
        }

        public double[] Of(string name, string tag) => [.. _heard.Where(m => m.Name == name && m.Tag == tag).Select(m => m.Value)];

        public void Dispose() => _listener.Dispose();

        private void Hear(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            if (Environment.CurrentManagedThreadId == _thread)
                _heard.Add((instrument.Name, tags[0].Value as string, value));
        }
    }
}
