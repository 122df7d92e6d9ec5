using Microsoft.ML.Dpcpl.Paper;
using Microsoft.ML.Dpcpl.Plots.Figures;
using Microsoft.ML.Dpcpl.Plots.Pictures;
using ScottPlot;

namespace Microsoft.ML.Dpcpl;

public static partial class DpcplPlots
{
    /// <summary>What the filter of each layer lets pass: its gain by frequency, the median over the channels and their quartiles.</summary>
    /// <remarks>
    /// A frequency of 0 is a taste that stays, one of half a cycle an event is what changes with every event. The gain of the causal filter is the
    /// magnitude of its kernel's spectrum; that of the paper's filter, which is not linear, is measured on noise.
    /// </remarks>
    /// <param name="model">A model of DPCPL with filters (<c>Mixer</c> is Filter or CausalFilter).</param>
    /// <exception cref="ArgumentException">The model has no filters.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public static Plot FrequencyResponse(NeuralModelParameters model)
    {
        ArgumentNullException.ThrowIfNull(model);
        float[][][] layers = FilterGains.Of(model);
        if (layers.Length == 0)
            throw new ArgumentException("The model has no filters: it is of another system than DPCPL, or its mixer is attention.", nameof(model));
        Plot plot = Canvas.New("What the filters let pass", "cycles per event", "gain");
        for (int layer = 0; layer < layers.Length; layer++)
        {
            GainCurve[] curve = GainCurve.Of(layers[layer]);
            double[] frequencies = [.. curve.Select(point => point.Frequency)];
            Color color = plot.Add.Palette.GetColor(layer);
            var band = plot.Add.FillY(frequencies, [.. curve.Select(point => point.Low)], [.. curve.Select(point => point.High)]);
            (band.FillColor, band.LineWidth, band.MarkerSize) = (color.WithAlpha(0.2), 0, 0);
            var line = plot.Add.ScatterLine(frequencies, curve.Select(point => point.Median).ToArray(), color);
            (line.LineWidth, line.LegendText) = (2, $"layer {layer + 1}");
        }
        plot.Axes.SetLimits(0, 0.5, 0, Math.Max(1e-4, layers.Max(layer => GainCurve.Of(layer).Max(point => point.High)) * 1.05));
        plot.ShowLegend(Edge.Right);
        return plot;
    }

    /// <summary>The prompt vectors of users in the plane of their two leading principal components, a color a layer.</summary>
    /// <param name="model">A model of DPCPL with prompts of users' own (<c>Personalized</c>).</param>
    /// <param name="histories">One history a row.</param>
    /// <param name="users">Users at most, taken evenly; 1 or more.</param>
    /// <exception cref="ArgumentException">The model has no prompts, those of all users are the same, or there are no histories.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="users"/> is below 1, or a column is missing or of a wrong type.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public static Plot PromptsPlane(NeuralModelParameters model, IDataView histories, int users = 200)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(histories);
        if (users < 1)
            throw new ArgumentOutOfRangeException(nameof(users), users, $"users is {users}; it must be 1 or more.");
        float[][][] vectors = PromptVectors.Of(model, histories, users)
            ?? throw new ArgumentException("The model has no prompts of users' own: no epoch of tuning was kept, or it is of another system than DPCPL.", nameof(model));
        if (vectors.Length == 0)
            throw new ArgumentException("There are no histories to draw prompts of.", nameof(histories));
        int layers = vectors[0].Length;
        (double X, double Y)[] points = Plane.Of(vectors.SelectMany(user => user));
        Plot plot = Canvas.New("Prompt vectors in their plane", "first component", "second component");
        for (int layer = 0; layer < layers; layer++)
        {
            var own = plot.Add.ScatterPoints(points.Where((_, at) => at % layers == layer).Select(point => new Coordinates(point.X, point.Y)).ToArray());
            own.LegendText = $"layer {layer + 1}";
        }
        plot.ShowLegend(Edge.Right);
        return plot;
    }
}
