using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Views;

namespace Microsoft.ML.Dpcpl;

/// <summary>Settings of <c>Compare</c>.</summary>
/// <remarks>Checked when used; an <see cref="ArgumentOutOfRangeException"/> names option, value and range.</remarks>
public sealed class ComparisonOptions
{
    /// <summary>Random sign flips behind each p-value, and resamples of the tests behind each interval. Time is this number times that of the tests, about a second for 10,000 of each.</summary>
    /// <value>Default 10000; range 100 to 1000000.</value>
    [Within(100, 1_000_000)]
    public int Resamples { get; set; } = 10_000;

    /// <summary>Chance with which an interval is to hold the true difference.</summary>
    /// <value>Default 0.95; range 0.5 to 0.999.</value>
    [Within(0.5, 0.999)]
    public double Confidence { get; set; } = 0.95;

    /// <summary>Seed of sign flips and resamples; not taken from the <see cref="MLContext"/>, so that a comparison gives the same everywhere.</summary>
    /// <value>Default 1.</value>
    public int Seed { get; set; } = 1;

    /// <summary>Column of the held-out item, which must be the same in both views: a key.</summary>
    /// <value>Default "Label".</value>
    [Named]
    public string LabelColumnName { get; set; } = ColumnNames.Label;

    /// <summary>Column of the user, which must be the same in both views where both have it: text, any integer or a key.</summary>
    /// <value>Default "User".</value>
    [Named]
    public string UserColumnName { get; set; } = ColumnNames.User;

    /// <summary>Throws when an option is out of its range.</summary>
    internal void Validate() => OptionCheck.Validate(this);

    /// <summary>A copy, so that later changes of the caller's object change nothing.</summary>
    internal ComparisonOptions Clone() => (ComparisonOptions)MemberwiseClone();
}
