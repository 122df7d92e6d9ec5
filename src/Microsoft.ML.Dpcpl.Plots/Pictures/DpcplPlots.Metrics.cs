using Microsoft.ML.Dpcpl.Plots.Figures;
using Microsoft.ML.Dpcpl.Plots.Pictures;
using ScottPlot;

namespace Microsoft.ML.Dpcpl;

public static partial class DpcplPlots
{
    /// <summary>HR@10 and NDCG@10 of systems beside the floors, against all items, with standard errors.</summary>
    /// <param name="floors">Of <c>EvaluateFloors</c>; empty for none.</param>
    /// <param name="systems">Name and metrics of each system, drawn below the floors.</param>
    /// <example><code>DpcplPlots.MetricsBars(ml.Recommendation().EvaluateFloors(split), ("DPCPL", metrics));</code></example>
    /// <exception cref="ArgumentException">There is nothing to draw.</exception>
    public static Plot MetricsBars(IEnumerable<FloorMetrics> floors, params (string Name, SequentialRecommendationMetrics Metrics)[] systems)
    {
        ArgumentNullException.ThrowIfNull(floors);
        ArgumentNullException.ThrowIfNull(systems);
        (string Name, SequentialRecommendationMetrics Metrics)[] all = [.. floors.Select(floor => (floor.Name, floor.Metrics)), .. systems];
        if (all.Length == 0)
            throw new ArgumentException("There is neither a floor nor a system to draw.", nameof(systems));
        Plot plot = Canvas.New($"Held-out item among the first 10 of all items, {all[0].Metrics.Count:#,0} tests", "", "");
        Draw("HR@10", 0.2, 0, metrics => metrics.HitRatio(10), metrics => metrics.HitRatioStandardError(10));
        Draw("NDCG@10", -0.2, 1, metrics => metrics.Ndcg(10), metrics => metrics.NdcgStandardError(10));
        plot.Axes.Left.SetTicks([.. all.Select((_, at) => (double)-at)], [.. all.Select(system => system.Name)]);
        plot.Axes.Left.MajorTickStyle.Length = 0;
        double largest = all.Max(system => Finite(system.Metrics.HitRatio(10)) + Finite(system.Metrics.HitRatioStandardError(10)));
        plot.Axes.SetLimitsX(0, Math.Max(largest, 1e-4) * 1.05);
        plot.ShowLegend(Edge.Right);
        return plot;

        void Draw(string name, double offset, int color, Func<SequentialRecommendationMetrics, double> figure, Func<SequentialRecommendationMetrics, double> error) => Canvas.Rows(
            plot, all.Select((system, at) => (offset - at, Finite(figure(system.Metrics)), Finite(error(system.Metrics)), plot.Add.Palette.GetColor(color))), [], name);

        static double Finite(double value) => double.IsNaN(value) ? 0 : value;
    }

    /// <summary>How often a recommended item of a given score was the held-out one: bins of as many items each, with standard errors.</summary>
    /// <remarks>A score is no probability; the curve says what one is worth, and whether scores of different users may be compared.</remarks>
    /// <param name="scored">Histories with held-out items after scoring, for instance <c>model.Transform(split.TestSet)</c>.</param>
    /// <param name="bins">Number of bins; 2 to 1,000.</param>
    /// <param name="labelColumnName">Column of the held-out item.</param>
    /// <param name="itemsColumnName">Column of the recommended items.</param>
    /// <param name="scoresColumnName">Column of their scores.</param>
    /// <exception cref="ArgumentException">A column is missing.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The number of bins is out of its range.</exception>
    public static Plot Calibration(
        IDataView scored, int bins = 10, string labelColumnName = "Label", string itemsColumnName = "RecommendedItems", string scoresColumnName = "RecommendedScores")
    {
        ArgumentNullException.ThrowIfNull(scored);
        if (bins is < 2 or > 1000)
            throw new ArgumentOutOfRangeException(nameof(bins), bins, $"bins is {bins}; it must be between 2 and 1,000.");
        ScoreBin[] drawn = ScoreBin.Of(scored, labelColumnName, itemsColumnName, scoresColumnName, bins);
        Plot plot = Canvas.New("What a score is worth", "score of a recommended item", "share that was the held-out item");
        double[] scores = [.. drawn.Select(bin => bin.Score)], shares = [.. drawn.Select(bin => bin.Share)];
        plot.Add.Scatter(scores, shares);
        plot.Add.ErrorBar(scores, shares, [.. drawn.Select(bin => bin.Error)]).Color = plot.Add.Palette.GetColor(0);
        plot.Axes.SetLimitsY(0, Math.Max(1e-4, drawn.Select(bin => bin.Share + bin.Error).DefaultIfEmpty(0).Max() * 1.05));
        return plot;
    }
}
