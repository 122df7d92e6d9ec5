namespace Microsoft.ML.Dpcpl;

/// <summary>A setting that a search tried.</summary>
/// <param name="Number">Number of the setting, from 1; in later rounds it is the same.</param>
/// <param name="Round">Round of successive halving, from 1.</param>
/// <param name="Epochs">Largest number of epochs of the round; null: those of the options.</param>
/// <param name="Values">What was drawn, by name of the option.</param>
/// <param name="ValidationNdcg">NDCG@10 of the full ranking on validation, by which trials are compared; null when the trial failed.</param>
/// <param name="Failure">Why the trial failed; null when it did not.</param>
/// <param name="Elapsed">Time of training and validation.</param>
public sealed record TuneTrial(
    int Number, int Round, int? Epochs, IReadOnlyDictionary<string, object?> Values, double? ValidationNdcg, string? Failure, TimeSpan Elapsed)
{
    /// <summary>One line.</summary>
    public override string ToString() => FormattableString.Invariant($"trial {Number}, round {Round}: {string.Join(", ", Values.Select(value => FormattableString.Invariant($"{value.Key} {value.Value}")))}: ") +
        (Failure is null ? FormattableString.Invariant($"validation NDCG@10 {ValidationNdcg:0.0000}, {Elapsed.TotalSeconds:0} s") : $"failed: {Failure}");
}
