using Microsoft.ML.Dpcpl.Evaluation;
using Microsoft.ML.Dpcpl.Evaluation.Lists;

namespace Microsoft.ML.Dpcpl;

/// <summary>What recommended lists are like, whatever was held out: how much of the catalog they show, how popular and how different their items are.</summary>
/// <remarks>
/// Made by <see cref="DpcplCatalog.EvaluateLists"/>. The popularity of an item, n_i, is the number of users of the training set who touched it, of n users in
/// all; L is the first K items of a list. Means are over the lists that hold an item, and standard errors go with them (standard deviation over the lists / square
/// root of their number); places of a list that no item was left for are not counted. Without a list every mean is NaN. Immutable, so safe for concurrent use.
/// </remarks>
public sealed class RecommendationListMetrics
{
    private readonly uint[][] _lists;
    private readonly double _historyPopularity;
    private readonly ItemUsers _users;
    private readonly bool[] _tail;
    private readonly ItemDifference? _difference;

    internal RecommendationListMetrics(uint[][] lists, double historyPopularity, ItemUsers users, double headShare, ItemDifference? difference)
    {
        (_lists, _historyPopularity, _users, _difference) = (lists, historyPopularity, users, difference);
        _tail = users.LongTail(headShare);
        Length = lists.Length == 0 ? 0 : lists.Max(list => list.Length);
    }

    /// <summary>Number of lists.</summary>
    public int Count => _lists.Length;

    /// <summary>Places of the longest list.</summary>
    public int Length { get; }

    /// <summary>Number of items in the catalog, V.</summary>
    public int ItemCount => _tail.Length - 1;

    /// <summary>Share of the catalog's items that stand among the first <paramref name="k"/> of any list.</summary>
    /// <param name="k">K; range 1 to <see cref="Length"/>.</param>
    /// <returns>From 0 to 1.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The lists are not so long.</exception>
    public double CatalogCoverage(int k) => (double)Exposures(k).Count(times => times > 0) / ItemCount;

    /// <summary>
    /// How unequally the items are shown: the Gini coefficient of x_i, the lists that show item i among their first <paramref name="k"/>, over all items of the
    /// catalog in ascending order of x: sum over i of (2 i - V - 1) x_i / (V sum of x) (Fleder and Hosanagar, Management Science 2009).
    /// </summary>
    /// <param name="k">K; range 1 to <see cref="Length"/>.</param>
    /// <returns>0 where all items are shown as often, (V - 1) / V where one alone is shown; NaN without a list.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The lists are not so long.</exception>
    public double Gini(int k)
    {
        long[] times = Exposures(k);
        Array.Sort(times);
        double weighted = 0, sum = 0;
        for (int i = 0; i < times.Length; i++)
            (weighted, sum) = (weighted + ((2.0 * (i + 1) - times.Length - 1) * times[i]), sum + times[i]);
        return weighted / (times.Length * sum);
    }

    /// <summary>
    /// Mean self-information of the recommended items, in bits: the mean over L of log2(n / n_i), then over the lists (Zhou et al., PNAS 2010). An item that nobody
    /// touched in training counts as if one user had.
    /// </summary>
    /// <param name="k">K; range 1 to <see cref="Length"/>.</param>
    /// <returns>0 or more: 0 where everybody touched everything recommended.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The lists are not so long.</exception>
    public double Novelty(int k) => Novelties(k).Value;

    /// <summary>Standard error of <see cref="Novelty"/>.</summary>
    /// <param name="k">K; range 1 to <see cref="Length"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The lists are not so long.</exception>
    public double NoveltyStandardError(int k) => Novelties(k).Error;

    /// <summary>Average recommendation popularity (ARP): the mean over L of n_i, then over the lists (Yin et al., VLDB 2012).</summary>
    /// <param name="k">K; range 1 to <see cref="Length"/>.</param>
    /// <returns>Users; 0 or more.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The lists are not so long.</exception>
    public double AveragePopularity(int k) => Popularities(k).Value;

    /// <summary>Standard error of <see cref="AveragePopularity"/>.</summary>
    /// <param name="k">K; range 1 to <see cref="Length"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The lists are not so long.</exception>
    public double AveragePopularityStandardError(int k) => Popularities(k).Error;

    /// <summary>
    /// Popularity bias: by how much more popular the recommended items are than those of the histories they were recommended for, (ARP - H) / H, where H is the
    /// mean over the histories of the mean n_i of their events (popularity lift; Abdollahpouri et al., RecSys 2020).
    /// </summary>
    /// <param name="k">K; range 1 to <see cref="Length"/>.</param>
    /// <returns>0 where lists are as popular as histories, 1 where they are twice as popular; NaN where the scored view has no histories.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The lists are not so long.</exception>
    public double PopularityLift(int k) => (AveragePopularity(k) - _historyPopularity) / _historyPopularity;

    /// <summary>
    /// Share of the items of L that belong to the long tail, then the mean over the lists (APLT; Abdollahpouri, Burke and Mobasher, FLAIRS 2019). The tail is all but
    /// the most popular <see cref="RecommendationListOptions.HeadShare"/> of the catalog.
    /// </summary>
    /// <param name="k">K; range 1 to <see cref="Length"/>.</param>
    /// <returns>From 0 to 1.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The lists are not so long.</exception>
    public double LongTailShare(int k) => TailShares(k).Value;

    /// <summary>Standard error of <see cref="LongTailShare"/>.</summary>
    /// <param name="k">K; range 1 to <see cref="Length"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The lists are not so long.</exception>
    public double LongTailShareStandardError(int k) => TailShares(k).Error;

    /// <summary>
    /// Intra-list diversity: the mean difference of two items of L, over all its pairs, then over the lists that have a pair (Ziegler et al., WWW 2005). The
    /// difference is 1 - cosine of vectors, or whether categories differ (<see cref="RecommendationListOptions.ItemAttributes"/>).
    /// </summary>
    /// <param name="k">K; range 2 to <see cref="Length"/>.</param>
    /// <returns>From 0 to 2 for vectors, to 1 for categories; NaN without <see cref="RecommendationListOptions.ItemAttributes"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The lists are not so long, or one item makes no pair.</exception>
    public double IntraListDiversity(int k) => Diversities(k).Value;

    /// <summary>Standard error of <see cref="IntraListDiversity"/>.</summary>
    /// <param name="k">K; range 2 to <see cref="Length"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The lists are not so long, or one item makes no pair.</exception>
    public double IntraListDiversityStandardError(int k) => Diversities(k).Error;

    /// <summary>One line with the figures at 10, or at the length of shorter lists.</summary>
    public override string ToString()
    {
        if (Length < 1)
            return "no lists";
        int k = Math.Min(10, Length);
        string text = FormattableString.Invariant($"{Count} lists: coverage@{k} {CatalogCoverage(k):0.0000}, Gini@{k} {Gini(k):0.0000}, novelty@{k} {Novelty(k):0.00} bits, ") +
            FormattableString.Invariant($"popularity@{k} {AveragePopularity(k):0.0} users, lift@{k} {PopularityLift(k):0.00}, long tail@{k} {LongTailShare(k):0.0000}");
        return _difference is null || k < 2 ? text : text + FormattableString.Invariant($", diversity@{k} {IntraListDiversity(k):0.0000}");
    }

    private (double Value, double Error) Novelties(int k) => MeanOver(k, item => Math.Log2((double)_users.Count / Math.Max(1, _users.Of[item])));

    private (double Value, double Error) Popularities(int k) => MeanOver(k, item => _users.Of[item]);

    private (double Value, double Error) TailShares(int k) => MeanOver(k, item => _tail[item] ? 1 : 0);

    private (double Value, double Error) Diversities(int k)
    {
        Require(k, 2);
        return MeanError.Of(_lists.Select(list => Diversity(list.AsSpan(0, Math.Min(k, list.Length)))).Where(double.IsFinite));
    }

    private double Diversity(ReadOnlySpan<uint> items)
    {
        double sum = 0;
        int pairs = 0;
        for (int i = 1; i < items.Length && _difference is not null; i++)
        {
            for (int j = 0; j < i; j++)
            {
                double difference = items[i] == 0 || items[j] == 0 ? double.NaN : _difference(items[i], items[j]);
                (sum, pairs) = double.IsNaN(difference) ? (sum, pairs) : (sum + difference, pairs + 1);
            }
        }

        return sum / pairs;
    }

    private (double Value, double Error) MeanOver(int k, Func<uint, double> figure)
    {
        Require(k, 1);
        return MeanError.Of(_lists.Select(list => list.Take(k).Where(item => item != 0).Select(figure).DefaultIfEmpty(double.NaN).Average()).Where(double.IsFinite));
    }

    /// <summary>By item: the lists that show it.</summary>
    private long[] Exposures(int k)
    {
        Require(k, 1);
        var times = new long[ItemCount + 1];
        foreach (uint[] list in _lists)
        {
            foreach (uint item in list.AsSpan(0, Math.Min(k, list.Length)))
                times[item]++;
        }

        return times[1..];
    }

    private void Require(int k, int least)
    {
        if (k < least || k > Length)
            throw new ArgumentOutOfRangeException(nameof(k), k, $"k is {k}; it must be between {least} and {Length}, the length of the recommended lists.");
    }
}
