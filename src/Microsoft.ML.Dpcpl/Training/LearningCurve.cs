using System.Text.Json;
using Microsoft.ML.Dpcpl.Common;

namespace Microsoft.ML.Dpcpl.Training;

/// <summary>A learning curve as it stands in files.</summary>
internal static class LearningCurve
{
    public static string ToJson(IReadOnlyList<LearningCurvePoint> points) => JsonSerializer.Serialize(points);

    /// <exception cref="InvalidDataException">It cannot be that.</exception>
    public static IReadOnlyList<LearningCurvePoint> OfJson(string json)
    {
        try
        {
            LearningCurvePoint[]? points = JsonSerializer.Deserialize<LearningCurvePoint[]>(json);
            Check(points);
            return points!;
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"the learning curve cannot be read at {e.Path ?? "its start"}", e);
        }
    }

    /// <summary>Compares what a file says with what can be.</summary>
    /// <exception cref="InvalidDataException">A point is missing or out of its range.</exception>
    public static void Check(IReadOnlyList<LearningCurvePoint?>? points)
    {
        if (points is null || points.Any(point => point is null))
            throw new InvalidDataException("the learning curve is missing");
        OptionCheck.OfFile(() =>
        {
            foreach (LearningCurvePoint? point in points)
            {
                OptionCheck.Validate(point!);
                OptionCheck.Require(double.IsFinite(point!.Loss ?? 0), nameof(point.Loss), point.Loss, "a number");
            }
        });
    }
}
