using System.Numerics;
using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Paper.Networks;
using Microsoft.ML.Dpcpl.Tests.Networks;
using Microsoft.ML.Dpcpl.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Tests.Paper.Networks;

[TestClass]
public sealed class EfficientFilterLayerTests
{
    /// <summary>Table 1: (1 + 4/k) d^2 + 4 d, and without the d^2 of the linear skip path.</summary>
    [TestMethod]
    [DataRow(256, 8, 99_328, 33_792)]
    [DataRow(256, 4, 132_096, 66_560)]
    [DataRow(64, 4, 8_448, 4_352)]
    public void ParametersAreThoseOfTable1(int width, int blocks, int linear, int identity)
    {
        using var scope = NewDisposeScope();
        Assert.AreEqual(linear, Filter(width, blocks).ParameterCount());
        Assert.AreEqual(identity, Filter(width, blocks, SkipProjection.Identity).ParameterCount());
        Assert.AreEqual((width * width) + (4 * width * width / blocks) + (4 * width), linear);
    }

    [TestMethod]
    [DataRow(32, 0, false)]
    [DataRow(57, 0, false)]
    [DataRow(64, 0, true)]
    [DataRow(64, 5, false)]
    [DataRow(57, 3, true)]
    [DataRow(200, 0, false)]
    [DataRow(200, 4, true)]
    public void EqualsANaiveTransformInDoublePrecision(int length, int knots, bool lastOnly)
    {
        using var scope = NewDisposeScope();
        const int Width = 8, Blocks = 2, Rows = 3;
        EfficientFilterLayer filter = Random(Filter(Width, Blocks, gainKnots: knots));
        Tensor z = TestTensors.Random(1, length, Rows, Width);
        double[] actual = filter.forward(z, lastOnly).Doubles();
        double[] expected = Naive(filter, z, Blocks, knots);
        if (lastOnly)
            expected = expected[((length - 1) * Rows * Width)..];
        Assert.HasCount(expected.Length, actual);
        for (int i = 0; i < expected.Length; i++)
            Assert.AreEqual(expected[i], actual[i], 1e-10);
    }

    [TestMethod]
    public void MatrixAndFastTransformAgree()
    {
        using var scope = NewDisposeScope();
        foreach (int length in new[] { 2, 5, 16, 57, 64, 161 })
        {
            Tensor x = TestTensors.Random(length, length, 12);
            Tensor spectrum = RealFourier.ByFft(x);
            Assert.IsLessThan(1e-12, TestTensors.Distance(spectrum, RealFourier.ByMatrix(x)));
            Assert.IsLessThan(1e-12, TestTensors.Distance(x, RealFourier.Inverse(spectrum, length)));
            Assert.IsLessThan(1e-12, TestTensors.Distance(x, RealFourier.InverseByFft(spectrum, length)));
        }
    }

    [TestMethod]
    public void ABlockReadsAndWritesItsOwnChannels()
    {
        using var scope = NewDisposeScope();
        EfficientFilterLayer filter = Random(Filter(12, 3, SkipProjection.Linear));
        filter.Named("_skip").Set(zeros(12, 12));
        Tensor z = TestTensors.Random(2, 16, 2, 12);
        Tensor changed = z.clone();
        changed[TensorIndex.Ellipsis, TensorIndex.Slice(4, 8)] += TestTensors.Random(3, 16, 2, 4);
        Tensor difference = (filter.forward(changed) - filter.forward(z)).abs().amax([0, 1]);
        for (int channel = 0; channel < 12; channel++)
        {
            if (channel is >= 4 and < 8)
                Assert.IsGreaterThan(1e-6, difference[channel].ToDouble());
            else
                Assert.AreEqual(0, difference[channel].ToDouble());
        }
    }

    /// <summary>Weights shared by all frequencies commute with the transform: only the rectifier mixes slots.</summary>
    [TestMethod]
    public void LinearRealWeightsMixNoSlotsAndTheRectifierDoes()
    {
        using var scope = NewDisposeScope();
        EfficientFilterLayer filter = Random(Filter(4, 2));
        foreach (string name in new[] { "_weight1", "_weight2" })
        {
            Tensor real = filter.Named(name).detach().clone();
            real.select(0, 1).zero_();
            filter.Named(name).Set(real);
        }

        Tensor z = TestTensors.Random(4, 16, 1, 4);
        Tensor changed = z.clone();
        changed[7] += 1;
        double Elsewhere()
        {
            Tensor difference = (filter.forward(changed) - filter.forward(z)).abs().amax([1, 2]);
            difference[7] = tensor(0.0, ScalarType.Float64);
            return difference.max().ToDouble();
        }

        Assert.IsGreaterThan(1e-3, Elsewhere());
        // A large offset keeps every rectifier open, which makes the network linear.
        filter.Named("_bias1").Set(full_like(filter.Named("_bias1"), 1e4));
        Assert.IsLessThan(1e-8, Elsewhere());
    }

    [TestMethod]
    public void GradientsEqualFiniteDifferences()
    {
        using var scope = NewDisposeScope();
        foreach ((int knots, FilterActivation activation) in new[] { (0, FilterActivation.Relu), (3, FilterActivation.Relu), (0, FilterActivation.Gelu) })
        {
            EfficientFilterLayer filter = Random(new EfficientFilterLayer(Shape(4, 2) with { GainKnots = knots, Activation = activation }, new Initialization(11)));
            Tensor z = TestTensors.Random(5, 9, 2, 4), weights = TestTensors.Random(6, 9, 2, 4);
            double error = TestTensors.GradientError([.. filter.parameters(), z], () => (filter.forward(z) * weights).sum());
            Assert.IsLessThan(1e-6, error);
        }
    }

    [TestMethod]
    public void SparsityThresholdShrinksTheSpectrum()
    {
        using var scope = NewDisposeScope();
        Tensor z = TestTensors.Random(7, 16, 2, 4);
        var dense = Filter(4, 2, SkipProjection.Identity);
        var sparse = new EfficientFilterLayer(Shape(4, 2) with { Skip = SkipProjection.Identity, SparsityThreshold = 1 }, new Initialization(1));
        Assert.IsGreaterThan(1e-6, TestTensors.Distance(dense.to(ScalarType.Float64).forward(z), z));
        // With a threshold above every filtered value only the skip path is left.
        Assert.IsLessThan(1e-12, TestTensors.Distance(sparse.to(ScalarType.Float64).forward(z), z));
    }

    private static EfficientFilterLayer Filter(int width, int blocks, SkipProjection skip = SkipProjection.Linear, int gainKnots = 0) =>
        new(Shape(width, blocks) with { Skip = skip, GainKnots = gainKnots }, new Initialization(11));

    private static EfficientBehaviorMinerShape Shape(int width, int blocks) => new(Items: 1, Behaviors: 1, MaxLength: 64, width, Layers: 1, blocks);

    private static EfficientFilterLayer Random(EfficientFilterLayer filter)
    {
        filter.to(ScalarType.Float64);
        int seed = 100;
        foreach (var (_, parameter) in filter.named_parameters())
            parameter.Set(TestTensors.Random(seed++, parameter.shape) * 0.5);
        return filter;
    }

    /// <summary>Eqs. 2 and 3 word for word: a sum over all slots for every frequency, complex numbers, one token after the other.</summary>
    private static double[] Naive(EfficientFilterLayer filter, Tensor input, int blocks, int knots)
    {
        int length = (int)input.shape[0], rows = (int)input.shape[1], width = (int)input.shape[2], block = width / blocks;
        double[] z = input.Doubles();
        double[] weight1 = filter.Named("_weight1").Doubles(), bias1 = filter.Named("_bias1").Doubles();
        double[] weight2 = filter.Named("_weight2").Doubles(), bias2 = filter.Named("_bias2").Doubles();
        double[]? skip = knots == 0 ? filter.Named("_skip").Doubles() : null;
        double[]? gains = knots == 0 ? null : filter.Named("_knots").Doubles();
        int frequencies = (length / 2) + 1;
        var output = new double[z.Length];
        for (int row = 0; row < rows; row++)
        {
            var spectrum = new Complex[length, width];
            for (int f = 0; f < frequencies; f++)
            {
                var token = new Complex[width];
                for (int c = 0; c < width; c++)
                {
                    for (int t = 0; t < length; t++)
                        token[c] += z[(((t * rows) + row) * width) + c] * Complex.Exp(-2 * Math.PI * Complex.ImaginaryOne * f * t / length) / Math.Sqrt(length);
                    if (gains is not null)
                        token[c] *= Gain(gains, knots, width, c, (double)f / (frequencies - 1));
                }

                for (int n = 0; n < blocks; n++)
                {
                    Complex[] x = token[(n * block)..((n + 1) * block)];
                    Complex[] hidden = [.. Map(x, weight1, bias1, n, blocks, block).Select(h => new Complex(Math.Max(0, h.Real), Math.Max(0, h.Imaginary)))];
                    Complex[] mixed = Map(hidden, weight2, bias2, n, blocks, block);
                    for (int s = 0; s < block; s++)
                        spectrum[f, (n * block) + s] = mixed[s] + (gains is null ? 0 : x[s]);
                }
            }

            for (int t = 0; t < length; t++)
            {
                for (int c = 0; c < width; c++)
                {
                    double sum = 0;
                    for (int f = 0; f < frequencies; f++)
                    {
                        Complex part = spectrum[f, c] * Complex.Exp(2 * Math.PI * Complex.ImaginaryOne * f * t / length) / Math.Sqrt(length);
                        sum += f == 0 || 2 * f == length ? part.Real : 2 * part.Real;
                    }

                    for (int from = 0; skip is not null && from < width; from++)
                        sum += z[(((t * rows) + row) * width) + from] * skip[(from * width) + c];
                    output[(((t * rows) + row) * width) + c] = sum;
                }
            }
        }

        return output;
    }

    private static Complex[] Map(Complex[] x, double[] weight, double[] bias, int n, int blocks, int block)
    {
        var result = new Complex[block];
        int imaginary = blocks * block * block;
        for (int to = 0; to < block; to++)
        {
            result[to] = new Complex(bias[(n * block) + to], bias[(blocks * block) + (n * block) + to]);
            for (int from = 0; from < block; from++)
            {
                int place = (((n * block) + from) * block) + to;
                result[to] += new Complex(weight[place], weight[imaginary + place]) * x[from];
            }
        }

        return result;
    }

    private static Complex Gain(double[] gains, int knots, int width, int channel, double place)
    {
        double at = place * (knots - 1);
        int left = Math.Min((int)at, knots - 2);
        Complex Knot(int k) => new(gains[(((k * 2) + 0) * width) + channel], gains[(((k * 2) + 1) * width) + channel]);
        return ((1 - (at - left)) * Knot(left)) + ((at - left) * Knot(left + 1));
    }
}
