using System.Numerics;
using System.Runtime.InteropServices;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Evaluation;
using Microsoft.ML.Dpcpl.Scoring.Kernels;

namespace Microsoft.ML.Dpcpl.Scoring.Channels;

/// <summary>
/// A held-out event as weights of channels are fitted to it: what network and channels say of the label and of its competitors. Competitors
/// that one of them puts high are all there, the others as a sample in which each stands for several.
/// </summary>
internal sealed class MixExample
{
    /// <summary>Competitors that are taken from the top of network and of each channel, and from all others together.</summary>
    private const int Top = 200, Sampled = 800;

    private MixExample(float[] scores, float[][] figures, float[] counts, int competitors) => (Scores, Figures, Counts, Competitors) = (scores, figures, counts, competitors);

    /// <summary>The network's scores; the label's comes first.</summary>
    public float[] Scores { get; }

    /// <summary>[channel][as <see cref="Scores"/>]: what each channel says.</summary>
    public float[][] Figures { get; }

    /// <summary>As long as <see cref="Scores"/>: how many competitors each stands for.</summary>
    public float[] Counts { get; }

    /// <summary>All competitors of the label.</summary>
    public int Competitors { get; }

    /// <param name="scores">The network's scores of all items by id, V + 1.</param>
    /// <param name="label">Id of the held-out item.</param>
    /// <param name="hidden">Ids in ascending order that do not compete.</param>
    /// <param name="near">What each channel says of the items near the history.</param>
    /// <param name="everywhere">[channel]: V + 1 figures of every item; empty where a channel has none.</param>
    /// <param name="random">Draws the sample.</param>
    /// <returns>Null for a label that no mix can rank: hidden, or with a score that is no number.</returns>
    public static MixExample? Of(ReadOnlySpan<float> scores, int label, ReadOnlySpan<int> hidden, ItemLift[] near, ReadOnlyMemory<float>[] everywhere, ref SeededRandom random)
    {
        if (hidden.BinarySearch(label) >= 0 || !float.IsFinite(scores[label]))
            return null;
        var taken = new HashSet<int>();
        void Take(TopList list)
        {
            var (items, values) = (new int[list.Count], new float[list.Count]);
            list.Drain(items, values);
            taken.UnionWith(items);
        }

        int[] left = [label, .. hidden];
        Array.Sort(left);
        var top = new TopList(Top);
        top.Offer(1, scores[1..], left);
        Take(top);
        for (int c = 0; c < near.Length; c++)
        {
            if (!everywhere[c].IsEmpty)
                top.Offer(1, everywhere[c].Span[1..], left);
            for (int i = 0; i < near[c].Items.Length; i++)
            {
                if (left.AsSpan().BinarySearch(near[c].Items[i]) < 0)
                    top.Offer(near[c].Items[i], near[c].Values[i]);
            }

            Take(top);
        }

        int[] others = [.. Enumerable.Range(1, scores.Length - 1).Where(item => !taken.Contains(item) && left.AsSpan().BinarySearch(item) < 0)];
        int drawn = Math.Min(Sampled, others.Length);
        for (int i = 0; i < drawn && drawn < others.Length; i++)
        {
            int j = i + random.NextInt32(others.Length - i);
            (others[i], others[j]) = (others[j], others[i]);
        }

        int[] candidates = [label, .. taken.Order(), .. others[..drawn]];
        var counts = new float[candidates.Length];
        counts.AsSpan(0, 1 + taken.Count).Fill(1);
        counts.AsSpan(1 + taken.Count).Fill((float)others.Length / Math.Max(1, drawn));
        var networks = new float[candidates.Length];
        for (int i = 0; i < networks.Length; i++)
            networks[i] = scores[candidates[i]];
        var figures = new float[near.Length][];
        for (int c = 0; c < figures.Length; c++)
        {
            figures[c] = new float[candidates.Length];
            for (int i = 0; i < candidates.Length; i++)
                figures[c][i] = near[c].Raised(candidates[i], everywhere[c].IsEmpty ? 0 : everywhere[c].Span[candidates[i]]);
        }

        return new MixExample(networks, figures, counts, taken.Count + others.Length);
    }

    /// <summary>Where the label stands when <paramref name="scores"/> order the candidates; exact among those that stand for themselves.</summary>
    public Rank RankUnder(ReadOnlySpan<float> scores)
    {
        ReadOnlySpan<Vector<float>> wide = MemoryMarshal.Cast<float, Vector<float>>(scores), counts = MemoryMarshal.Cast<float, Vector<float>>(Counts);
        Vector<float> label = new(scores[0]), wideAbove = Vector<float>.Zero, wideTied = Vector<float>.Zero;
        for (int v = 0; v < wide.Length; v++)
        {
            wideAbove += Vector.ConditionalSelect(Vector.GreaterThan(wide[v], label), counts[v], Vector<float>.Zero);
            wideTied += Vector.ConditionalSelect(Vector.Equals(wide[v], label), counts[v], Vector<float>.Zero);
        }

        // The label is no competitor of itself.
        double above = Vector.Sum(wideAbove), tied = Vector.Sum(wideTied) - (wide.IsEmpty ? 0 : Counts[0]);
        for (int i = Math.Max(1, wide.Length * Vector<float>.Count); i < scores.Length; i++)
        {
            if (scores[i] > scores[0])
                above += Counts[i];
            else if (scores[i] == scores[0])
                tied += Counts[i];
        }

        int higher = (int)Math.Min(Competitors, Math.Round(above));
        return new Rank(higher, (int)Math.Min(Competitors - higher, Math.Round(tied)), Competitors);
    }
}
