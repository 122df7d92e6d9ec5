namespace Microsoft.ML.Dpcpl.Samples;

/// <summary>A table of systems: hit ratio and NDCG at 10, against all items and against 100 drawn ones.</summary>
public static class MetricsLines
{
    public static void Header(TextWriter output) =>
        output.WriteLine($"{"",-12} {"HR@10 full",10} {"NDCG@10 full",12} {"HR@10 1+100",11} {"NDCG@10 1+100",13}");

    public static void Write(TextWriter output, string name, SequentialRecommendationMetrics metrics)
    {
        RankingMetrics full = metrics.FullRanking, sampled = metrics.Sampled!;
        output.Write($"{name,-12} {full.HitRatio(10),10:0.0000} {full.Ndcg(10),12:0.0000} ");
        output.WriteLine($"{sampled.HitRatio(10),11:0.0000} {sampled.Ndcg(10),13:0.0000}");
    }
}
