using ScottPlot;

namespace Microsoft.ML.Dpcpl.Tool.Output;

/// <summary>--plots: pictures of what a command found out, each as PNG and SVG.</summary>
/// <param name="folder">The folder, which exists; null draws nothing.</param>
/// <param name="terminal">Where it is said what was drawn.</param>
internal sealed class PlotFolder(string? folder, Terminal terminal)
{
    private readonly List<string> _names = [];

    /// <summary>Draws a picture, or says why not: the figures that a command is called for must not depend on one.</summary>
    public void Add(string name, Func<Plot> draw)
    {
        if (folder is null)
            return;
        try
        {
            Plot plot = draw();
            plot.SavePicture(Path.Combine(folder, name + ".png"));
            plot.SavePicture(Path.Combine(folder, name + ".svg"));
            _names.Add(name);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            terminal.Line($"no picture {name}: {e.GetBaseException().Message}");
        }
    }

    /// <summary>Pictures of a log.</summary>
    public void Add(SequenceStatistics statistics)
    {
        Add("funnel", () => DpcplPlots.Funnel(statistics));
        if (statistics.Distributions.Activity.Count > 0)
            Add("activity", () => DpcplPlots.ActivityOverTime(statistics));
        Add("lengths", () => DpcplPlots.Lengths(statistics));
        Add("popularity", () => DpcplPlots.Popularity(statistics));
    }

    /// <summary>Metrics of several methods, and what a model's scores are worth.</summary>
    public void Add(IReadOnlyList<MethodResult> results, IDataView scored)
    {
        Add("metrics", () => DpcplPlots.MetricsBars([], [.. results.Select(result => (result.Name, result.Metrics))]));
        Add("calibration", () => DpcplPlots.Calibration(scored));
    }

    /// <summary>Says what there is.</summary>
    public void Report()
    {
        if (_names.Count > 0)
            terminal.Line($"pictures in {folder}: {string.Join(", ", _names)}");
    }
}
