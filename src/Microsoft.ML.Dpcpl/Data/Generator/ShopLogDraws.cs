using Microsoft.ML.Dpcpl.Common;

namespace Microsoft.ML.Dpcpl.Data.Generator;

/// <summary>
/// Draws that the built-in data needs. Nothing but sums, products and comparisons of doubles, so that a log is the same on every machine.
/// </summary>
internal static class ShopLogDraws
{
    public static bool Chance(this ref SeededRandom random, double probability) => random.NextDouble() < probability;

    /// <summary>An index drawn by weight; <paramref name="cumulative"/> holds the running sums of the weights.</summary>
    public static int NextIndex(this ref SeededRandom random, double[] cumulative)
    {
        double x = random.NextDouble() * cumulative[^1];
        int index = Array.BinarySearch(cumulative, x);
        return Math.Min(index < 0 ? ~index : index + 1, cumulative.Length - 1);
    }
}
