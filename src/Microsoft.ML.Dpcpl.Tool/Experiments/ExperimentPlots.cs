using System.Globalization;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Tool.Output;
using ScottPlot;

namespace Microsoft.ML.Dpcpl.Tool.Experiments;

/// <summary>Draws the results of an experiment as PNG files.</summary>
internal static class ExperimentPlots
{
    private const int Width = 900, RowHeight = 34, Margin = 140, Height = 520;

    /// <returns>Title and file name of each plot, in the order of the report.</returns>
    public static IReadOnlyList<(string Title, string File)> Draw(Experiment experiment, ExperimentResults results, string folder)
    {
        Directory.CreateDirectory(folder);
        var drawn = new List<(string, string)>();
        foreach (string target in results.Methods.Select(method => method.Target).Distinct())
        {
            MethodSummary[] methods = [.. results.Methods.Where(method => method.Target == target && method.Seeds.Length > 0)];
            string[] systems = [.. methods.Select(method => method.System).Distinct()];
            foreach (string ranking in (string[])[RankingFigures.Full, RankingFigures.Sampled])
                Save(Bars(methods, ranking), $"NDCG@10, {ranking} ranking, target {target}", Margin + (RowHeight * methods.Length), Drawn(methods, ranking));
            Save(Curves([.. results.Runs.Where(run => systems.Contains(run.System))]), $"Validation NDCG@10 against seconds of training, target {target}", Height);
        }
        foreach (IGrouping<string, ExperimentSystem> grid in experiment.Systems.Where(system => system.Grid is not null).GroupBy(system => system.Grid!.Name))
            Save(Line([.. grid], results), $"{grid.Key}: NDCG@10 against {grid.First().Grid!.Values.Keys.First()}", Height);
        foreach (RunResult run in results.Runs.Where(run => run.Prompts is not null).DistinctBy(run => run.System))
            Save(Prompts(run.Prompts!), $"Prompt vectors by layer, {run.System}, seed {run.Seed}", Height);
        return drawn;

        // The file keeps its name whatever was drawn.
        void Save(Plot? plot, string title, int height, string drawnNegatives = "")
        {
            if (plot is null)
                return;
            string file = RunId.FileName(title).ToLowerInvariant() + ".png";
            title += drawnNegatives;
            plot.Title(title);
            byte[] png = plot.GetImageBytes(Width, height, ImageFormat.Png);
            AtomicFile.Write(Path.Combine(folder, file), stream => stream.Write(png));
            drawn.Add((title, file));
        }
    }

    /// <summary>The name of a sampled ranking; nothing for a full one.</summary>
    private static string Drawn(MethodSummary[] methods, string ranking) =>
        methods.Select(method => method.Rankings.GetValueOrDefault(ranking)?.Negatives).FirstOrDefault(negatives => negatives is not null) is { } drawn
            ? $", {RankingName.Sampled(drawn)}" : "";

    /// <summary>A bar a method, the first one on top.</summary>
    private static Plot? Bars(MethodSummary[] methods, string ranking)
    {
        MethodSummary[] measured = [.. methods.Where(method => Ndcg(method, ranking) is not null)];
        if (measured.Length == 0)
            return null;
        Plot plot = New();
        Bar[] bars =
        [
            .. measured.Select((method, at) => new Bar
            {
                Position = -at,
                Value = Ndcg(method, ranking)!.Mean,
                Error = Ndcg(method, ranking)!.Error,
                Orientation = Orientation.Horizontal,
                FillColor = plot.Add.Palette.GetColor(at == 0 ? 0 : 7),
            }),
        ];
        plot.Add.Bars(bars);
        plot.Axes.Left.SetTicks([.. bars.Select(bar => bar.Position)], [.. measured.Select(method => method.Name)]);
        plot.Axes.Left.MajorTickStyle.Length = 0;
        plot.Axes.Margins(left: 0);
        plot.Axes.SetLimitsX(0, bars.Max(bar => bar.Value + bar.Error) * 1.05);
        return plot;
    }

    /// <summary>A line per system, of its first seed; tuning follows pre-training.</summary>
    private static Plot? Curves(IReadOnlyList<RunResult> runs)
    {
        Plot plot = New();
        bool any = false;
        foreach (IGrouping<string, RunResult> system in runs.Where(run => run.Failed is null).GroupBy(run => run.System))
        {
            RunResult run = system.First();
            double pretraining = run.Curve.Where(point => point.Stage == TrainingStage.Pretraining).Select(point => point.Seconds).DefaultIfEmpty(0).Max();
            Coordinates[] points =
            [
                .. run.Curve.Where(point => point.ValidationNdcg is not null)
                    .Select(point => new Coordinates(point.Seconds + (point.Stage == TrainingStage.Tuning ? pretraining : 0), point.ValidationNdcg!.Value)),
            ];
            if (points.Length < 2)
                continue;
            plot.Add.Scatter(points).LegendText = system.Key;
            any = true;
        }
        plot.XLabel("s");
        plot.ShowLegend(Edge.Right);
        return any ? plot : null;
    }

    /// <summary>A line over the values of a grid's only option, if they are numbers.</summary>
    private static Plot? Line(ExperimentSystem[] grid, ExperimentResults results)
    {
        if (grid[0].Grid!.Values.Count != 1)
            return null;
        var points = new List<(double X, Figure Y)>();
        foreach (ExperimentSystem system in grid)
        {
            if (!double.TryParse(system.Grid!.Values.Values.First(), NumberStyles.Float, CultureInfo.InvariantCulture, out double x))
                return null;
            if (results.Methods.FirstOrDefault(method => method.System == system.Name) is { } method && Ndcg(method, RankingFigures.Full) is { } y)
                points.Add((x, y));
        }
        if (points.Count < 2)
            return null;
        points.Sort((a, b) => a.X.CompareTo(b.X));
        Plot plot = New();
        double[] xs = [.. points.Select(point => point.X)], ys = [.. points.Select(point => point.Y.Mean)];
        plot.Add.Scatter(xs, ys);
        plot.Add.ErrorBar(xs, ys, [.. points.Select(point => point.Y.Error)]).Color = plot.Add.Palette.GetColor(0);
        plot.XLabel(grid[0].Grid!.Values.Keys.First());
        return plot;
    }

    /// <summary>A color a layer.</summary>
    private static Plot Prompts(IReadOnlyList<PromptPoint> points)
    {
        Plot plot = New();
        foreach (IGrouping<int, PromptPoint> layer in points.GroupBy(point => point.Layer))
        {
            var scatter = plot.Add.ScatterPoints(layer.Select(point => new Coordinates(point.X, point.Y)).ToArray());
            scatter.LegendText = $"layer {layer.Key}";
        }
        plot.ShowLegend(Edge.Right);
        return plot;
    }

    private static Plot New()
    {
        var plot = new Plot();
        // The default font is not everywhere; this one comes with most Linux systems, and where it is missing another is taken.
        plot.Font.Set("DejaVu Sans");
        return plot;
    }

    private static Figure? Ndcg(MethodSummary method, string ranking) =>
        method.Rankings.GetValueOrDefault(ranking)?.Figures.GetValueOrDefault(RankingFigures.Ndcg10);
}
