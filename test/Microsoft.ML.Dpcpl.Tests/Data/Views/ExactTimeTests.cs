using System.Globalization;
using System.Numerics;
using CsCheck;
using Microsoft.ML.Dpcpl.Data.Views;

namespace Microsoft.ML.Dpcpl.Tests.Data.Views;

[TestClass]
public sealed class ExactTimeTests
{
    /// <summary>Numbers of at most 15 decimal digits, which a double tells apart.</summary>
    private static readonly Gen<decimal> s_shortNumbers = Gen.Select(Gen.Long[-4_000_000_000_000, 4_000_000_000_000], Gen.Int[0, 3]).Select(
        (number, digits) => number / new decimal[] { 1, 10, 100, 1000 }[digits]);

    [TestMethod]
    public void ADoubleIsTheNumberThatItWasReadFrom() => s_shortNumbers.Sample(
        number => ExactTime.Of((double)number) == ExactTime.Of(number));

    [TestMethod]
    public void TimesInUnitsAreRoundedDown() => Gen.Select(Gen.Long[-4_000_000_000, 4_000_000_000], Gen.Int[0, 999_999_999], Gen.Int[0, 9]).Sample(
        (whole, billionths, digits) =>
        {
            BigInteger exact = (new BigInteger(whole) * 1_000_000_000) + billionths;
            BigInteger expected = Floor(exact, BigInteger.Pow(10, 9 - digits));
            Assert.AreEqual((long)expected, new ExactTime(whole, billionths).In(digits));
        });

    [TestMethod]
    public void ScalesRoundDownAndEndAtTheLargest() => Gen.Select(Gen.Long, Gen.Int[0, 18], Gen.Int[0, 9]).Sample((value, from, to) =>
    {
        if (Math.Abs((double)value) > ExactTime.Largest)
            return;
        BigInteger expected = Floor(value * BigInteger.Pow(10, to), BigInteger.Pow(10, from));
        expected = BigInteger.Min(ExactTime.Largest, BigInteger.Max(-ExactTime.Largest, expected));
        Assert.AreEqual((long)expected, ExactTime.Scale(value, from, to));
    });

    [TestMethod]
    public void NoTimeIsTooLargeToSubtract()
    {
        foreach (ExactTime time in (ExactTime[])[ExactTime.Of(long.MaxValue), ExactTime.Of(-long.MaxValue), ExactTime.Of(decimal.MaxValue), ExactTime.Of(8.9e18)])
            Assert.AreEqual(ExactTime.Largest, Math.Abs(time.In(9)));
        Assert.AreEqual(ExactTime.Missing, ExactTime.Of(double.NaN));
        Assert.AreEqual(ExactTime.Missing, ExactTime.Of(double.PositiveInfinity));
        Assert.AreEqual(TimeConvert.Missing, ExactTime.Missing.In(3));
    }

    [TestMethod]
    [DataRow("1700000000", 0)]
    [DataRow("1700000000.2", 3)]
    [DataRow("-6.0001", 6)]
    [DataRow("0.000000001", 9)]
    public void DigitsAreAsManyAsNeeded(string number, int digits) =>
        Assert.AreEqual(digits, ExactTime.Of(decimal.Parse(number, CultureInfo.InvariantCulture)).Digits);

    private static BigInteger Floor(BigInteger value, BigInteger divisor) => (value - (((value % divisor) + divisor) % divisor)) / divisor;
}
