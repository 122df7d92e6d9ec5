using Microsoft.ML.Dpcpl.Plots.Pictures;
using ScottPlot;

namespace Microsoft.ML.Dpcpl;

public static partial class DpcplPlots
{
    /// <summary>Loss (left) and validation NDCG@10 (right) by epoch: pre-training, then tuning, with a line between them.</summary>
    /// <param name="epochs">How the training went, such as <see cref="NeuralModelParameters.LearningCurve"/>; other stages are left out.</param>
    /// <example><code>
    /// var model = ml.Recommendation().Trainers.Dpcpl("buy").Fit(split.TrainSet, split.ValidationSet);
    /// DpcplPlots.LearningCurve(model.Model.LearningCurve).SavePicture("curve.png");
    /// </code></example>
    /// <exception cref="ArgumentException">No epoch of pre-training or tuning is among them.</exception>
    public static Plot LearningCurve(IEnumerable<LearningCurvePoint> epochs)
    {
        ArgumentNullException.ThrowIfNull(epochs);
        LearningCurvePoint[] points = [.. epochs];
        LearningCurvePoint[] pretraining = [.. points.Where(point => point.Stage == TrainingStage.Pretraining)];
        LearningCurvePoint[] tuning = [.. points.Where(point => point.Stage == TrainingStage.Tuning)];
        if (pretraining.Length + tuning.Length == 0)
            throw new ArgumentException("There is no epoch of pre-training or tuning in the curve.", nameof(epochs));
        int before = pretraining.Select(point => point.Epoch).DefaultIfEmpty(0).Max();
        Plot plot = Canvas.New("Learning curve", "epoch", "loss");
        plot.Axes.Right.Label.Text = "validation NDCG@10";
        foreach ((LearningCurvePoint[] stage, int offset, string name) in ((LearningCurvePoint[], int, string)[])[(pretraining, 0, "pre-training"), (tuning, before, "tuning")])
        {
            Color color = plot.Add.Palette.GetColor(offset == 0 && name == "pre-training" ? 0 : 1);
            Coordinates[] loss = [.. stage.Where(point => point.Loss is not null).Select(point => new Coordinates(offset + point.Epoch, point.Loss!.Value))];
            Coordinates[] ndcg = [.. stage.Where(point => point.ValidationNdcg is not null).Select(point => new Coordinates(offset + point.Epoch, point.ValidationNdcg!.Value))];
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
