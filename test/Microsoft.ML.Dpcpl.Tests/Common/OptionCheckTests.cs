using Microsoft.ML.Dpcpl.Common;

namespace Microsoft.ML.Dpcpl.Tests.Common;

[TestClass]
public sealed class OptionCheckTests
{
    private class Shared
    {
        [Within(4, 4096)]
        public int Width { get; set; } = 64;

        [Named]
        public string? Column { get; set; } = "Item";

        public int Derived => Width;
    }

    private sealed class Own : Shared
    {
        [Within(1e-7, 1)]
        public float Rate { get; set; } = 1;

        [Within(1, 8)]
        public int? Threads { get; set; }

        [Within(2, 10, OrZero = true)]
        public double Knots { get; set; }

        public DayOfWeek Day { get; set; }

        public int Seed { get; set; } = -1;
    }

    [TestMethod]
    public void OptionsAreThoseOfTheBaseClassFirst() => CollectionAssert.AreEqual(
        new[] { "Width", "Column", "Rate", "Threads", "Knots", "Day", "Seed" }, OptionCheck.OptionsOf(typeof(Own)).Select(option => option.Name).ToArray());

    [TestMethod]
    public void WhatIsInRangeIsAccepted()
    {
        foreach (Own options in (Own[])[new(), new() { Width = 4, Threads = 8, Knots = 2 }, new() { Width = 4096, Rate = 1e-7f, Threads = 1, Knots = 10, Day = DayOfWeek.Saturday }])
            OptionCheck.Validate(options);
    }

    [TestMethod]
    public void WhatIsNotIsNamed()
    {
        Refused("Width is 3; it must be between 4 and 4096.", "Width", new() { Width = 3 });
        Refused("Width is 4097; it must be between 4 and 4096.", "Width", new() { Width = 4097 });
        Refused("Column is ; it must be a name, not empty.", "Column", new() { Column = "" });
        Refused("Column is null; it must be a name, not empty.", "Column", new() { Column = null });
        Refused("Rate is 0; it must be between 1E-07 and 1.", "Rate", new() { Rate = 0 });
        Refused("Rate is NaN; it must be between 1E-07 and 1.", "Rate", new() { Rate = float.NaN });
        Refused("Threads is 0; it must be between 1 and 8.", "Threads", new() { Threads = 0 });
        Refused("Knots is 1; it must be 0, or between 2 and 10.", "Knots", new() { Knots = 1 });
        Refused("Knots is NaN; it must be 0, or between 2 and 10.", "Knots", new() { Knots = double.NaN });
        Refused("Day is 7; it must be one of Sunday, Monday, Tuesday, Wednesday, Thursday, Friday, Saturday.", "Day", new() { Day = (DayOfWeek)7 });
    }

    private static void Refused(string message, string option, Own options)
    {
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => OptionCheck.Validate(options));
        Assert.AreEqual(option, error.ParamName);
        Assert.StartsWith(message, error.Message);
    }
}
