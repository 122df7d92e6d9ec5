using Microsoft.Data.Analysis;

namespace Microsoft.ML.Dpcpl;

public static partial class DataFrameExtensions
{
    /// <summary>The figures in rows: population, ranking, metric, K, their value and its standard error.</summary>
    /// <remarks>
    /// Columns: Population (text: all, or a name of <see cref="SequentialRecommendationMetrics.SubsetColumns"/>, or not and such a name), Ranking (text: full,
    /// sampled, expected sampled), Metric (text: HitRatio, Ndcg, MeanReciprocalRank), K (Int32; missing for the last one), Value and StandardError (Double; NaN
    /// without a test), Tests (Int32).
    /// </remarks>
    /// <param name="metrics">What <c>EvaluateSequences</c> gave.</param>
    /// <param name="k">Lengths of lists, each 1 or more; none: 5, 10 and 20.</param>
    /// <returns>A frame of its own.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A length is below 1.</exception>
    public static DataFrame ToDataFrame(this SequentialRecommendationMetrics metrics, params int[] k)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        ArgumentNullException.ThrowIfNull(k);
        return Frame([.. Rows(metrics, Lengths(k))]);
    }

    /// <summary>The figures of every fold in rows: the columns of <see cref="ToDataFrame(SequentialRecommendationMetrics, int[])"/> behind one more, Fold (Int32, from 1).</summary>
    /// <param name="metrics">What <c>CrossValidate</c> gave.</param>
    /// <param name="k">Lengths of lists, each 1 or more; none: 5, 10 and 20.</param>
    /// <returns>A frame of its own.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A length is below 1.</exception>
    public static DataFrame ToDataFrame(this CrossValidationMetrics metrics, params int[] k)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        ArgumentNullException.ThrowIfNull(k);
        return Frames(metrics.Folds.Select((fold, at) => (at + 1, fold)), k, folds => new Int32DataFrameColumn("Fold", folds));
    }

    /// <summary>The figures of every floor in rows: the columns of <see cref="ToDataFrame(SequentialRecommendationMetrics, int[])"/> behind one more, Floor (text).</summary>
    /// <param name="floors">What <c>EvaluateFloors</c> gave.</param>
    /// <param name="k">Lengths of lists, each 1 or more; none: 5, 10 and 20.</param>
    /// <returns>A frame of its own.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A length is below 1.</exception>
    public static DataFrame ToDataFrame(this IEnumerable<FloorMetrics> floors, params int[] k)
    {
        ArgumentNullException.ThrowIfNull(floors);
        ArgumentNullException.ThrowIfNull(k);
        return Frames(floors.Select(floor => (floor.Name, floor.Metrics)), k, names => new StringDataFrameColumn("Floor", names));
    }

    /// <summary>The figures of every group of tests in rows: the columns of <see cref="ToDataFrame(SequentialRecommendationMetrics, int[])"/> behind one more, Group (text).</summary>
    /// <param name="groups">What <c>EvaluateSequences</c> gave of groups.</param>
    /// <param name="k">Lengths of lists, each 1 or more; none: 5, 10 and 20.</param>
    /// <returns>A frame of its own.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A length is below 1.</exception>
    public static DataFrame ToDataFrame(this IEnumerable<GroupMetrics> groups, params int[] k)
    {
        ArgumentNullException.ThrowIfNull(groups);
        ArgumentNullException.ThrowIfNull(k);
        return Frames(groups.Select(group => (group.Name, group.Metrics)), k, names => new StringDataFrameColumn("Group", names));
    }

    /// <summary>The differences of two models in rows: ranking, metric, K, both figures, their difference and how sure it is.</summary>
    /// <remarks>
    /// Columns: Ranking (text: full, sampled), Metric (text: HitRatio, Ndcg, MeanReciprocalRank), K (Int32; missing for the last one), then those of
    /// <see cref="PairedDifference"/>: First, Second, Difference, StandardError, Low, High, PValue (Double), Better, Worse (Int32), SignPValue (Double); Tests (Int32).
    /// </remarks>
    /// <param name="comparison">What <c>Compare</c> gave.</param>
    /// <param name="k">Lengths of lists, each 1 or more; none: 5, 10 and 20.</param>
    /// <returns>A frame of its own. Every difference is tested when it is made: some thousand resamples each.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A length is below 1.</exception>
    public static DataFrame ToDataFrame(this ModelComparison comparison, params int[] k)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        ArgumentNullException.ThrowIfNull(k);
        int[] lengths = Lengths(k);
        var rows = new List<(string Ranking, string Metric, int? K, PairedDifference Of, int Tests)>();
        foreach ((string ranking, PairedRankingMetrics? figures) in new[] { ("full", comparison.FullRanking), ("sampled", comparison.Sampled) })
        {
            if (figures is null)
                continue;
            rows.AddRange(lengths.Select(length => (ranking, nameof(RankingMetrics.HitRatio), (int?)length, figures.HitRatio(length), figures.Count)));
            rows.AddRange(lengths.Select(length => (ranking, nameof(RankingMetrics.Ndcg), (int?)length, figures.Ndcg(length), figures.Count)));
            rows.Add((ranking, nameof(RankingMetrics.MeanReciprocalRank), null, figures.MeanReciprocalRank(), figures.Count));
        }

        DataFrameColumn Number(string name, Func<PairedDifference, double> value) => new DoubleDataFrameColumn(name, rows.Select(row => value(row.Of)));
        return new DataFrame(
            new StringDataFrameColumn("Ranking", rows.Select(row => row.Ranking)),
            new StringDataFrameColumn("Metric", rows.Select(row => row.Metric)),
            new Int32DataFrameColumn("K", rows.Select(row => row.K)),
            Number(nameof(PairedDifference.First), of => of.First),
            Number(nameof(PairedDifference.Second), of => of.Second),
            Number(nameof(PairedDifference.Difference), of => of.Difference),
            Number(nameof(PairedDifference.StandardError), of => of.StandardError),
            Number(nameof(PairedDifference.Low), of => of.Low),
            Number(nameof(PairedDifference.High), of => of.High),
            Number(nameof(PairedDifference.PValue), of => of.PValue),
            new Int32DataFrameColumn(nameof(PairedDifference.Better), rows.Select(row => row.Of.Better)),
            new Int32DataFrameColumn(nameof(PairedDifference.Worse), rows.Select(row => row.Of.Worse)),
            Number(nameof(PairedDifference.SignPValue), of => of.SignPValue),
            new Int32DataFrameColumn("Tests", rows.Select(row => row.Tests)));
    }

    private static int[] Lengths(int[] k) => k.Length > 0 ? k : [5, 10, 20];

    private static DataFrame Frames<TName>(IEnumerable<(TName Name, SequentialRecommendationMetrics Metrics)> parts, int[] k, Func<IEnumerable<TName>, DataFrameColumn> column)
    {
        (TName Name, FigureRow Row)[] rows = [.. parts.SelectMany(part => Rows(part.Metrics, Lengths(k)).Select(row => (part.Name, row)))];
        return Frame([.. rows.Select(row => row.Row)], column(rows.Select(row => row.Name)));
    }

    private static IEnumerable<FigureRow> Rows(SequentialRecommendationMetrics metrics, int[] lengths) =>
    [
        .. Rows("all", metrics, lengths),
        .. metrics.SubsetColumns.SelectMany(column => Rows(column, metrics.Subset(column), lengths).Concat(Rows("not " + column, metrics.Subset(column, value: false), lengths))),
    ];

    private static IEnumerable<FigureRow> Rows(string population, SequentialRecommendationMetrics metrics, int[] lengths)
    {
        foreach ((string ranking, RankingMetrics? figures) in new[] { ("full", metrics.FullRanking), ("sampled", metrics.Sampled), ("expected sampled", metrics.ExpectedSampled) })
        {
            if (figures is null)
                continue;
            foreach (int length in lengths)
                yield return new(population, ranking, nameof(RankingMetrics.HitRatio), length, figures.HitRatio(length), figures.HitRatioStandardError(length), figures.Count);
            foreach (int length in lengths)
                yield return new(population, ranking, nameof(RankingMetrics.Ndcg), length, figures.Ndcg(length), figures.NdcgStandardError(length), figures.Count);
            yield return new(population, ranking, nameof(RankingMetrics.MeanReciprocalRank), null, figures.MeanReciprocalRank, figures.MeanReciprocalRankStandardError, figures.Count);
        }
    }

    private static DataFrame Frame(FigureRow[] rows, params DataFrameColumn[] before) => new(
    [
        .. before,
        new StringDataFrameColumn("Population", rows.Select(row => row.Population)),
        new StringDataFrameColumn("Ranking", rows.Select(row => row.Ranking)),
        new StringDataFrameColumn("Metric", rows.Select(row => row.Metric)),
        new Int32DataFrameColumn("K", rows.Select(row => row.K)),
        new DoubleDataFrameColumn("Value", rows.Select(row => row.Value)),
        new DoubleDataFrameColumn("StandardError", rows.Select(row => row.Error)),
        new Int32DataFrameColumn("Tests", rows.Select(row => row.Tests)),
    ]);

    private readonly record struct FigureRow(string Population, string Ranking, string Metric, int? K, double Value, double Error, int Tests);
}
