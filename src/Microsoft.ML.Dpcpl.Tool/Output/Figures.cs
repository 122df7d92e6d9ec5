using System.Globalization;

namespace Microsoft.ML.Dpcpl.Tool.Output;

/// <summary>Numbers as text, alike on the screen and in reports.</summary>
internal static class Figures
{
    public const string None = "–";

    public static string WithError(double value, double error) =>
        double.IsNaN(value) ? None : FormattableString.Invariant($"{value:0.0000} ± {error:0.0000}");

    public static string Hit(RankingMetrics? metrics, int k) =>
        metrics is null ? None : WithError(metrics.HitRatio(k), metrics.HitRatioStandardError(k));

    public static string Ndcg(RankingMetrics? metrics, int k) => metrics is null ? None : WithError(metrics.Ndcg(k), metrics.NdcgStandardError(k));

    public static string Count(long value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>A part of a whole: its count and its share.</summary>
    public static string CountOf(long part, long whole) =>
        FormattableString.Invariant($"{Count(part)} ({100.0 * part / Math.Max(1, whole):0.00} %)");

    public static string Share(double value) => double.IsNaN(value) ? None : value.ToString("0.0 %", CultureInfo.InvariantCulture);

    /// <summary>By which share a figure is above or below another; what rounds to nothing has no sign.</summary>
    public static string Change(double value)
    {
        double rounded = Math.Round(value, 3);
        return rounded == 0 ? Share(0) : rounded.ToString("+0.0 %;-0.0 %", CultureInfo.InvariantCulture);
    }

    public static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("#,0.0", CultureInfo.InvariantCulture);

    /// <summary>Bytes in the unit that suits them.</summary>
    public static string Size(long bytes) => bytes < 1 << 20 ? FormattableString.Invariant($"{bytes / 1024.0:0.#} KiB") : Megabytes(bytes);

    public static string Megabytes(long bytes) => (bytes / (1024.0 * 1024)).ToString(bytes < 10 << 20 ? "0.0" : "#,0", CultureInfo.InvariantCulture) + " MiB";
}
