using System.Numerics;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Networks.Managed;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Tests.Networks.Managed;

/// <summary>Functions against those of the runtime or of libtorch in double precision.</summary>
[TestClass]
public sealed class ManagedMathTests
{
    private static IEnumerable<float> Points => Enumerable.Range(-1200, 2401).Select(i => i / 60f);

    [TestMethod]
    public void FunctionsAreThoseOfDoublePrecision()
    {
        using var scope = NewDisposeScope();
        foreach (float x in Points)
        {
            float Of(Func<Vector<float>, Vector<float>> function) => function(new Vector<float>(x))[0];
            double sigmoid = 1 / (1 + Math.Exp(-(double)x));
            Assert.AreEqual(Math.Exp(x), Of(ManagedMath.Exp), 3e-7 * Math.Exp(x), $"exp {x}");
            Assert.AreEqual(sigmoid, Of(ManagedMath.Sigmoid), 2e-7, $"sigmoid {x}");
            Assert.AreEqual(Math.Tanh(x), Of(ManagedMath.Tanh), 4e-7, $"tanh {x}");
            Assert.AreEqual(x * sigmoid, Of(ManagedMath.Silu), 4e-7 * (1 + Math.Abs(x)), $"silu {x}");
            double gelu = nn.functional.gelu(tensor(x, ScalarType.Float64)).ToDouble();
            Assert.AreEqual(gelu, Of(ManagedMath.Gelu), 2e-7 * (1 + Math.Abs(x)), $"gelu {x}");
        }
    }

    /// <summary>Far from zero, too, nothing but numbers.</summary>
    [TestMethod]
    [DataRow(float.MaxValue, 1f)]
    [DataRow(1e4f, 1f)]
    [DataRow(-1e4f, 0f)]
    [DataRow(float.MinValue, 0f)]
    public void TheEndsAreReached(float x, float sigmoid)
    {
        var wide = new Vector<float>(x);
        Assert.AreEqual(sigmoid, ManagedMath.Sigmoid(wide)[0], 1e-30f);
        Assert.IsTrue(float.IsFinite(ManagedMath.Exp(wide)[0]));
        Assert.AreEqual(sigmoid * x, ManagedMath.Gelu(wide)[0], 1e-7f);
    }

    [TestMethod]
    public void ASoftmaxSumsToOneAndLeavesTheRestZero()
    {
        var random = new SeededRandom(3);
        for (int count = 1; count < 40; count++)
        {
            var x = new float[ManagedNumbers.Stride(count)];
            for (int i = 0; i < x.Length; i++)
                x[i] = 20 * (float)random.NextGaussian();
            double[] powers = [.. x.Take(count).Select(value => Math.Exp(value))];
            ManagedMath.Softmax(x, count);
            for (int i = 0; i < x.Length; i++)
                Assert.AreEqual(i < count ? powers[i] / powers.Sum() : 0, x[i], 1e-6);
        }
    }
}
