using Microsoft.ML.Dpcpl.Baselines.ItemItem.Ease;

namespace Microsoft.ML.Dpcpl.Tests.Baselines.ItemItem.Ease;

[TestClass]
public sealed class NumberLinesTests
{
    [TestMethod]
    public void SumsAreThoseOfEachNumberAlone()
    {
        const int Things = 9;
        var random = new Random(2);
        float[][] columns = [.. Enumerable.Range(0, NumberLines.Width).Select(_ => Enumerable.Range(0, Things).Select(_ => (float)random.Next(-50, 50)).ToArray())];
        var (lines, others) = (new NumberLines(Things), new NumberLines(2));
        lines.Fill(columns);
        int[] some = [0, 3, 8];
        float[][] rows = [.. Enumerable.Range(0, NumberLines.Width).Select(_ => new float[3])];

        lines.Sum(some, 0.5f, rows, 2);
        others.Sum(lines, some, 1);

        for (int i = 0; i < NumberLines.Width; i++)
        {
            float expected = some.Sum(thing => columns[i][thing]);
            CollectionAssert.AreEqual(new[] { 0, 0, expected / 2 }, rows[i]);
            Assert.AreEqual(expected, others[1][i]);
            Assert.AreEqual(0f, others[0][i]);
            Assert.AreEqual(columns[i][4], lines[4][i]);
        }
    }
}
