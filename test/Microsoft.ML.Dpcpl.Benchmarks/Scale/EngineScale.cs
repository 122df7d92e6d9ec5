using Microsoft.ML.Data;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Scoring;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Benchmarks.Scale;

/// <summary>Prediction engines over 100k items: one call after the other, and on many threads at once.</summary>
internal static class EngineScale
{
    private const int Items = 100_000, Histories = 100, Warmup = 200;

    /// <summary>Pieces of a call, and calls of an engine.</summary>
    public static void Calls()
    {
        foreach (bool neighbors in (bool[])[false, true])
            Calls(neighbors);
    }

    /// <summary>Calls of engines of their own on several threads at once.</summary>
    public static void Threads()
    {
        using var at = new Engines(neighbors: true);
        double alone = 0;
        foreach (int threads in (int[])[1, 2, 4, 16])
        {
            double rate = at.CallsPerSecond(threads, TimeSpan.FromSeconds(3));
            alone = threads == 1 ? rate : alone;
            Table.Figure(
                $"prediction engines on {threads} threads, 100k items, with neighbors, Int8, calls per second",
                "scales with cores",
                $"{rate:0}",
                $"{rate / alone:0.00} of one thread; {Environment.ProcessorCount} cores, each call on one thread");
        }
    }

    private static void Calls(bool neighbors)
    {
        const int Timed = 2000;
        string which = neighbors ? ", with neighbors" : "";
        using var at = new Engines(neighbors);
        at.Pieces(which);
        foreach (ScoringTable kind in Enum.GetValues<ScoringTable>())
        {
            using NeuralTransformer scorer = at.Transformer.WithOptions(o => o.ScoringTable = kind);
            using PredictionEngine<History, Scores> engine = at.Create(scorer);
            at.Run(engine, Warmup);
            long before = GC.GetTotalAllocatedBytes(precise: true);
            at.Run(engine, Timed);
            long bytes = (GC.GetTotalAllocatedBytes(precise: true) - before) / Timed;
            int next = 0;
            double[] times = [.. Enumerable.Range(0, Timed).Select(_ => Pairs.Once(() => at.Predict(engine, next++))).Order()];
            Table.Figure(
                $"prediction engine, 100k items{which}, {kind}, median ms",
                "below 0.8, 99th percentile below 2 (Int8, with neighbors)",
                $"{Pairs.Median(times):0.00}",
                $"{Timed} calls; percentiles: 10th {times[Timed / 10]:0.00}, 90th {times[Timed * 9 / 10]:0.00}, 99th {times[Timed * 99 / 100]:0.00}; {bytes} bytes allocated per call");
        }
    }

    private sealed class Engines : IDisposable
    {
        private readonly MLContext _ml = new(1);
        private readonly IDataView _view = ScaleModel.View(ScaleModel.Histories(Histories, Items));
        private readonly History[] _histories;
        private readonly Scores _result = new();

        public Engines(bool neighbors)
        {
            Transformer = new NeuralTransformer(ScaleModel.Create(Items, neighbors), new NeuralTransformer.Options());
            var random = new Random(1);
            _histories = [.. Enumerable.Range(0, Histories).Select(_ => History.Random(random, Items))];
        }

        public NeuralTransformer Transformer { get; }

        public PredictionEngine<History, Scores> Create(NeuralTransformer scorer) => _ml.Model.CreatePredictionEngine<History, Scores>(
            scorer, new PredictionEngineOptions { InputSchemaDefinition = History.Definition(_view.Schema), OwnsTransformer = false });

        public void Predict(PredictionEngine<History, Scores> engine, int call)
        {
            Scores result = _result;
            engine.Predict(_histories[call % Histories], ref result);
        }

        public void Run(PredictionEngine<History, Scores> engine, int calls)
        {
            for (int i = 0; i < calls; i++)
                Predict(engine, i);
        }

        public void Pieces(string which)
        {
            IVectorModel model = Transformer.Model;
            SequenceData[] single = [.. Enumerable.Range(0, Histories).Select(user => ScaleModel.Histories(1, Items, (ulong)user))];
            int next = 0;
            using Tensor vector = model.Encode(single[0]);
            Pairs encoding = Pairs.Time(
                300,
                () => Transformer.Model.EncodeByNetwork(single[next = (next + 1) % single.Length]).Dispose(),
                () => model.Encode(single[next]).Dispose());
            Table.Figure($"encode one user{which}: by the network : in managed code", "", encoding, "network", "managed code");
            var request = new ScoringRequest { TopK = 10 };
            Pairs pieces = Pairs.Time(
                300,
                () => model.Encode(single[next = (next + 1) % single.Length]).Dispose(),
                () => CatalogScorer.Score(vector, model.ItemTable, model.Popularity, single[next], request, lifts: model.Lifts(single[next])));
            Table.Row($"pieces of a call, 100k items{which}", "", "", $"encode one user {pieces.First:0.00} ms, score it {pieces.Second:0.00} ms");
        }

        /// <summary>Each thread has an engine of its own over the one model, and a call has one thread.</summary>
        public double CallsPerSecond(int threads, TimeSpan time)
        {
            using NeuralTransformer scorer = Transformer.WithOptions(o => (o.ScoringTable, o.Threads) = (ScoringTable.Int8, 1));
            using var begin = new Barrier(threads + 1);
            long until = 0, calls = 0;
            Thread[] running = [.. Enumerable.Range(0, threads).Select(_ => new Thread(() =>
            {
                using PredictionEngine<History, Scores> engine = Create(scorer);
                var result = new Scores();
                void Call(int i) => engine.Predict(_histories[i % Histories], ref result);
                for (int i = 0; i < Warmup; i++)
                    Call(i);
                begin.SignalAndWait();
                begin.SignalAndWait();
                int done = 0;
                for (; Environment.TickCount64 < Volatile.Read(ref until); done++)
                    Call(done);
                Interlocked.Add(ref calls, done);
            }))];
            Array.ForEach(running, thread => thread.Start());
            begin.SignalAndWait();
            Volatile.Write(ref until, Environment.TickCount64 + (long)time.TotalMilliseconds);
            begin.SignalAndWait();
            Array.ForEach(running, thread => thread.Join());
            return calls / time.TotalSeconds;
        }

        public void Dispose() => Transformer.Dispose();
    }

    private sealed class History
    {
        public uint[] Item { get; set; } = [];

        public uint[] Behavior { get; set; } = [];

        public long[] Timestamp { get; set; } = [];

        /// <summary>The columns of a view of histories, keys and the values behind them included.</summary>
        public static SchemaDefinition Definition(DataViewSchema schema)
        {
            SchemaDefinition definition = SchemaDefinition.Create(typeof(History));
            foreach (SchemaDefinition.Column column in definition)
            {
                column.ColumnType = schema[column.ColumnName].Type;
                DataViewSchema.Annotations annotations = schema[column.ColumnName].Annotations;
                if (annotations.Schema.GetColumnOrNull("KeyValues") is not { } names)
                    continue;
                VBuffer<ReadOnlyMemory<char>> values = default;
                annotations.GetValue("KeyValues", ref values);
                column.AddAnnotation("KeyValues", values, names.Type);
            }

            return definition;
        }

        public static History Random(Random random, int items)
        {
            int length = random.Next(20, 61);
            return new History
            {
                Item = [.. Enumerable.Range(0, length).Select(_ => (uint)random.Next(1, items + 1))],
                Behavior = [.. Enumerable.Range(0, length).Select(_ => (uint)random.Next(1, 5))],
                Timestamp = [.. Enumerable.Range(0, length).Select(e => 1_700_000_000L + (e * 3600L))],
            };
        }
    }

    private sealed class Scores
    {
        public uint[] RecommendedItems { get; set; } = [];

        public float[] RecommendedScores { get; set; } = [];
    }
}
