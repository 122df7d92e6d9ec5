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

    /// <param name="draws">Negatives of the expected sampled metric where the tests have no candidates; those that have say it themselves.</param>
    public SequentialRecommendationMetrics ToMetrics(int draws)
    {
        Protocols protocols = ProtocolsOf(draws);
        var subsets = new Dictionary<(string, bool), SequentialRecommendationMetrics>();
        for (int c = 0; c < subsetColumns.Length; c++)
        {
            foreach (bool value in (bool[])[true, false])
                subsets[(subsetColumns[c], value)] = Of(_tests.Where((_, test) => _flags[test][c] == value), protocols, []);
        }

        return Of(_tests, protocols, subsets);
    }

    /// <summary>The metrics of parts of the tests.</summary>
    /// <param name="draws">As for all of them together.</param>
    /// <param name="groups">The number of each test's group.</param>
    public Dictionary<int, SequentialRecommendationMetrics> ToGroups(int draws, IReadOnlyList<int> groups)
    {
        Protocols protocols = ProtocolsOf(draws);
        return _tests.Zip(groups).GroupBy(test => test.Second, test => test.First).ToDictionary(group => group.Key, group => Of(group, protocols, []));
    }

    /// <summary>What is measured, which all tests together decide.</summary>
    private Protocols ProtocolsOf(int draws)
    {
        // A test that competes with nobody is won by anyone: it is in no sampled ranking.
        int sampled = _tests.Max(test => test.Candidates?.Ranked) ?? 0;
        draws = sampled > 0 ? sampled : draws;
        return new Protocols(draws, Count == 0 || sampled > 0, Count == 0 || _tests.Exists(test => Unseen(test, draws) is not null));
    }

    private static Rank? Candidates(LabelRanks test) => test.Candidates is { Ranked: > 0 } rank ? rank : null;

    private static Rank? Unseen(LabelRanks test, int draws) => draws > 0 && test.Unseen is { } rank && rank.Ranked >= draws ? rank : null;

    private static SequentialRecommendationMetrics Of(
        IEnumerable<LabelRanks> tests, Protocols protocols, Dictionary<(string, bool), SequentialRecommendationMetrics> subsets)
    {
        LabelRanks[] all = [.. tests];
        int draws = protocols.Draws;
        return new SequentialRecommendationMetrics(
            new RankingMetrics(Array.ConvertAll(all, test => test.Items)),
            protocols.HasCandidates ? new RankingMetrics(Ranks(all, Candidates)) : null,
            protocols.HasUnseen ? new RankingMetrics(Ranks(all, test => Unseen(test, draws)), draws) : null,
            subsets)
        {
            NegativeCount = draws,
            UnknownLabelCount = all.Count(test => test.IsUnknown),
            LeftOutLabelCount = all.Count(test => test.IsLeftOut),
        };
    }

    private static Rank[] Ranks(LabelRanks[] tests, Func<LabelRanks, Rank?> rank) =>
        [.. tests.Select(rank).Where(found => found is not null).Select(found => found!.Value)];

    private readonly record struct Protocols(int Draws, bool HasCandidates, bool HasUnseen);
}
