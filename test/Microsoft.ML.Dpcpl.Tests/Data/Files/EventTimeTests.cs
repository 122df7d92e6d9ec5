using System.Globalization;
using CsCheck;
using Microsoft.ML.Dpcpl.Data.Files;
using Microsoft.ML.Dpcpl.Data.Views;

namespace Microsoft.ML.Dpcpl.Tests.Data.Files;

[TestClass]
public sealed class EventTimeTests
{
    [TestMethod]
    public void DatesAreThoseOfDateTime() => Gen.Select(Gen.DateTime, Gen.Int[0, 2]).Sample((moment, format) =>
    {
        string[] formats = ["yyyy-MM-dd HH:mm:ss.fffffff", "yyyy-MM-ddTHH:mm:ss.fffZ", "yyyy-MM-dd"];
        string text = moment.ToString(formats[format], CultureInfo.InvariantCulture);
        DateTime expected = DateTime.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
        Assert.IsTrue(EventTime.TryParse(text, out ExactTime time, out bool isDate));
        Assert.IsTrue(isDate);
        Assert.AreEqual(expected.Ticks - DateTime.UnixEpoch.Ticks, time.In(7));
    });

    [TestMethod]
    [DataRow("1700000000.2", 1_700_000_000L, 200_000_000)]
    [DataRow("-0.25", -1L, 750_000_000)]
    [DataRow("1.7e9", 1_700_000_000L, 0)]
    [DataRow("1700000000.1234567891", 1_700_000_000L, 123_456_789)]
    public void NumbersKeepTheirFractions(string text, long whole, int billionths)
    {
        Assert.IsTrue(EventTime.TryParse(text, out ExactTime time, out bool isDate));
        Assert.IsFalse(isDate);
        Assert.AreEqual(new ExactTime(whole, billionths), time);
    }

    [TestMethod]
    [DataRow("2024-05-01", "2024-05-01T00:00:00")]
    [DataRow("2024-05-01Z", "2024-05-01T00:00:00")]
    [DataRow("2024-05-01 UTC", "2024-05-01T00:00:00")]
    [DataRow("2024-05-01+02:00", "2024-04-30T22:00:00")]
    [DataRow("2024-05-01 13", "2024-05-01T13:00:00")]
    [DataRow("2024-05-01T13", "2024-05-01T13:00:00")]
    [DataRow("2024-05-01T13Z", "2024-05-01T13:00:00")]
    [DataRow("2024-05-01T13:00Z", "2024-05-01T13:00:00")]
    [DataRow("2024-05-01t13:00z", "2024-05-01T13:00:00")]
    [DataRow("2024-05-01 13:00:00 UTC", "2024-05-01T13:00:00")]
    [DataRow("2024-05-01 13:00:00.250000 UTC", "2024-05-01T13:00:00.25")]
    [DataRow("2024-05-01 13:00:00GMT", "2024-05-01T13:00:00")]
    [DataRow("2024-05-01 13:00:00+00", "2024-05-01T13:00:00")]
    [DataRow("2024-05-01T13:00:00+02:00", "2024-05-01T11:00:00")]
    [DataRow("2024-05-01 13:00:00 -0330", "2024-05-01T16:30:00")]
    [DataRow("2024-02-29T23:59:59,5+14:00", "2024-02-29T09:59:59.5")]
    public void DatesOfEveryFormAreRead(string text, string expected)
    {
        Assert.IsTrue(EventTime.TryParse(text, out ExactTime time, out bool isDate));
        Assert.IsTrue(isDate);
        Assert.AreEqual(DateTime.Parse(expected, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal), DateTime.UnixEpoch.AddTicks(time.In(7)));
    }

    [TestMethod]
    [DataRow("2023-11-15T03:58:50.123456789+01:00", "2023-11-15T02:58:50.1234567")]
    [DataRow("2023-11-15 03:58:50.123456789123", "2023-11-15T03:58:50.1234567")]
    public void DatesFinerThanTicksAreCut(string text, string expected)
    {
        Assert.IsTrue(EventTime.TryParse(text, out ExactTime time, out _));
        Assert.AreEqual(expected, DateTime.UnixEpoch.AddTicks(time.In(7)).ToString("yyyy-MM-ddTHH:mm:ss.fffffff", CultureInfo.InvariantCulture));
    }

    [TestMethod]
    [DataRow("soon")]
    [DataRow("")]
    [DataRow("NaN")]
    [DataRow("2023-13-01")]
    [DataRow("1.2.3")]
    [DataRow("2023-02-29")]
    [DataRow("2024-05-01T")]
    [DataRow("2024-05-01 24:00")]
    [DataRow("2024-05-01 13:60")]
    [DataRow("2024-05-01 13:00:61")]
    [DataRow("2024-05-01 13:00:00 CET")]
    [DataRow("2024-05-01 13:00:00+15:00")]
    [DataRow("2024-05-01 13:00:00+02:0")]
    [DataRow("0001-01-01T00:00:00+01:00")]
    [DataRow("24-05-01")]
    public void WhatIsNoTimeIsNone(string text) => Assert.IsFalse(EventTime.TryParse(text, out _, out _));
}
