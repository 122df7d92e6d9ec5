using System.Runtime.Intrinsics;
using Microsoft.ML.Data;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Scoring;
using Microsoft.ML.Dpcpl.Torch;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Benchmarks.Scale;

/// <summary>Scoring: one user, many users, whole evaluations, prediction engines and views. Arguments: parts to run; none runs all.</summary>
internal static class ScoringScale
{
    private const int Million = 1_000_000, Width = 64, Users = 1024;

    private static readonly Dictionary<string, Action> s_parts = new()
    {
        ["one"] = OneUser,
        ["many"] = ManyUsers,
        ["recall"] = Recall,
        ["engine"] = EngineScale.Calls,
        ["threads"] = EngineScale.Threads,
        ["view"] = View,
    };

    public static void Run(string[] args)
    {
        Table.FigureHeader();
        foreach ((string name, Action part) in s_parts)
        {
            if (args.Length == 0 || args.Contains(name))
                part();
        }
    }

    private static void OneUser()
    {
        using var at = new Scoring(Million, 64);
        float[] sums = new float[Environment.ProcessorCount];
        void Read() => at.Read(sums);
        int user = 0;
        void Plain() => at.Top(user = (user + 1) % 64, ScoringTable.Float32);
        Table.Figure("one user, top-10 of 1M x 64, float32 : read the table once", "at most 1.30", Pairs.Time(41, Plain, Read), "score", "read");
        foreach (ScoringTable kind in (ScoringTable[])[ScoringTable.BFloat16, ScoringTable.Int8])
        {
            Pairs pairs = Pairs.Time(41, () => at.Top(user = (user + 1) % 64, kind), Plain);
            Table.Figure($"one user, {kind} : float32", "at most 0.50", pairs, $"{kind}", "Float32");
        }
    }

    private static void ManyUsers()
    {
        using var at = new Scoring(Million, Users);
        Pairs top = Pairs.Time(5, () => at.Product(2048), () => at.Top(Users));
        Table.Figure("1,024 users x 1M items, top-10, in parts of sgemm", "at least 0.90", top, "matrix product alone in pieces of 2,048 items (the fastest), nothing looked at,", "top-10");
        Pairs ranks = Pairs.Time(5, () => at.Product(2048), () => at.Ranks(Users));
        Table.Figure("1,024 users x 1M items, ranks of labels, in parts of sgemm", "no score matrix kept", ranks, "matrix product", "ranks");
        using Tensor square = randn(1024, 1024), other = randn(1024, 1024);
        double best = Enumerable.Range(0, 20).Min(_ => Pairs.Once(() => square.mm(other).Dispose()));
        double flops = 2.0 * Users * Million * Width;
        Table.Figure(
            "the same in GFLOP/s",
            "",
            $"{flops / top.Second / 1e6:0} top-10, {flops / ranks.Second / 1e6:0} ranks",
            $"product in pieces {flops / top.First / 1e6:0}, product of 1,024 x 1,024 x 1,024 {2.0 * 1024 * 1024 * 1024 / best / 1e6:0}");
    }

    private static void Recall()
    {
        const int Tested = 10_000, Items = 100_000;
        using var at = new Scoring(Items, Tested);
        ScoredRow[] expected = at.Top(Tested);
        foreach (ScoringTable kind in (ScoringTable[])[ScoringTable.BFloat16, ScoringTable.Int8])
        {
            int found = 0;
            for (int user = 0; user < Tested; user++)
                found += at.Top(user, kind).TopItems.Intersect(expected[user].TopItems).Count();
            Table.Figure(
                $"recall at 10 of {kind}, 10,000 users, 100k items",
                "at least 0.999",
                $"**{found / (10.0 * Tested):0.00000}**",
                "against the float32 table, other batches");
        }
    }

    private static void View()
    {
        foreach (bool neighbors in (bool[])[false, true])
        {
            const int Items = 10_000, Rows = 100_000;
            var ml = new MLContext(1);
            SequenceData data = ScaleModel.Histories(Rows, Items);
            IDataView view = ScaleModel.View(data);
            using NeuralModelParameters model = ScaleModel.Create(Items, neighbors);
            using var transformer = new NeuralTransformer(model, new NeuralTransformer.Options());
            Pairs pairs = Pairs.Time(1, () => ReadScores(transformer.Transform(view)), () => Direct(model, data));
            Table.Figure(
                $"Transform over 100k users, 10k items{(neighbors ? ", with neighbors" : "")} : direct path", "at most 1.30", pairs, "Transform", "encode and score in batches of 256");
        }
    }

    private static void ReadScores(IDataView scored)
    {
        using DataViewRowCursor cursor = scored.GetRowCursor([scored.Schema["RecommendedItems"], scored.Schema["RecommendedScores"]]);
        ValueGetter<VBuffer<uint>> items = cursor.GetGetter<VBuffer<uint>>(scored.Schema["RecommendedItems"]);
        ValueGetter<VBuffer<float>> scores = cursor.GetGetter<VBuffer<float>>(scored.Schema["RecommendedScores"]);
        VBuffer<uint> some = default;
        VBuffer<float> values = default;
        while (cursor.MoveNext())
        {
            items(ref some);
            scores(ref values);
        }
    }

    /// <summary>What there is to do without any view: the parts of the log, encoded and scored.</summary>
    private static void Direct(NeuralModelParameters model, SequenceData data)
    {
        IVectorModel direct = model;
        for (int first = 0; first < data.Store.UserCount; first += 256)
        {
            int count = Math.Min(256, data.Store.UserCount - first);
            SequenceData batch = data.With(Part(data.Store, first, count));
            using Tensor users = model.Encode(batch);
            CatalogScorer.Score(users, direct.ItemTable, direct.Popularity, batch, new ScoringRequest { TopK = 10 }, lifts: model.Lifts(batch));
        }
    }

    private static SequenceStore Part(SequenceStore store, int first, int count)
    {
        int start = store.Start(first), end = store.End(first + count - 1);
        int[] offsets = [0, .. Enumerable.Range(first, count).Select(user => store.End(user) - start)];
        return new SequenceStore(offsets, store.Items[start..end].ToArray(), store.Behaviors[start..end].ToArray(), store.Times[start..end].ToArray());
    }

    /// <summary>A random table and random users, with histories of a few items.</summary>
    private sealed class Scoring : IDisposable
    {
        private readonly Tensor _table, _users;
        private readonly int _items;
        private readonly float[] _popularity;
        private readonly SequenceData[] _single;
        private readonly SequenceData _all;
        private readonly ScoringTables _tables;

        public Scoring(int items, int users)
        {
            Microsoft.ML.Dpcpl.Torch.TorchRuntime.EnsureLoaded();
            using var generator = new Generator(1);
            (_items, _popularity) = (items, new float[items + 1]);
            _table = randn([items + 1, Width], generator: generator);
            _users = randn([users, Width], generator: generator);
            _all = ScaleModel.Histories(users, items);
            _single = [.. Enumerable.Range(0, users).Select(user => _all.With(Part(_all.Store, user, 1)))];
            _tables = new ScoringTables(new FixedModel(_table));
        }

        public ScoredRow Top(int user, ScoringTable kind)
        {
            using Tensor one = _users.narrow(0, user, 1);
            return CatalogScorer.Score(one, _table, _popularity, _single[user], new ScoringRequest { TopK = 10, Table = kind }, tables: _tables)[0];
        }

        public ScoredRow[] Top(int users) => Score(users, new ScoringRequest { TopK = 10 });

        public ScoredRow[] Ranks(int users) => Score(users, new ScoringRequest { LabelRanks = true });

        /// <summary>The matrix product alone, nothing done with it.</summary>
        public void Product(int items)
        {
            using var noGrad = no_grad();
            for (int first = 0; first < _items; first += items)
            {
                using Tensor part = _table.narrow(0, first, Math.Min(items, _items - first)), turned = part.t();
                _users.mm(turned).Dispose();
            }
        }

        /// <summary>Adds up the whole table, each thread one part of it.</summary>
        public unsafe void Read(float[] sums)
        {
            float* start = new TensorRows(_table).Start;
            long part = (long)_items * Width / sums.Length;
            Parallel.For(0, sums.Length, thread => sums[thread] = Sum(start + (thread * part), part));
        }

        public void Dispose()
        {
            _table.Dispose();
            _users.Dispose();
        }

        private static unsafe float Sum(float* from, long count)
        {
            Vector256<float> a = default, b = default, c = default, d = default;
            for (float* end = from + count - 31; from < end; from += 32)
            {
                a += Vector256.Load(from);
                b += Vector256.Load(from + 8);
                c += Vector256.Load(from + 16);
                d += Vector256.Load(from + 24);
            }

            return Vector256.Sum(a + b + c + d);
        }

        private ScoredRow[] Score(int users, ScoringRequest request)
        {
            using Tensor some = _users.narrow(0, 0, users);
            return CatalogScorer.Score(some, _table, _popularity, _all, request);
        }
    }
}
