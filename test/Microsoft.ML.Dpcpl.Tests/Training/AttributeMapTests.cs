using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Tests.Training;

[TestClass]
public sealed class AttributeMapTests
{
    private const int Inputs = 5, Width = 3;

    /// <summary>Against gradient descent's own condition: at the minimum the gradient of the penalized sum of squares is zero, and any other solution is worse.</summary>
    [TestMethod]
    public void RidgeIsTheMinimum()
    {
        using var scope = NewDisposeScope();
        var random = new Random(1);
        (double[] X, double[] Y, double W)[] examples = [.. Enumerable.Range(0, 40).Select(_ => (Draw(random, Inputs), Draw(random, Width), 0.1 + random.NextDouble()))];
        double[] penalties = [3, 3, 3, 3, 0.5];
        RidgeMoments some = Moments(examples[..25]), all = Moments(examples);
        Tensor solution = all.Solve(tensor(penalties));
        double[,] w = new double[Inputs + 1, Width];
        for (int i = 0; i <= Inputs; i++)
        {
            for (int c = 0; c < Width; c++)
                w[i, c] = solution[i, c].item<double>();
        }

        for (int i = 0; i <= Inputs; i++)
        {
            for (int c = 0; c < Width; c++)
            {
                double gradient = i < Inputs ? penalties[i] * w[i, c] : 0;
                foreach ((double[] x, double[] y, double weight) in examples)
                    gradient += weight * (Predicted(x, c) - y[c]) * (i < Inputs ? x[i] : 1);
                Assert.AreEqual(0, gradient, 1e-9, $"{i}, {c}");
            }
        }

        Assert.AreEqual(examples[25..].Sum(e => e.W * Enumerable.Range(0, Width).Sum(c => Math.Pow(Predicted(e.X, c) - e.Y[c], 2))), all.Without(some).Error(solution), 1e-9);

        double Predicted(double[] x, int c) => w[Inputs, c] + Enumerable.Range(0, Inputs).Sum(i => x[i] * w[i, c]);
    }

    /// <summary>Vectors that are a linear map of attributes and popularity are found again, of items without events too, whose popularity is that of the rarest.</summary>
    [TestMethod]
    public void APlantedMapIsFound()
    {
        using var scope = NewDisposeScope();
        (ItemFeatures features, int[] events, Tensor table, double[][] map) = Planted(items: 400, noise: 0.01);
        AttributeMap.Learned learned = AttributeMap.Fit(table, features, events)!;
        AttributeMap fitted = learned.Map.With(10, ofNew: 7);
        Assert.IsGreaterThan(0.95, fitted.Explained);
        Tensor mixed = table.clone();
        fitted.Mix(mixed, features, events, events);
        for (int item = 1; item < events.Length; item++)
        {
            double share = events[item] / (events[item] + 10.0);
            for (int c = 0; c < Width; c++)
            {
                double predicted = Of(map, features, item, events[item] == 0 ? 7 : events[item], c);
                double expected = features.Has(item) ? (share * table[item, c].ToDouble()) + ((1 - share) * predicted) : table[item, c].ToDouble();
                Assert.AreEqual(expected, mixed[item, c].ToDouble(), 0.15, $"{item}");
            }
        }

        Tensor onlyNew = table.clone();
        fitted.Mix(onlyNew, features, events, events, onlyNew: true);
        for (int item = 0; item < events.Length; item++)
            Assert.AreEqual(item > 0 && events[item] == 0 && features.Has(item), (onlyNew[item] - table[item]).abs().max().ToDouble() > 0, $"{item}");
    }

    [TestMethod]
    public void WhatSaysNothingIsNotUsed()
    {
        using var scope = NewDisposeScope();
        (ItemFeatures features, int[] events, Tensor table, _) = Planted(items: 400, noise: 0.01);
        var random = new Random(2);
        Tensor noise = tensor(Enumerable.Range(0, 401 * Width).Select(_ => (float)random.NextDouble()).ToArray(), 401, Width);
        Assert.IsNull(AttributeMap.Fit(noise, features, events), "vectors have nothing to do with attributes");
        int[] few = [.. events.Select((n, item) => item < AttributeMap.FewestItems ? n : 0)];
        Assert.IsNull(AttributeMap.Fit(table, features, few), "too few items");
    }

    /// <summary>Only rows of items with events count: what stands in the others does not matter.</summary>
    [TestMethod]
    public void ItemsWithoutEventsTeachNothing()
    {
        using var scope = NewDisposeScope();
        (ItemFeatures features, int[] events, Tensor table, _) = Planted(items: 200, noise: 0.1);
        Tensor other = table.clone();
        foreach (int item in Enumerable.Range(0, events.Length).Where(item => events[item] == 0))
            other[item].fill_(1000);
        CollectionAssert.AreEqual(AttributeMap.Fit(table, features, events)!.Map.Weights.ToArray(), AttributeMap.Fit(other, features, events)!.Map.Weights.ToArray());
    }

    /// <summary>The probe is what would have been learned without a fifth of the items: their rows do not matter to it.</summary>
    [TestMethod]
    public void TheProbeDoesNotKnowSomeItems()
    {
        using var scope = NewDisposeScope();
        (ItemFeatures features, int[] events, Tensor table, _) = Planted(items: 200, noise: 0.1);
        AttributeMap.Learned learned = AttributeMap.Fit(table, features, events)!;
        Assert.HasCount((events.Where((n, item) => n > 0 && features.Has(item)).Count() + 4) / 5, learned.Unknown);
        Tensor other = table.clone();
        foreach (int item in learned.Unknown)
            other[item].add_(0.01);
        AttributeMap.Learned moved = AttributeMap.Fit(other, features, events)!;
        CollectionAssert.AreEqual(learned.Unknown, moved.Unknown);
        Assert.AreNotEqual(learned.Map.Weights[0], moved.Map.Weights[0]);
        for (int i = 0; i < learned.Probe.Weights.Length; i++)
            Assert.AreEqual(learned.Probe.Weights[i], moved.Probe.Weights[i], 1e-5, $"{i}");
    }

    /// <summary>Every seventh item has no attributes, every fifth no event.</summary>
    private static (ItemFeatures Features, int[] Events, Tensor Table, double[][] Map) Planted(int items, double noise)
    {
        var random = new Random(5);
        double[][] map = [.. Enumerable.Range(0, Inputs + 2).Select(_ => Draw(random, Width))];
        (int[], float[])[] rows = [([], []), .. Enumerable.Range(1, items).Select(item => item % 7 == 0 ? ([], [])
            : ((int[], float[]))([item % 3, 3, 4], [1, (float)random.NextDouble(), (float)random.NextDouble()]))];
        var features = new ItemFeatures("planted", Inputs, SparseRows.From(rows));
        int[] events = [0, .. Enumerable.Range(1, items).Select(item => item % 5 == 0 ? 0 : item % 50)];
        float[] table = [.. Enumerable.Range(0, items + 1).SelectMany(item => Enumerable.Range(0, Width)
            .Select(c => (float)(Of(map, features, item, events[item], c) + (noise * (random.NextDouble() - 0.5)))))];
        return (features, events, tensor(table, items + 1, Width), map);
    }

    private static double Of(double[][] map, ItemFeatures features, int item, int events, int c)
    {
        double sum = map[Inputs + 1][c] + (map[Inputs][c] * Math.Log(1 + events));
        for (int i = 0; i < features.Rows.Count(item); i++)
            sum += features.Rows.ValuesOf(item)[i] * map[features.Rows[item][i]][c];
        return sum;
    }

    private static RidgeMoments Moments((double[] X, double[] Y, double W)[] examples)
    {
        RidgeMoments moments = RidgeMoments.Zero(Inputs, Width);
        foreach ((double[] X, double[] Y, double W)[] block in examples.Chunk(7))
        {
            double[] rows = [.. block.SelectMany(e => e.X.Append(1).Concat(e.Y).Select(value => Math.Sqrt(e.W) * value))];
            moments.Add(tensor(rows, block.Length, Inputs + 1 + Width));
        }

        return moments;
    }

    private static double[] Draw(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => (4 * random.NextDouble()) - 2)];
}
