using CsCheck;
using Microsoft.ML.Dpcpl.Data.Windows;

namespace Microsoft.ML.Dpcpl.Tests.Data.Windows;

[TestClass]
public sealed class UserStatisticsTests
{
    private const int Day = 86_400;

    [TestMethod]
    public void WorkedExample()
    {
        // Two behaviors; item 7 is clicked then bought, item 8 bought then clicked, item 9 clicked only, item 0 is unknown.
        int[] items = [7, 8, 7, 8, 9, 0];
        byte[] behaviors = [1, 2, 2, 1, 1, 1];
        long[] times = [0, 10, Day, Day + 5, 3 * Day, 3 * Day];
        var figures = new float[UserStatistics.Count(2)];

        UserStatistics.Compute(items, behaviors, times, 2, 5 * Day, 1, figures);

        float[] expected =
        [
            MathF.Log(5), MathF.Log(3),
            4f / 6, 2f / 6,
            1f / 3,
            1f / 2,
            MathF.Log(3),
            3,
        ];
        Assert.HasCount(expected.Length, figures);
        for (int i = 0; i < expected.Length; i++)
            Assert.AreEqual(expected[i], figures[i], 1e-6f, $"figure {i}");
    }

    [TestMethod]
    public void EmptySegmentHasNoRatios()
    {
        var figures = new float[UserStatistics.Count(3)];
        UserStatistics.Compute([], [], [], 3, 100, 1, figures);
        CollectionAssert.AreEqual(new float[] { 0, 0, 0 }, figures[..3]);
        foreach (float figure in figures[3..^1])
            Assert.IsTrue(float.IsNaN(figure));
        Assert.AreEqual(0f, figures[^1]);
    }

    [TestMethod]
    public void TimeUnitDoesNotChangeTheFigures()
    {
        int[] items = [1, 2, 1];
        byte[] behaviors = [1, 1, 2];
        long[] seconds = [-Day - 1, -1, 5];
        var inSeconds = new float[UserStatistics.Count(2)];
        var inTicks = new float[UserStatistics.Count(2)];
        UserStatistics.Compute(items, behaviors, seconds, 2, Day, 1, inSeconds);
        UserStatistics.Compute(items, behaviors, [.. seconds.Select(s => s * 10_000_000)], 2, Day * 10_000_000L, 1e-7, inTicks);
        for (int i = 0; i < inSeconds.Length; i++)
            Assert.AreEqual(inSeconds[i], inTicks[i], 1e-6f, $"figure {i}");
        Assert.AreEqual(3f, inSeconds[^1]);
    }

    [TestMethod]
    public void RatiosEqualASetComputation()
    {
        var events = Gen.Select(Gen.Int[0, 6], Gen.Int[0, 4]).Array[0, 40];
        events.Sample(rows =>
        {
            const int behaviorCount = 4;
            int[] items = [.. rows.Select(r => r.Item1)];
            byte[] behaviors = [.. rows.Select(r => (byte)r.Item2)];
            var figures = new float[UserStatistics.Count(behaviorCount)];
            UserStatistics.Compute(items, behaviors, new long[rows.Length], behaviorCount, 0, 1, figures);

            int First(int item, int behavior) => Array.FindIndex(rows, r => r.Item1 == item && r.Item2 == behavior);
            int at = 2 * behaviorCount;
            const int pairs = 6;
            for (int b = 1; b <= behaviorCount; b++)
            {
                for (int later = b + 1; later <= behaviorCount; later++, at++)
                {
                    var under = Enumerable.Range(1, 6).Where(i => First(i, b) >= 0).ToList();
                    var underLater = Enumerable.Range(1, 6).Where(i => First(i, later) >= 0).ToList();
                    float converted = under.Intersect(underLater).Count(i => First(i, b) < First(i, later));
                    Assert.AreEqual(under.Count == 0 ? float.NaN : converted / under.Count, figures[at]);
                    Assert.AreEqual(underLater.Count == 0 ? float.NaN : converted / underLater.Count, figures[at + pairs]);
                }
            }
        });
    }
}
