
namespace Microsoft.ML.Dpcpl.Tool.Experiments;

/// <summary>A mean and its standard error.</summary>
internal sealed record Figure(double Mean, double Error);

/// <summary>The figures of one ranking of one set of tests, by name: HR@5, HR@10, HR@20, NDCG@5, NDCG@10, NDCG@20, MRR.</summary>
/// <param name="Tests">Number of tests; no figures where it is 0.</param>
/// <param name="Figures">By name; the error is over the tests.</param>
/// <param name="Negatives">Competitors of each held-out item in a sampled ranking; null in a full one, and in files that older versions wrote.</param>
internal sealed record RankingFigures(int Tests, IReadOnlyDictionary<string, Figure> Figures, int? Negatives = null)
{
    public const string Full = "full", Sampled = "sampled", ExpectedSampled = "expected-sampled", Hr10 = "HR@10", Ndcg10 = "NDCG@10";

    private static readonly int[] s_lengths = [5, 10, 20];

    /// <summary>Names of the figures in the order of the tables.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. s_lengths.Select(k => $"HR@{k}"), .. s_lengths.Select(k => $"NDCG@{k}"), "MRR"];

    /// <summary>The name of a ranking of the tests where a flag has one value.</summary>
    public static string Subset(string ranking, string flag, bool value) => $"{ranking}, {(value ? "" : "not ")}{flag}";

    /// <summary>All rankings, of all tests and of the sub-populations.</summary>
    public static Dictionary<string, RankingFigures> Of(SequentialRecommendationMetrics metrics)
    {
        var all = new Dictionary<string, RankingFigures>();
        Add(metrics, ranking => ranking, withExpected: true);
        foreach (string flag in metrics.SubsetColumns)
        {
            foreach (bool value in (bool[])[true, false])
                Add(metrics.Subset(flag, value), ranking => Subset(ranking, flag, value), withExpected: false);
        }
        return all;

        void Add(SequentialRecommendationMetrics of, Func<string, string> name, bool withExpected)
        {
            all[name(Full)] = Of(of.FullRanking);
            // Where nothing was drawn, nobody asked for the expectation of a draw.
            if (of.Sampled is null)
                return;
            all[name(Sampled)] = Of(of.Sampled, of.NegativeCount);
            if (withExpected && of.ExpectedSampled is not null)
                all[name(ExpectedSampled)] = Of(of.ExpectedSampled, of.NegativeCount);
        }
    }

    private static RankingFigures Of(RankingMetrics metrics, int? negatives = null)
    {
        var figures = new Dictionary<string, Figure>();
        if (metrics.Count == 0)
            return new RankingFigures(0, figures, negatives);
        foreach (int k in s_lengths)
            figures[$"HR@{k}"] = new Figure(metrics.HitRatio(k), metrics.HitRatioStandardError(k));
        foreach (int k in s_lengths)
            figures[$"NDCG@{k}"] = new Figure(metrics.Ndcg(k), metrics.NdcgStandardError(k));
        figures["MRR"] = new Figure(metrics.MeanReciprocalRank, metrics.MeanReciprocalRankStandardError);
        return new RankingFigures(metrics.Count, figures, negatives);
    }
}
