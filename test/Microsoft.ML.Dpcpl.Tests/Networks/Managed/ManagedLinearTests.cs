using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Networks.Managed;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Tests.Networks.Managed;

[TestClass]
public sealed class ManagedLinearTests
{
    /// <summary>Random sizes against sums in double precision; rows alone have the bits that they have beside others, and what fills rows up is zero.</summary>
    [TestMethod]
    public void ARowIsItsProductWhateverStandsBesideIt()
    {
        var random = new SeededRandom(5);
        for (int draw = 0; draw < 60; draw++)
        {
            using var scope = NewDisposeScope();
            int parts = 1 + random.NextInt32(3), outputs = parts * (1 + random.NextInt32(40)), inputs = 1 + random.NextInt32(70), rows = random.NextInt32(11);
            float[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(_ => (float)random.NextGaussian())];
            float[] weight = Numbers(outputs * inputs), bias = Numbers(outputs), x = Numbers(rows * (inputs + 2));
            bool biased = random.NextInt32(2) == 0;
            var linear = new ManagedLinear(tensor(weight, [outputs, inputs]), biased ? tensor(bias) : null, parts);
            var y = new float[rows * linear.Stride];
            linear.Apply(x, inputs + 2, rows, y);
            int part = outputs / parts, partStride = linear.Stride / parts;
            for (int row = 0; row < rows; row++)
            {
                for (int place = 0; place < linear.Stride; place++)
                {
                    int inPart = place % partStride, output = (place / partStride * part) + inPart;
                    double expected = inPart >= part ? 0
                        : (biased ? bias[output] : 0) + Enumerable.Range(0, inputs).Sum(i => (double)x[(row * (inputs + 2)) + i] * weight[(output * inputs) + i]);
                    Assert.AreEqual(expected, y[(row * linear.Stride) + place], 1e-4);
                }

                var alone = new float[linear.Stride];
                linear.Apply(x.AsSpan(row * (inputs + 2)), inputs + 2, 1, alone);
                CollectionAssert.AreEqual(y[(row * linear.Stride)..((row + 1) * linear.Stride)], alone);
            }
        }
    }
}
