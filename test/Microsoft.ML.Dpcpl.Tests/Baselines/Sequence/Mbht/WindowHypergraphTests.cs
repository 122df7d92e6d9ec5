using Microsoft.ML.Dpcpl.Baselines.Sequence.Mbht;
using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Tests.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Tests.Baselines.Sequence.Mbht;

/// <summary>Which events of a window share an edge, and what a step along the edges makes of them.</summary>
[TestClass]
public sealed class WindowHypergraphTests
{
    private const int Width = 8;

    // Empty slots, repeated items, hidden events.
    private static readonly int[][] s_windows = [[0, 0, 1, 2, 3, 2, 0, 4], [5, 5, 5, 1, 0, 6, 1, 7], [0, 0, 0, 0, 0, 0, 0, 3]];

    [TestMethod]
    [DataRow(1)]
    [DataRow(3)]
    [DataRow(20)]
    public void EdgesAreThoseWrittenWithLoops(int similar)
    {
        using var scope = NewDisposeScope();
        WindowHypergraph graph = Graph(similar);
        Tensor table = TestTensors.Random(1, 8, Width), incidence = Incidence(graph, table);
        double[] metrics = graph.Named("_metrics").Doubles();
        for (int window = 0; window < s_windows.Length; window++)
        {
            int[] items = s_windows[window];
            var edges = PlainHypergraph.Incidence(items, [.. items.Select(item => table[item].Doubles())], [metrics[..Width], metrics[Width..]], similar);
            for (int edge = 0; edge < 2 * items.Length; edge++)
            {
                int slot = edge % items.Length, item = items[slot];
                bool isThere = item != 0 && Array.LastIndexOf(items, item) == slot;
                double[] expected = isThere && edges.TryGetValue((item, edge >= items.Length), out double[]? of) ? of : new double[items.Length];
                double[] given = incidence[window].select(1, edge).Doubles();
                for (int i = 0; i < items.Length; i++)
                    Assert.AreEqual(expected[i], given[i], 1e-9, $"window {window}, edge {edge}, event {i}");
            }
        }
    }

    [TestMethod]
    public void AStepIsTheMatrixWrittenWithLoopsAndItsRowsSumToOne()
    {
        using var scope = NewDisposeScope();
        WindowHypergraph graph = Graph(3);
        Tensor table = TestTensors.Random(1, 8, Width);
        double[] metrics = graph.Named("_metrics").Doubles();
        Tensor given = Steps(Incidence(graph, table));
        for (int window = 0; window < s_windows.Length; window++)
        {
            int[] items = s_windows[window];
            double[,] steps = PlainHypergraph.Steps(
                PlainHypergraph.Incidence(items, [.. items.Select(item => table[item].Doubles())], [metrics[..Width], metrics[Width..]], 3));
            for (int i = 0; i < items.Length; i++)
            {
                double[] row = given[window, i].Doubles();
                for (int j = 0; j < items.Length; j++)
                    Assert.AreEqual(steps[i, j], row[j], 1e-9);
                Assert.AreEqual(items[i] == 0 ? 0 : 1, row.Sum(), 1e-9);
            }
        }
    }

    /// <summary>Vectors along axes, one forth and one back: what is unlike weighs a hundredth, so an event keeps nearly all of its own.</summary>
    [TestMethod]
    public void ItemsUnlikeEachOtherKeepToThemselves()
    {
        using var scope = NewDisposeScope();
        const int Similar = 2;
        Tensor table = zeros([8, Width], ScalarType.Float64);
        for (int item = 1; item < 8; item++)
            table[item, item / 2] = tensor(item % 2 == 0 ? 1.0 : -1.0);
        Tensor items = tensor(new long[] { 1, 2, 3, 4, 5, 6, 7, 0 }, [1, 8]);
        Tensor steps = Steps(Graph(Similar).Incidence(table.index_select(0, items[0]).unsqueeze(0), items, Shown(items)));
        Tensor difference = steps[0].narrow(0, 0, 7).narrow(1, 0, 7) - eye(7, dtype: ScalarType.Float64);
        // Of its own edge an event gives away what others weigh there, and it gives them what it weighs itself in theirs.
        Assert.IsLessThan(2 * 7 * WindowHypergraph.LeastWeight, difference.abs().max().ToDouble());
        Assert.IsGreaterThan(0, difference.abs().max().ToDouble());
    }

    [TestMethod]
    public void WhatIsNotShownIsInNoEdge()
    {
        using var scope = NewDisposeScope();
        Tensor table = TestTensors.Random(1, 8, Width), other = table.clone();
        other[0] = TestTensors.Random(2, Width);
        Tensor incidence = Incidence(Graph(3), table);
        Assert.AreEqual(0, TestTensors.Distance(incidence, Incidence(Graph(3), other)));
        Tensor hidden = Items().eq(zeros_like(Items())).to(ScalarType.Float64);
        Assert.AreEqual(0, (incidence * hidden.unsqueeze(2)).abs().max().ToDouble(), "as an event");
        Assert.AreEqual(0, (incidence * cat([hidden, hidden], 1).unsqueeze(1)).abs().max().ToDouble(), "as an edge");
    }

    /// <summary>A weight may change which items are most alike, never so little.</summary>
    [TestMethod]
    public void GradientsEqualFiniteDifferences()
    {
        using var scope = NewDisposeScope();
        WindowHypergraph graph = Graph(3);
        Tensor table = TestTensors.Random(1, 8, Width), direction = TestTensors.Random(3, s_windows.Length, 8, Width);
        double error = TestTensors.GradientError(
            [table, graph.Named("_metrics")], () => (WindowHypergraph.Averaged(Incidence(graph, table), Events(table)) * direction).sum());
        Assert.IsLessThan(1e-6, error);
    }

    private static WindowHypergraph Graph(int similar)
    {
        var graph = new WindowHypergraph(new MbhtShape(7, 3, 8, Width, true, [], 1, 2, 2, 3, 2, 3, similar, 3, 2), new Initialization(5));
        graph.to(ScalarType.Float64);
        return graph;
    }

    private static Tensor Items() => tensor(s_windows.SelectMany(items => items).Select(item => (long)item).ToArray(), [s_windows.Length, 8]);

    private static Tensor Shown(Tensor items) => items.ne(zeros_like(items)).to(ScalarType.Float64);

    private static Tensor Events(Tensor table) => table.index_select(0, Items().reshape(-1)).reshape(s_windows.Length, 8, Width);

    private static Tensor Incidence(WindowHypergraph graph, Tensor table) => graph.Incidence(Events(table), Items(), Shown(Items()));

    /// <summary>G, [n, T, T]: what a step makes of the unit vectors.</summary>
    private static Tensor Steps(Tensor incidence) => WindowHypergraph.Averaged(incidence, eye(8, dtype: ScalarType.Float64).unsqueeze(0).repeat(incidence.shape[0], 1, 1));
}
