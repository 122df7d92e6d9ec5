using ScottPlot;

namespace Microsoft.ML.Dpcpl.Plots.Pictures;

/// <summary>What all pictures have alike.</summary>
internal static class Canvas
{
    public static Plot New(string title, string x, string y)
    {
        var plot = new Plot();
        // The default font is not everywhere; this one comes with most Linux systems, and where it is missing another is taken.
        plot.Font.Set("DejaVu Sans");
        plot.Title(title);
        plot.XLabel(x);
        plot.YLabel(y);
        return plot;
    }

    /// <summary>Bars from top to bottom; an error of 0 is not drawn.</summary>
    public static void Rows(Plot plot, IEnumerable<(double Position, double Value, double Error, Color Color)> bars, IReadOnlyList<string> names, string? legend = null)
    {
        Bar[] drawn =
        [
            .. bars.Select(bar => new Bar
            {
                Position = bar.Position,
                Value = bar.Value,
                Error = bar.Error,
                Orientation = Orientation.Horizontal,
                FillColor = bar.Color,
                Size = names.Count > 0 ? 0.8 : 0.38,
            }),
        ];
        plot.Add.Bars(drawn).LegendText = legend ?? "";
        if (names.Count == 0)
            return;
        plot.Axes.Left.SetTicks([.. drawn.Select(bar => bar.Position)], [.. names]);
        plot.Axes.Left.MajorTickStyle.Length = 0;
    }

    /// <summary>Ticks at powers of ten for an axis whose figures are logarithms.</summary>
    public static void PowersOfTen(Plot plot, IAxis axis)
    {
        axis.TickGenerator = new ScottPlot.TickGenerators.NumericAutomatic
        {
            MinorTickGenerator = new ScottPlot.TickGenerators.LogMinorTickGenerator(),
            IntegerTicksOnly = true,
            LabelFormatter = value => Math.Pow(10, value).ToString("#,0", System.Globalization.CultureInfo.InvariantCulture),
        };
        plot.Axes.Margins(left: 0.02, bottom: 0);
    }
}
