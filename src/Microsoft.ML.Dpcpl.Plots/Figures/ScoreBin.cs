using Microsoft.ML.Data;

namespace Microsoft.ML.Dpcpl.Plots.Figures;

/// <summary>Recommended items of like score, and how many of them were the held-out one.</summary>
/// <param name="Score">Mean score.</param>
/// <param name="Share">Share that was the held-out item.</param>
/// <param name="Error">Standard error of the share.</param>
/// <param name="Count">Number of recommended items.</param>
internal sealed record ScoreBin(double Score, double Share, double Error, int Count)
{
    /// <summary>Bins of as many items each, by ascending score.</summary>
    public static ScoreBin[] Of(IDataView scored, string label, string items, string scores, int bins)
    {
        List<(float Score, bool Hit)> pairs = Read(scored, label, items, scores);
        pairs.Sort((a, b) => a.Score.CompareTo(b.Score));
        var result = new List<ScoreBin>();
        for (int bin = 0; bin < bins; bin++)
        {
            int from = (int)((long)pairs.Count * bin / bins), to = (int)((long)pairs.Count * (bin + 1) / bins);
            if (from == to)
                continue;
            double score = 0, hits = 0;
            for (int i = from; i < to; i++)
                (score, hits) = (score + pairs[i].Score, hits + (pairs[i].Hit ? 1 : 0));
            double share = hits / (to - from);
            result.Add(new ScoreBin(score / (to - from), share, Math.Sqrt(share * (1 - share) / (to - from)), to - from));
        }
        return [.. result];
    }

    private static List<(float Score, bool Hit)> Read(IDataView scored, string label, string items, string scores)
    {
        DataViewSchema.Column Column(string name) => scored.Schema.GetColumnOrNull(name) ?? throw new ArgumentException(
            $"The data has no column '{name}'; calibration needs scored histories with held-out items, such as Transform(split.TestSet).", nameof(scored));
        DataViewSchema.Column labels = Column(label), listed = Column(items), given = Column(scores);
        var pairs = new List<(float, bool)>();
        using DataViewRowCursor cursor = scored.GetRowCursor([labels, listed, given]);
        ValueGetter<uint> labelGetter = cursor.GetGetter<uint>(labels);
        ValueGetter<VBuffer<uint>> itemGetter = cursor.GetGetter<VBuffer<uint>>(listed);
        ValueGetter<VBuffer<float>> scoreGetter = cursor.GetGetter<VBuffer<float>>(given);
        VBuffer<uint> row = default;
        VBuffer<float> values = default;
        while (cursor.MoveNext())
        {
            uint held = 0;
            labelGetter(ref held);
            itemGetter(ref row);
            scoreGetter(ref values);
            uint[] keys = [.. row.DenseValues()];
            int at = 0;
            foreach (float score in values.DenseValues())
            {
                if (keys[at] > 0 && !float.IsNaN(score))
                    pairs.Add((score, keys[at] == held));
                at++;
            }
        }
        return pairs;
    }
}
