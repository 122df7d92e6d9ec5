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
        float[][][] vectors = OfUsers(model, histories, users, PromptVectors.Of);
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

    /// <summary>What the gate of each layer mixes its prompt vector of: the weight of every factor, the mean over users and their standard deviation.</summary>
    /// <remarks>The weights of a layer sum to 1. A gate without a preference has all of them on the gray line; where users do not differ there are no whiskers.</remarks>
    /// <param name="model">A model of DPCPL with prompts of users' own (<c>Personalized</c>).</param>
    /// <param name="histories">One history a row.</param>
    /// <param name="users">Users at most, taken evenly; 1 or more.</param>
    /// <exception cref="ArgumentException">The model has no prompts, those of all users are the same, or there are no histories.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="users"/> is below 1, or a column is missing or of a wrong type.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public static Plot PromptGates(NeuralModelParameters model, IDataView histories, int users = 200)
    {
        float[][][] gates = OfUsers(model, histories, users, PromptVectors.GatesOf);
        int layers = gates[0].Length, factors = gates[0][0].Length / 2;
        Plot plot = Canvas.New("What the gate of each layer takes", "", "weight of a factor");
        plot.Add.HorizontalLine(1.0 / (2 * factors), 1, Colors.Gray);
        plot.Add.VerticalLine(factors + 0.5, 1, Colors.Gray);
        for (int layer = 0; layer < layers; layer++)
        {
            GateWeight[] weights = GateWeight.Of([.. gates.Select(user => user[layer])]);
            // Layers stand side by side within a factor.
            double[] places = [.. weights.Select((_, factor) => factor + 1 + (0.6 * ((layer + 0.5) / layers - 0.5)))], means = [.. weights.Select(weight => weight.Mean)];
            var points = plot.Add.ScatterPoints(places, means, plot.Add.Palette.GetColor(layer));
            points.LegendText = $"layer {layer + 1}";
            plot.Add.ErrorBar(places, means, [.. weights.Select(weight => weight.Deviation)]).Color = points.Color;
        }
        plot.Axes.Bottom.SetTicks(
            [.. Enumerable.Range(1, 2 * factors).Select(factor => (double)factor)],
            [.. Enumerable.Range(0, 2 * factors).Select(factor => factor < factors ? $"own {factor + 1}" : $"shared {factor - factors + 1}")]);
        (plot.Axes.Bottom.TickLabelStyle.Rotation, plot.Axes.Bottom.TickLabelStyle.Alignment, plot.Axes.Bottom.MinimumSize) = (-45, Alignment.UpperRight, 60);
        plot.ShowLegend(Edge.Right);
        return plot;
    }

    /// <summary>Figures of some users' prompts: by user, then layer.</summary>
    private static float[][][] OfUsers(NeuralModelParameters model, IDataView histories, int users, Func<NeuralModelParameters, IDataView, int, float[][][]?> look)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(histories);
        if (users < 1)
            throw new ArgumentOutOfRangeException(nameof(users), users, $"users is {users}; it must be 1 or more.");
        float[][][] figures = look(model, histories, users)
            ?? throw new ArgumentException("The model has no prompts of users' own: no epoch of tuning was kept, or it is of another system than DPCPL.", nameof(model));
        return figures.Length > 0 ? figures : throw new ArgumentException("There are no histories to draw prompts of.", nameof(histories));
    }
}
