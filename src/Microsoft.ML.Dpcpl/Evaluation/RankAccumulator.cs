namespace Microsoft.ML.Dpcpl.Evaluation;

/// <summary>Collects the ranks of tests, three integers per protocol, and turns them into metrics for any K.</summary>
/// <param name="subsetColumns">Names of the yes-or-no facts that come with every test.</param>
internal sealed class RankAccumulator(params string[] subsetColumns)
{
    private readonly List<LabelRanks> _tests = [];
    private readonly List<bool[]> _flags = [];

    public int Count => _tests.Count;

    /// <param name="ranks">The test's label under each protocol.</param>
    /// <param name="flags">One a subset column, kept.</param>
    public void Add(LabelRanks ranks, params bool[] flags)
    {
        if (flags.Length != subsetColumns.Length)
            throw new ArgumentException($"{subsetColumns.Length} flags expected, got {flags.Length}.", nameof(flags));
        _tests.Add(ranks);
        _flags.Add(flags);
    }

    /// <param name="draws">Negatives of the expected sampled metric.</param>
    public SequentialRecommendationMetrics ToMetrics(int draws)
    {
        var subsets = new Dictionary<(string, bool), SequentialRecommendationMetrics>();
        for (int c = 0; c < subsetColumns.Length; c++)
        {
            foreach (bool value in (bool[])[true, false])
                subsets[(subsetColumns[c], value)] = Of(_tests.Where((_, test) => _flags[test][c] == value), draws, []);
        }

        return Of(_tests, draws, subsets);
    }

    private static SequentialRecommendationMetrics Of(
        IEnumerable<LabelRanks> tests, int draws, Dictionary<(string, bool), SequentialRecommendationMetrics> subsets)
    {
        LabelRanks[] all = [.. tests];
        return new SequentialRecommendationMetrics(
            new RankingMetrics(Array.ConvertAll(all, test => test.Items)),
            Protocol(all, test => test.Candidates, null),
            Protocol(all, test => test.Unseen, draws),
            subsets);
    }

    private static RankingMetrics? Protocol(LabelRanks[] tests, Func<LabelRanks, Rank?> rank, int? draws) =>
        Array.Exists(tests, test => rank(test) is null) ? null : new RankingMetrics(Array.ConvertAll(tests, test => rank(test)!.Value), draws);
}
