using CsCheck;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Data.Splitting;

namespace Microsoft.ML.Dpcpl.Tests.Data.Splitting;

[TestClass]
public sealed class PretrainBoundaryTests
{
    [TestMethod]
    public void GlobalBoundaryCountsTheEventsUpToItsMoment()
    {
        Gen.Select(Gen.Long[0, 30].Array[0, 20], Gen.Long[-5, 35]).Sample((times, moment) =>
        {
            Array.Sort(times);
            Assert.AreEqual(times.Count(t => t <= moment), new PretrainBoundary(TimeSplit.Global, moment, 0).Length(times));
        });
    }

    [TestMethod]
    public void PerUserBoundaryIsAShareRoundedDown()
    {
        var boundary = new PretrainBoundary(TimeSplit.PerUser, 0, 0.6);
        Assert.AreEqual(0, boundary.Length([7]));
        Assert.AreEqual(3, boundary.Length([1, 2, 3, 4, 5]));
        Assert.AreEqual(5, boundary.Length([1, 2, 3, 4, 5, 6, 7, 8, 9]));
    }

    [TestMethod]
    public void ACommonMomentIsFoundBehindGivenLengths()
    {
        long[] times = [1, 4, 8, 2, 5, 9, 3, 3, 3];
        PretrainBoundary Of(params int[] lengths) => PretrainBoundary.Of(
            new SequenceData { Store = new SequenceStore([0, 3, 6, 9], new int[9], new byte[9], times), PretrainLengths = lengths }, TimeSplit.Global, 0.6);
        Assert.AreEqual(new PretrainBoundary(TimeSplit.Global, 5, 0.6), Of(2, 2, 3));
        Assert.AreEqual(TimeSplit.PerUser, Of(1, 2, 3).Mode, "an event at 4 comes after the first boundary and before the second");
        Assert.AreEqual(TimeSplit.PerUser, Of(2, 2, 2).Mode, "equal times on both sides");
    }

    [TestMethod]
    public void WithoutLengthsTheQuantileOfAllTimesDecides()
    {
        var data = new SequenceData { Store = new SequenceStore([0, 4, 10], new int[10], new byte[10], [1, 4, 8, 10, 2, 3, 5, 6, 7, 9]) };
        PretrainBoundary boundary = PretrainBoundary.Of(data, TimeSplit.Global, 0.6);
        // 60 % of 1..10: at 6.4.
        Assert.AreEqual(2, boundary.Length(data.Store.TimesOf(0)));
        Assert.AreEqual(4, boundary.Length(data.Store.TimesOf(1)));
    }
}
