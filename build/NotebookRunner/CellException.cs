namespace Microsoft.ML.Dpcpl.Notebooks;

/// <summary>A cell does not compile or threw.</summary>
/// <param name="cell">Its number among the cells with code, from 1.</param>
/// <param name="reason">What is wrong.</param>
internal sealed class CellException(int cell, Exception reason) : Exception($"cell {cell}: {reason.GetType().Name}: {reason.Message}", reason)
{
    public int Cell => cell;
}
