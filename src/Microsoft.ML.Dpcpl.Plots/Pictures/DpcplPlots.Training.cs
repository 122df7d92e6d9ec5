using Microsoft.ML.Dpcpl.Plots.Pictures;
using ScottPlot;

namespace Microsoft.ML.Dpcpl;

public static partial class DpcplPlots
{
    /// <summary>Loss (left) and validation NDCG@10 (right) by epoch: pre-training, then tuning, with a line between them.</summary>
    /// <param name="epochs">Reports of a training run, such as <see cref="TrainingLog.Epochs"/>; those inside epochs and of other stages are left out.</param>
    /// <example><code>
    /// var log = new TrainingLog();
    /// var model = ml.Recommendation().Trainers.Dpcpl(new DpcplTrainer.Options { Progress = log }).Fit(split.TrainSet, split.ValidationSet);
    /// DpcplPlots.LearningCurve(log.Epochs).SavePicture("curve.png");
    /// </code></example>
    /// <exception cref="ArgumentException">No epoch of pre-training or tuning is among them.</exception>
    public static Plot LearningCurve(IEnumerable<TrainingProgress> epochs)
    {
        ArgumentNullException.ThrowIfNull(epochs);
        TrainingProgress[] ends = [.. epochs.Where(report => report.Step == report.Steps)];
        TrainingProgress[] pretraining = [.. ends.Where(report => report.Stage == TrainingStage.Pretraining)];
        TrainingProgress[] tuning = [.. ends.Where(report => report.Stage == TrainingStage.Tuning)];
        if (pretraining.Length + tuning.Length == 0)
            throw new ArgumentException("There is no epoch of pre-training or tuning among the reports.", nameof(epochs));
        int before = pretraining.Select(report => report.Epoch).DefaultIfEmpty(0).Max();
        Plot plot = Canvas.New("Learning curve", "epoch", "loss");
        plot.Axes.Right.Label.Text = "validation NDCG@10";
        foreach ((TrainingProgress[] stage, int offset, string name) in ((TrainingProgress[], int, string)[])[(pretraining, 0, "pre-training"), (tuning, before, "tuning")])
        {
            Color color = plot.Add.Palette.GetColor(offset == 0 && name == "pre-training" ? 0 : 1);
            Coordinates[] loss = [.. stage.Where(report => !double.IsNaN(report.Loss)).Select(report => new Coordinates(offset + report.Epoch, report.Loss))];
            Coordinates[] ndcg = [.. stage.Where(report => report.ValidationNdcg is not null).Select(report => new Coordinates(offset + report.Epoch, report.ValidationNdcg!.Value))];
            if (loss.Length > 0)
            {
                var line = plot.Add.Scatter(loss, color);
                // Thin and pale: lines with a pattern are not what an SVG can have.
                (line.Color, line.MarkerSize, line.LegendText) = (color.WithAlpha(0.5), 0, $"{name}: loss");
            }
            if (ndcg.Length > 0)
            {
                var line = plot.Add.Scatter(ndcg, color);
                (line.Axes.YAxis, line.LineWidth, line.LegendText) = (plot.Axes.Right, 2, $"{name}: validation NDCG@10");
            }
        }
        if (pretraining.Length > 0 && tuning.Length > 0)
            plot.Add.VerticalLine(before, 1, Colors.Gray);
        plot.Axes.Bottom.TickGenerator = new ScottPlot.TickGenerators.NumericAutomatic { IntegerTicksOnly = true };
        plot.ShowLegend(Edge.Bottom);
        return plot;
    }
}
