using CsCheck;
using Microsoft.ML.Dpcpl.Common;

namespace Microsoft.ML.Dpcpl.Tests.Common;

[TestClass]
public sealed class FloatVectorsTests
{
    /// <summary>Against sums written out, at every length around that of the processor's vectors.</summary>
    [TestMethod]
    public void EqualsTheSumsWrittenOut() => Gen.Select(Gen.Float[-2, 2].Array[0, 40], Gen.Float[-3, 3]).Sample((a, factor) =>
    {
        float[] b = [.. a.Select((x, i) => (0.5f * x) - (i % 3))];
        double dot = a.Zip(b, (x, y) => (double)x * y).Sum(), square = a.Sum(x => (double)x * x);
        Assert.AreEqual(dot, FloatVectors.Dot(a, b), 1e-4);
        Assert.AreEqual(Math.Sqrt(square), FloatVectors.Length(a), 1e-4);

        float[] sum = [.. a], scaled = [.. a];
        FloatVectors.Add(sum, b, factor);
        FloatVectors.Scale(scaled, factor);
        for (int i = 0; i < a.Length; i++)
        {
            Assert.AreEqual(a[i] + (factor * b[i]), sum[i], 1e-5);
            Assert.AreEqual(factor * a[i], scaled[i], 1e-6);
        }
    });
}
