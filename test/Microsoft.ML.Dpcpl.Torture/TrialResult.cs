namespace Microsoft.ML.Dpcpl.Torture;

/// <summary>A row of the table, and the faults behind it.</summary>
/// <param name="Trial">What was tried.</param>
/// <param name="Inputs">How many times.</param>
/// <param name="Counts">How often each outcome was seen.</param>
/// <param name="PeakMiB">Most memory that a process took; 0 where it was not measured.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Faults">Every fault, with what makes it again.</param>
/// <param name="Note">What the figures do not say.</param>
internal sealed record TrialResult(
    string Trial, int Inputs, IReadOnlyDictionary<Outcome, int> Counts, double PeakMiB, double Seconds, IReadOnlyList<string> Faults, string Note = "")
{
    public bool Held => Faults.Count == 0;

    public static TrialResult Skipped(string trial, string why) => new(trial, 0, new Dictionary<Outcome, int>(), 0, 0, [], "not tried: " + why);
}
