using System.Globalization;

namespace Microsoft.ML.Dpcpl.Common;

/// <summary>A number between two ends, both included; not NaN. An option that need not be set may be null.</summary>
internal sealed class WithinAttribute(double least, double most) : OptionRuleAttribute
{
    public double Least => least;

    public double Most => most;

    /// <summary>0 is allowed, too, for instance to switch something off.</summary>
    public bool OrZero { get; init; }

    public override string Must => string.Create(CultureInfo.InvariantCulture, $"{(OrZero ? "0, or " : "")}between {least} and {most}");

    public override string Choices => string.Create(CultureInfo.InvariantCulture, $"{(OrZero ? "0, or " : "")}{least} to {most}").Replace("E-0", "e-", StringComparison.Ordinal);

    public override bool Allows(object? value) =>
        value is null || (Convert.ToDouble(value, CultureInfo.InvariantCulture) is var number && ((number >= least && number <= most) || (OrZero && number == 0)));
}
