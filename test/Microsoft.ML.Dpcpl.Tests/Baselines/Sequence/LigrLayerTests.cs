using Microsoft.ML.Dpcpl.Baselines.Sequence.ESasRec;
using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Tests.Networks;
using TorchSharp;
using static TorchSharp.torch;
using Dropout = Microsoft.ML.Dpcpl.Networks.Dropout;

namespace Microsoft.ML.Dpcpl.Tests.Baselines.Sequence;

[TestClass]
public sealed class LigrLayerTests
{
    private const int Slots = 3, Width = 4;

    /// <summary>Norms, gates and the SwiGLU network over plain numbers; attention has a test of its own.</summary>
    [TestMethod]
    public void IsTheFormulaWrittenWithLoops()
    {
        using var scope = NewDisposeScope();
        var init = new Initialization(7);
        var attention = new SelfAttentionMixer(Width, 2, false, init);
        var layer = new LigrLayer(attention, Width, 2, init);
        layer.to(ScalarType.Float64);
        // Gates and shifts of 0 would hide a missing one.
        var random = new Random(3);
        foreach (var parameter in layer.parameters())
        {
            using var noGrad = no_grad();
            parameter.copy_(tensor(Enumerable.Range(0, (int)parameter.NumberOfElements).Select(_ => random.NextDouble() - 0.5).ToArray()).view(parameter.shape));
        }

        Tensor x = tensor(Enumerable.Range(0, Slots * Width).Select(_ => random.NextDouble() - 0.5).ToArray()).view(Slots, 1, Width);
        Tensor valid = ones([Slots, 1], ScalarType.Float64);
        WindowMasks masks = WindowMasks.Create(ones([Slots, 1], ScalarType.Int64), valid, 1, 0);
        double[] P(string name) => layer.Named(name).Doubles();
        double[][] input = Rows(x);
        double[][] normalized = [.. input.Select(row => Norm(row, P("_attentionNorm._scale"), P("_attentionNorm._shift")))];
        double[][] mixed = Rows(attention.Mix(tensor(normalized.SelectMany(r => r).ToArray()).view(Slots, 1, Width), masks, false));
        var expected = new double[Slots][];
        for (int t = 0; t < Slots; t++)
        {
            double[] gate = Linear(input[t], P("_attentionGate._weight"), P("_attentionGate._bias"));
            double[] a = [.. Enumerable.Range(0, Width).Select(i => input[t][i] + (Sigmoid(gate[i]) * mixed[t][i]))];
            double[] n = Norm(a, P("_feedForwardNorm._scale"), P("_feedForwardNorm._shift"));
            double[] left = Linear(n, P("_gate._weight"), P("_gate._bias")), right = Linear(n, P("_inner._weight"), P("_inner._bias"));
            double[] fed = Linear([.. left.Zip(right, (l, r) => l * Sigmoid(l) * r)], P("_outer._weight"), P("_outer._bias"));
            double[] second = Linear(a, P("_feedForwardGate._weight"), P("_feedForwardGate._bias"));
            expected[t] = [.. Enumerable.Range(0, Width).Select(i => a[i] + (Sigmoid(second[i]) * fed[i]))];
        }

        double[][] actual = Rows(layer.forward(x, masks, Dropout.None, lastOnly: false));
        for (int t = 0; t < Slots; t++)
        {
            for (int i = 0; i < Width; i++)
                Assert.AreEqual(expected[t][i], actual[t][i], 1e-10);
        }

        double[][] last = Rows(layer.forward(x, masks, Dropout.None, lastOnly: true));
        for (int i = 0; i < Width; i++)
            Assert.AreEqual(expected[^1][i], last[0][i], 1e-10);
    }

    private static double[][] Rows(Tensor x) => [.. x.contiguous().Doubles().Chunk(Width)];

    private static double[] Norm(double[] row, double[] scale, double[] shift)
    {
        double mean = row.Average(), variance = row.Average(v => (v - mean) * (v - mean));
        return [.. row.Select((v, i) => ((v - mean) / Math.Sqrt(variance + 1e-5) * scale[i]) + shift[i])];
    }

    private static double[] Linear(double[] x, double[] weight, double[] bias) =>
        [.. bias.Select((b, o) => b + Enumerable.Range(0, x.Length).Sum(i => weight[(o * x.Length) + i] * x[i]))];

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
}
