using System.Globalization;
using Microsoft.ML.Dpcpl.Plots.Pictures;
using ScottPlot;

namespace Microsoft.ML.Dpcpl;

public static partial class DpcplPlots
{
    /// <summary>How many distinct pairs of user and item each behavior has, the most frequent behavior on top, and which share of its pairs each of the others has.</summary>
    /// <param name="statistics">Of <c>mlContext.Data.SequenceStatistics</c>.</param>
    public static Plot Funnel(SequenceStatistics statistics)
    {
        ArgumentNullException.ThrowIfNull(statistics);
        KeyValuePair<string, int>[] stages = [.. statistics.Distributions.PairsPerBehavior.OrderByDescending(stage => stage.Value)];
        Plot plot = Canvas.New("Pairs of user and item, by behavior", "pairs", "");
        Canvas.Rows(
            plot,
            stages.Select((stage, at) => ((double)-at, (double)stage.Value, 0.0, plot.Add.Palette.GetColor(0))),
            [.. stages.Select((stage, at) => at == 0 || stages[0].Value == 0
                ? stage.Key
                : $"{stage.Key} ({((double)stage.Value / stages[0].Value).ToString("0.0 %", CultureInfo.InvariantCulture)})")]);
        plot.Axes.SetLimitsX(0, Math.Max(1, stages.Select(stage => stage.Value).DefaultIfEmpty(0).Max()) * 1.05);
        return plot;
    }

    /// <summary>Events of each behavior over time.</summary>
    /// <param name="statistics">Of <c>mlContext.Data.SequenceStatistics</c>.</param>
    /// <exception cref="ArgumentException">The times are no dates.</exception>
    public static Plot ActivityOverTime(SequenceStatistics statistics)
    {
        ArgumentNullException.ThrowIfNull(statistics);
        SequenceDistributions distributions = statistics.Distributions;
        if (distributions.Activity.Count == 0)
            throw new ArgumentException("There are no events, or their times are no dates: there is no activity over time to draw.", nameof(statistics));
        string period = distributions.Period.TotalDays switch
        {
            < 1 => "hour",
            1 => "day",
            var days => string.Create(CultureInfo.InvariantCulture, $"{days:0} days"),
        };
        Plot plot = Canvas.New("Activity over time", "", $"events per {period}");
        DateTime[] starts = [.. distributions.Activity.Select(at => at.Start)];
        foreach (((string behavior, _), int index) in statistics.EventsPerBehavior.Select((pair, index) => (pair, index)))
            plot.Add.Scatter(starts, distributions.Activity.Select(at => (double)at.EventsPerBehavior[index]).ToArray()).LegendText = behavior;
        string format = distributions.Period < TimeSpan.FromDays(1) ? "MM-dd HH:mm" : "yyyy-MM-dd";
        plot.Axes.DateTimeTicksBottom().TickGenerator = new ScottPlot.TickGenerators.DateTimeAutomatic
        {
            LabelFormatter = time => time.ToString(format, CultureInfo.InvariantCulture),
        };
        plot.Axes.Margins(bottom: 0);
        plot.ShowLegend(Edge.Right);
        return plot;
    }

    /// <summary>How many users have at least so many events; both axes grow by powers of ten.</summary>
    /// <param name="statistics">Of <c>mlContext.Data.SequenceStatistics</c>.</param>
    public static Plot Lengths(SequenceStatistics statistics)
    {
        ArgumentNullException.ThrowIfNull(statistics);
        IReadOnlyList<int> lengths = statistics.Distributions.EventsPerUser;
        Plot plot = Canvas.New("Length of histories", "events of a user, at least", "users");
        // One point for each length that occurs.
        Coordinates[] points =
        [
            .. Enumerable.Range(0, lengths.Count).Where(at => lengths[at] > 0 && (at == 0 || lengths[at] != lengths[at - 1]))
                .Select(at => new Coordinates(Math.Log10(lengths[at]), Math.Log10(lengths.Count - at))),
        ];
        return OfPowers(plot, points);
    }

    /// <summary>Events of the items from the most to the least popular one; both axes grow by powers of ten.</summary>
    /// <param name="statistics">Of <c>mlContext.Data.SequenceStatistics</c>.</param>
    public static Plot Popularity(SequenceStatistics statistics)
    {
        ArgumentNullException.ThrowIfNull(statistics);
        IReadOnlyList<int> items = statistics.Distributions.EventsPerItem;
        Plot plot = Canvas.New("Popularity of items", "rank of an item", "events");
        // A run of items with as many events is a straight line between its ends.
        Coordinates[] points =
        [
            .. Enumerable.Range(0, items.Count).Where(at => at == 0 || at == items.Count - 1 || items[at] != items[at - 1] || items[at] != items[at + 1])
                .Select(at => new Coordinates(Math.Log10(at + 1), Math.Log10(items[at]))),
        ];
        return OfPowers(plot, points);
    }

    private static Plot OfPowers(Plot plot, Coordinates[] points)
    {
        plot.Add.ScatterLine(points).LineWidth = 2;
        Canvas.PowersOfTen(plot, plot.Axes.Bottom);
        Canvas.PowersOfTen(plot, plot.Axes.Left);
        return plot;
    }
}
