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
    /// <param name="competitors">What one example after the other is computed in; null: something of its own.</param>
    /// <returns>Null for a label that no mix can rank: hidden, or with a score that is no number.</returns>
    public static MixExample? Of(ReadOnlySpan<float> scores, int label, ReadOnlySpan<int> hidden, ItemLift[] near, ReadOnlyMemory<float>[] everywhere, ref SeededRandom random, MixCompetitors? competitors = null)
    {
        if (hidden.BinarySearch(label) >= 0 || !float.IsFinite(scores[label]))
            return null;
        int[] left = [label, .. hidden];
        Array.Sort(left);
        competitors ??= new MixCompetitors();
        competitors.Begin(scores.Length, left);
        var top = new TopList(Top);
        top.Offer(1, scores[1..], left);
        competitors.Take(top);
        for (int c = 0; c < near.Length; c++)
        {
            if (!everywhere[c].IsEmpty)
                top.Offer(1, everywhere[c].Span[1..], left);
            for (int i = 0; i < near[c].Items.Length; i++)
            {
                if (!competitors.IsLeftOut(near[c].Items[i]))
                    top.Offer(near[c].Items[i], near[c].Values[i]);
            }

            competitors.Take(top);
        }

        int[] taken = competitors.Taken();
        ReadOnlySpan<int> drawn = competitors.Draw(Sampled, ref random, out int others);
        int[] candidates = [label, .. taken, .. drawn];
        var counts = new float[candidates.Length];
        counts.AsSpan(0, 1 + taken.Length).Fill(1);
        counts.AsSpan(1 + taken.Length).Fill((float)others / Math.Max(1, drawn.Length));
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

        return new MixExample(networks, figures, counts, taken.Length + others);
    }

    /// <summary>Where the label stands when the candidates are ordered by <paramref name="scores"/> + <paramref name="gain"/> <paramref name="added"/>; exact among those that stand for themselves.</summary>
    public Rank RankUnder(ReadOnlySpan<float> scores, ReadOnlySpan<float> added, float gain)
    {
        ReadOnlySpan<Vector<float>> wide = MemoryMarshal.Cast<float, Vector<float>>(scores), more = MemoryMarshal.Cast<float, Vector<float>>(added), counts = MemoryMarshal.Cast<float, Vector<float>>(Counts);
        float label = scores[0] + (gain * added[0]);
        Vector<float> labels = new(label), wideAbove = Vector<float>.Zero, wideTied = Vector<float>.Zero;
        for (int v = 0; v < wide.Length; v++)
        {
            Vector<float> score = wide[v] + (gain * more[v]);
            wideAbove += Vector.ConditionalSelect(Vector.GreaterThan(score, labels), counts[v], Vector<float>.Zero);
            wideTied += Vector.ConditionalSelect(Vector.Equals(score, labels), counts[v], Vector<float>.Zero);
        }

        // The label is no competitor of itself.
        double above = Vector.Sum(wideAbove), tied = Vector.Sum(wideTied) - (wide.IsEmpty ? 0 : Counts[0]);
        for (int i = Math.Max(1, wide.Length * Vector<float>.Count); i < scores.Length; i++)
        {
            float score = scores[i] + (gain * added[i]);
            if (score > label)
                above += Counts[i];
            else if (score == label)
                tied += Counts[i];
        }

        int higher = (int)Math.Min(Competitors, Math.Round(above));
        return new Rank(higher, (int)Math.Min(Competitors - higher, Math.Round(tied)), Competitors);
    }
}
