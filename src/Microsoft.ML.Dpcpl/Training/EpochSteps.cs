namespace Microsoft.ML.Dpcpl.Training;

/// <summary>The steps of one epoch.</summary>
/// <param name="Count">How many there are.</param>
/// <param name="Steps">Each leaves the gradients in the parameters and says what it was; called in order, inside a dispose scope of its own.</param>
internal sealed record EpochSteps(int Count, IEnumerable<Func<StepResult>> Steps);
