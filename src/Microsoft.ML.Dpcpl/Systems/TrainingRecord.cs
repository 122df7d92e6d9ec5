using System.Text.Json;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Training;

namespace Microsoft.ML.Dpcpl.Systems;

/// <summary>How a training went, kept with the model.</summary>
/// <param name="Curve">Every epoch of every stage, in order.</param>
/// <param name="Validation">What the fitted model makes of the validation events; null without them.</param>
internal sealed record TrainingRecord(IReadOnlyList<LearningCurvePoint> Curve, ValidationSummary? Validation)
{
    /// <summary>Of a model that was saved before it was kept.</summary>
    public static TrainingRecord None { get; } = new([], null);

    public string ToJson() => JsonSerializer.Serialize(this);

    /// <exception cref="InvalidDataException">It cannot be that.</exception>
    public static TrainingRecord OfJson(string json)
    {
        try
        {
            TrainingRecord? record = JsonSerializer.Deserialize<TrainingRecord>(json);
            LearningCurve.Check(record?.Curve);
            if (record!.Validation is { } validation)
                OptionCheck.OfFile(() => OptionCheck.Validate(validation));
            return record;
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"the learning curve cannot be read at {e.Path ?? "its start"}", e);
        }
    }
}
