using Microsoft.ML.Dpcpl.Common;

namespace Microsoft.ML.Dpcpl;

/// <summary>Settings of the built-in data, see <see cref="ShopLogGenerator"/> for the process they steer.</summary>
public sealed class ShopLogOptions
{
    /// <summary>Number of users.</summary>
    /// <value>Default 2000; range 1 to 100,000,000.</value>
    [Within(1, 100_000_000)]
    public int Users { get; set; } = 2_000;

    /// <summary>Number of items; there is one category for every 200 of them.</summary>
    /// <value>Default 1000; range 100 to 10,000,000.</value>
    [Within(100, 10_000_000)]
    public int Items { get; set; } = 1_000;

    /// <summary>Mean number of events of a user, all behaviors together.</summary>
    /// <value>Default 65; range 4 to 10,000.</value>
    [Within(4, 10_000)]
    public int EventsPerUser { get; set; } = 65;

    /// <summary>Days that the log covers.</summary>
    /// <value>Default 60; range 1 to 10,000.</value>
    [Within(1, 10_000)]
    public int Days { get; set; } = 60;

    /// <summary>Share of the clicks that mean nothing: items drawn by popularity alone.</summary>
    /// <value>Default 0.3; range 0 to 0.9.</value>
    [Within(0, 0.9)]
    public double NoiseShare { get; set; } = 0.3;

    /// <summary>Share of the users who came lately, touched little and bought at most twice.</summary>
    /// <value>Default 0.1; range 0 to 1.</value>
    [Within(0, 1)]
    public double ColdStartShare { get; set; } = 0.1;

    /// <summary>Share of the entries of the user table that are missing, each attribute by itself.</summary>
    /// <value>Default 0.05; range 0 to 1.</value>
    [Within(0, 1)]
    public double MissingShare { get; set; } = 0.05;

    /// <summary>Seed; the same options give the same log on every machine.</summary>
    /// <value>Default 1.</value>
    public int Seed { get; set; } = 1;

    /// <summary>Throws when an option is out of its range.</summary>
    internal void Validate() => OptionCheck.Validate(this);

    /// <summary>A copy, so that later changes of the caller's object change nothing.</summary>
    internal ShopLogOptions Clone() => (ShopLogOptions)MemberwiseClone();
}
