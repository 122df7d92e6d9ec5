namespace Microsoft.ML.Dpcpl.Evaluation.Floors;

/// <summary>The item touched last comes first, then the one before it, and so on; untouched items by popularity.</summary>
internal sealed class LastTouched(Popularity popularity) : IFloor
{
    public string Name => "LastTouched";

    public void Score(ReadOnlySpan<int> history, Span<double> scores)
    {
        for (int i = 0; i < history.Length; i++)
            scores[history[i]] = i + 1;
        for (int item = 1; item < scores.Length; item++)
            scores[item] += popularity.TieBreak[item] * 1e3;
    }
}
