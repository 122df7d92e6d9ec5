namespace Microsoft.ML.Dpcpl.Evaluation.Floors;

/// <summary>A rule without training in the proper sense that every model has to beat.</summary>
internal interface IFloor
{
    string Name { get; }

    /// <summary>Scores every item for one history. Safe for concurrent calls.</summary>
    /// <param name="history">Known items, oldest first.</param>
    /// <param name="scores">All zero on entry; index = item id, entry 0 belongs to no item.</param>
    void Score(ReadOnlySpan<int> history, Span<double> scores);
}
