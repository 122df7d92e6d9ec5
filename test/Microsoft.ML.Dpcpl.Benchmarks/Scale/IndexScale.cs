using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using Cloud.Unum.USearch;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Scoring;
using Microsoft.ML.Dpcpl.Torch;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Benchmarks.Scale;

/// <summary>The exact scan of the item table beside an approximate index (HNSW of USearch), one user at a time, top-10. Arguments: numbers of items, in millions.</summary>
/// <remarks>
/// Vectors that are drawn one by one have no neighbors, which is the worst for an index; those around centers, longer for some items than for others, are
/// more like learned ones. The index holds 16-bit floats: its 8-bit ones are for vectors of length 1. What is asked of it is a recall of 0.99; its breadth of search is the
/// least power of two that has it.
/// </remarks>
internal static partial class IndexScale
{
    private const int Width = 64, Users = 500, TopK = 10, Connectivity = 16, BuildBreadth = 128;
    private const ulong MostBreadth = 8192;

    public static void Run(string[] args)
    {
        Table.Header("items", "vectors", "build, s", "memory of the index, GB", "breadth of search", "recall at 10", "index, ms", "exact Int8, ms", "exact : index");
        foreach (string items in args.Length == 0 ? ["1"] : args)
        {
            foreach (bool centers in (bool[])[true, false])
                Compare((int)(1e6 * double.Parse(items)), centers);
        }
    }

    private static void Compare(int items, bool centers)
    {
        TorchRuntime.EnsureLoaded();
        using Tensor table = Vectors(items, centers, out Tensor users);
        using Tensor owned = users;
        using var model = new FixedModel(table);
        var tables = new ScoringTables(model);
        SequenceData data = ScaleModel.Histories(1, items);
        float[] popularity = new float[items + 1];
        int[][] best = [.. Enumerable.Range(0, Users).Select(user => Exact(user).TopItems)];
        float[][] queries = [.. Enumerable.Range(0, Users).Select(user => users[user].data<float>().ToArray())];
        long before = ResidentMemory.Now;
        using var index = new USearchIndex(MetricKind.Ip, ScalarKind.Float16, Width, Connectivity, BuildBreadth, 64);
        var clock = Stopwatch.StartNew();
        Fill(index, table, items);
        double seconds = clock.Elapsed.TotalSeconds, memory = (ResidentMemory.Now - before) / 1e9, recall = 0;
        ulong breadth = 64;
        for (; ; breadth *= 2)
        {
            Breadth(Handle(index), (nuint)breadth, out _);
            recall = Enumerable.Range(0, Users).Average(user => Found(user) / (double)TopK);
            if (recall >= 0.99 || breadth >= MostBreadth)
                break;
        }

        int one = 0, two = 0;
        Pairs pairs = Pairs.Time(201, () => Exact(one = (one + 1) % Users), () => index.Search(queries[two = (two + 1) % Users], TopK, out _, out _));
        Table.Row(
            $"{items:N0}", centers ? "around centers" : "independent", $"{seconds:0}", $"{memory:0.0}", $"{breadth:N0}", $"{recall:0.000}",
            $"{pairs.Second:0.00}", $"{pairs.First:0.00}", $"{pairs.Ratio:0.00}");

        int Found(int user)
        {
            index.Search(queries[user], TopK, out ulong[] found, out _);
            return found.Intersect(best[user].Select(item => (ulong)item)).Count();
        }

        ScoredRow Exact(int user)
        {
            using Tensor one = users.narrow(0, user, 1);
            return CatalogScorer.Score(one, table, popularity, data, new ScoringRequest { TopK = TopK, Table = ScoringTable.Int8 }, tables: tables)[0];
        }
    }

    /// <summary>Items in rows from 1 on; users of the same kind.</summary>
    private static Tensor Vectors(int items, bool centers, out Tensor users)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1);
        Tensor table = randn([items + 1, Width], generator: generator);
        users = randn([Users, Width], generator: generator);
        if (centers)
        {
            int count = items / 100;
            Tensor middles = randn([count, Width], generator: generator);
            table.mul_(0.5f).add_(middles.index_select(0, randint(0, count, [items + 1], generator: generator)));
            table.mul_(randn([items + 1, 1], generator: generator).mul_(0.3f).exp_());
            users.mul_(0.5f).add_(middles.index_select(0, randint(0, count, [Users], generator: generator)));
        }

        users = users.MoveToOuterDisposeScope();
        return table.MoveToOuterDisposeScope();
    }

    private static unsafe void Fill(USearchIndex index, Tensor table, int items)
    {
        nint start = (nint)new TensorRows(table).Start;
        Reserve(Handle(index), (nuint)items, out _);
        // The index has room for one caller per core.
        int workers = Environment.ProcessorCount;
        Parallel.For(0, workers, new ParallelOptions { MaxDegreeOfParallelism = workers }, worker =>
        {
            float[] row = new float[Width];
            for (int item = 1 + worker; item <= items; item += workers)
            {
                new ReadOnlySpan<float>((float*)start + ((long)item * Width), Width).CopyTo(row);
                index.Add((ulong)item, row);
            }
        });
    }

    /// <summary>The package has no way to change the breadth of a built index; its native library has.</summary>
    private static nint Handle(USearchIndex index) => (nint)typeof(USearchIndex)
        .GetFields(BindingFlags.Instance | BindingFlags.NonPublic).Single(field => field.FieldType == typeof(nint)).GetValue(index)!;

    [LibraryImport("libusearch_c", EntryPoint = "usearch_change_expansion_search")]
    private static partial void Breadth(nint index, nuint breadth, out nint error);

    [LibraryImport("libusearch_c", EntryPoint = "usearch_reserve")]
    private static partial void Reserve(nint index, nuint items, out nint error);
}
