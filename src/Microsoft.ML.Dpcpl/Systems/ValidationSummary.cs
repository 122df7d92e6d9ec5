using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Evaluation;

namespace Microsoft.ML.Dpcpl;

/// <summary>How well a model, as it was fitted, ranks its validation events: network and channels together.</summary>
/// <remarks>
/// The events chose epochs, prompts and weights of channels, so the figures are somewhat better than those of a test. What <c>Refit</c> makes of the model
/// has learned from these events: it keeps the figures of the fit.
/// </remarks>
/// <param name="Count">Validation events that were ranked (<see cref="NeuralTrainerOptions.ValidationUsers"/> at most).</param>
/// <param name="Ndcg">NDCG@10 of the full ranking.</param>
/// <param name="SampledNdcg">Expected NDCG@10 among <paramref name="Negatives"/> drawn items.</param>
/// <param name="MeanReciprocalRank">MRR of the full ranking.</param>
/// <param name="Negatives">Drawn items: 100, or all that compete in a catalog that has fewer.</param>
public sealed record ValidationSummary(
    [property: Within(0, int.MaxValue)] int Count,
    [property: Within(0, 1)] double Ndcg,
    [property: Within(0, 1)] double SampledNdcg,
    [property: Within(0, 1)] double MeanReciprocalRank,
    [property: Within(0, 100)] int Negatives)
{
    /// <summary>Null where no event was ranked.</summary>
    internal static ValidationSummary? Of(IReadOnlyList<ValidationFigures> events)
    {
        ValidationFigures sum = FigureGain.Sum(events);
        // A mean of numbers up to 1 may exceed it by rounding.
        double Mean(double figure) => Math.Min(1, figure / sum.Count);
        return sum.Count == 0 ? null : new ValidationSummary(sum.Count, Mean(sum.Ndcg10), Mean(sum.SampledNdcg10), Mean(sum.ReciprocalRank), sum.Negatives);
    }
}
