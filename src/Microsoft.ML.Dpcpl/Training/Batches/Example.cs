
namespace Microsoft.ML.Dpcpl.Training.Batches;

/// <summary>A window to learn from: the events of a user before the cut; the event at the cut is to be predicted.</summary>
internal readonly record struct Example(int User, int Cut);
