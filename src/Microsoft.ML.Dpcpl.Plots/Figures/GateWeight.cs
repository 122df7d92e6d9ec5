namespace Microsoft.ML.Dpcpl.Plots.Figures;

/// <summary>The weight of a factor in the gate of a layer, over users.</summary>
/// <param name="Mean">Mean weight.</param>
/// <param name="Deviation">Standard deviation among the users.</param>
internal readonly record struct GateWeight(double Mean, double Deviation)
{
    /// <param name="gates">By user, then factor; one user at least.</param>
    /// <returns>One per factor.</returns>
    public static GateWeight[] Of(float[][] gates) =>
    [
        .. Enumerable.Range(0, gates[0].Length).Select(factor =>
        {
            double mean = gates.Average(user => (double)user[factor]);
            return new GateWeight(mean, Math.Sqrt(gates.Average(user => (user[factor] - mean) * (user[factor] - mean))));
        }),
    ];
}
