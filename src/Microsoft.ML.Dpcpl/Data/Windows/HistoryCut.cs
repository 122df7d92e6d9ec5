
namespace Microsoft.ML.Dpcpl.Data.Windows;

/// <summary>The events of a history that a window is made of: the leading ones, without those on one item.</summary>
/// <param name="User">Which history.</param>
/// <param name="Length">Leading events to take.</param>
/// <param name="PretrainLength">How many of the history's leading events belong to H_u.</param>
/// <param name="ExcludedItem">Item whose events are left out; 0 leaves out none.</param>
internal readonly record struct HistoryCut(int User, int Length, int PretrainLength, int ExcludedItem = 0);
