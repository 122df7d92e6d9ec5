using System.Globalization;

namespace Microsoft.ML.Dpcpl.Searching;

/// <summary>One dimension of a search space: places to choose from, or a range of numbers.</summary>
/// <param name="Choices">Number of places to choose from; 0 for a range.</param>
/// <param name="Low">Lower end of the range.</param>
/// <param name="High">Upper end of the range.</param>
/// <param name="IsLogarithmic">True: the logarithm is uniform over the range; false: the number is.</param>
/// <param name="IsWhole">True: the number is rounded to a whole one.</param>
internal readonly record struct SearchAxis(int Choices, double Low = 0, double High = 0, bool IsLogarithmic = false, bool IsWhole = false)
{
    /// <summary>The place of a choice, from 0, or a number of the range.</summary>
    public double Draw(Random random)
    {
        double u = random.NextDouble();
        return Choices > 0 ? (int)(u * Choices) : Rounded(IsLogarithmic ? Low * Math.Pow(High / Low, u) : Low + (u * (High - Low)));
    }

    /// <summary>Four digits are enough to try, and what a table shows is then what was tried.</summary>
    public double Rounded(double number) => IsWhole ? Math.Round(number) : double.Parse(number.ToString("G4", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
