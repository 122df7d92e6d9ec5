using Microsoft.ML.Dpcpl.Tool.Experiments;

namespace Microsoft.ML.Dpcpl.Tests.Tool.Experiments;

[TestClass]
public sealed class PromptPointTests
{
    [TestMethod]
    public void VectorsOfAPlaneKeepTheirDistances()
    {
        // Points a, b of the plane that two orthogonal directions of five dimensions span, wider along the first.
        var random = new Random(3);
        float[][][] vectors = [.. Enumerable.Range(0, 40).Select(_ => (float[][])[Point(), Point()])];
        IReadOnlyList<PromptPoint> plane = PromptPoint.Plane(vectors);
        float[][] all = [.. vectors.SelectMany(user => user)];
        Assert.HasCount(80, plane);
        for (int i = 0; i < 80; i++)
        {
            Assert.AreEqual((i % 2) + 1, plane[i].Layer);
            for (int j = 0; j < i; j++)
            {
                double expected = Math.Sqrt(all[i].Zip(all[j]).Sum(pair => Math.Pow(pair.First - pair.Second, 2)));
                Assert.AreEqual(expected, Math.Sqrt(Math.Pow(plane[i].X - plane[j].X, 2) + Math.Pow(plane[i].Y - plane[j].Y, 2)), 1e-4);
            }
        }
        Assert.IsGreaterThan(plane.Sum(p => p.Y * p.Y), plane.Sum(p => p.X * p.X), "the leading component comes first");
        Assert.AreEqual(0, plane.Sum(p => p.X * p.Y), 1e-3, "components are not correlated");

        float[] Point()
        {
            float a = (float)(10 * random.NextDouble()), b = (float)random.NextDouble();
            return [a + b + 1, a - b, 2, a + b, b - a];
        }
    }
}
