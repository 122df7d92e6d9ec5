namespace Microsoft.ML.Dpcpl;

/// <summary>The events of a stretch of time.</summary>
/// <param name="Start">When it begins, in UTC.</param>
/// <param name="EventsPerBehavior">Number of events of each behavior, in the order of the keys.</param>
public sealed record ActivityPeriod(DateTime Start, IReadOnlyList<int> EventsPerBehavior);
