using Microsoft.ML.Dpcpl.Data.Views;

namespace Microsoft.ML.Dpcpl.Tests.Data.Views;

[TestClass]
public sealed class TimeScanTests
{
    [TestMethod]
    [DataRow(new[] { 1L, 2, 3 }, 0)]
    [DataRow(new[] { 0L, 0, 0 }, 0)]
    [DataRow(new[] { 1_700_000_000L }, 0)]
    [DataRow(new[] { 0L, 0, 0, 1_700_000_000_000 }, 3, DisplayName = "zeros say nothing")]
    [DataRow(new[] { 1_700_000_000L, 1_700_000_001, 253_402_300_799_000 }, 0, DisplayName = "one from far away")]
    [DataRow(new[] { 1L, 2, 3, 4, 9_999_999_999_999 }, 0, DisplayName = "one among counters")]
    [DataRow(new[] { 1_700_000_000_000_000L, 0, 5 }, 6)]
    [DataRow(new[] { 1_700_000_000_000_000_000L, long.MaxValue }, 9)]
    [DataRow(new[] { 638_356_716_000_000_000L }, 7)]
    public void TheUnitIsWhatMostTimesSay(long[] times, int unit) => Assert.AreEqual(unit, Scan(times).Recognize("Timestamp"));

    [TestMethod]
    [DataRow(new[] { 20231115L, 20231116, 0 }, "such as 20231115")]
    [DataRow(new[] { 20231115035850L }, "such as 20231115035850")]
    [DataRow(new[] { 133_444_444_440_000_000L }, "such as 133444444440000000", DisplayName = "file times of Windows")]
    [DataRow(new[] { 17_000_000_000L, 1 }, "such as 17000000000", DisplayName = "tenths of seconds")]
    public void WhatIsNoUnitIsRefused(long[] times, string example)
    {
        string message = Assert.ThrowsExactly<InvalidDataException>(() => Scan(times).Recognize("When")).Message;
        StringAssert.Contains(message, "'When'");
        StringAssert.Contains(message, example);
        StringAssert.Contains(message, "TimestampUnit");
    }

    [TestMethod]
    public void DigitsEndAtNanosecondsAndTicks()
    {
        var scan = new TimeScan();
        scan.Add(new ExactTime(1_700_000_000_000, 123_456_789));
        Assert.AreEqual((6, 9, 0), (scan.DigitsKept(null), scan.DigitsKept(TimeUnits.Seconds), scan.DigitsKept(TimeUnits.Ticks)));
        var dates = new TimeScan();
        dates.AddDate(new ExactTime(253_402_300_799, 999_999_900));
        Assert.AreEqual(TimeUnits.Ticks, dates.DigitsKept(null));
    }

    [TestMethod]
    public void ScansAddUp()
    {
        TimeScan both = Scan([1_700_000_000_000]);
        both.Add(Scan([1_700_000_000, 1_700_000_001]));
        Assert.AreEqual(TimeSize.Seconds, both.Size);
        both.Clear();
        Assert.AreEqual(TimeSize.None, both.Size);
    }

    [TestMethod]
    public void ConversionsAgreeWithDateTime()
    {
        var moment = new DateTime(2023, 11, 15, 3, 58, 50, 123, 456, DateTimeKind.Utc);
        TimeSpan since = moment - DateTime.UnixEpoch;
        (int Unit, long Time)[] same =
        [
            (TimeUnits.Seconds, (long)since.TotalSeconds), (TimeUnits.Milliseconds, (long)since.TotalMilliseconds), (TimeUnits.Microseconds, since.Ticks / 10),
            (TimeUnits.Ticks, moment.Ticks), (TimeUnits.Nanoseconds, since.Ticks * 100),
        ];
        for (int fine = 0; fine < same.Length; fine++)
        {
            for (int coarse = 0; coarse <= fine; coarse++)
                Assert.AreEqual(same[coarse].Time, new TimeConversion(same[fine].Unit, 0, same[coarse].Unit).Of(same[fine].Time));
        }
        Assert.AreEqual(moment.Ticks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, new TimeConversion(TimeUnits.Seconds, 0, TimeUnits.Ticks).Of(same[0].Time));
        Assert.AreEqual(TimeConvert.Missing, new TimeConversion(TimeUnits.Seconds, 0, TimeUnits.Ticks).Of(TimeConvert.Missing));
    }

    private static TimeScan Scan(long[] times)
    {
        var scan = new TimeScan();
        foreach (long time in times)
            scan.Add(time);
        return scan;
    }
}
