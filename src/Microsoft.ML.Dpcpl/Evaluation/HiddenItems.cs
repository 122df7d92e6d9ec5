namespace Microsoft.ML.Dpcpl.Evaluation;

/// <summary>Items in ascending order that do not compete with the label of a test; valid until the next call.</summary>
/// <param name="test">Which test.</param>
internal delegate ReadOnlySpan<int> HiddenItems(int test);
