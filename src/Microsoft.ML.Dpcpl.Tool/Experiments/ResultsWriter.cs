using Microsoft.ML.Dpcpl.Common;

namespace Microsoft.ML.Dpcpl.Tool.Experiments;

/// <summary>Writes results.json and what is made of it.</summary>
internal static class ResultsWriter
{
    /// <returns>Why there are no plots; null when they are drawn.</returns>
    public static string? Write(OutputFolder folder, Experiment experiment, ExperimentResults results)
    {
        Json.Write(folder.Results, results);
        AtomicFile.WriteText(folder.Csv, writer => ResultsCsv.Write([results], writer));
        (IReadOnlyList<(string Title, string File)> plots, string? obstacle) = Draw(folder, experiment, results);
        AtomicFile.WriteText(
            folder.Report, writer => ResultsMarkdown.Write(results, writer, [.. plots.Select(plot => (plot.Title, $"{Path.GetFileName(folder.Plots)}/{plot.File}"))]));
        return obstacle;
    }

    private static (IReadOnlyList<(string Title, string File)> Plots, string? Obstacle) Draw(OutputFolder folder, Experiment experiment, ExperimentResults results)
    {
        try
        {
            return (ExperimentPlots.Draw(experiment, results, folder.Plots), null);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Pictures need a native library; hours of figures must not depend on it.
            return ([], $"no plots: {e.GetBaseException().Message}");
        }
    }
}
