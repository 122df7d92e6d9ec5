namespace Microsoft.ML.Dpcpl.Tool.Experiments;

/// <summary>A user's prompt vector of a layer in the plane.</summary>
/// <param name="Layer">From 1.</param>
/// <param name="X">Along the leading principal component of all vectors.</param>
/// <param name="Y">Along the second one.</param>
internal sealed record PromptPoint(int Layer, double X, double Y)
{
    /// <param name="vectors">By user, then layer.</param>
    public static IReadOnlyList<PromptPoint> Plane(float[][][] vectors)
    {
        int layers = vectors[0].Length;
        return [.. Microsoft.ML.Dpcpl.Plots.Figures.Plane.Of(vectors.SelectMany(user => user))
            .Select((point, at) => new PromptPoint((at % layers) + 1, Math.Round(point.X, 6), Math.Round(point.Y, 6)))];
    }
}
