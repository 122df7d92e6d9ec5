using System.Numerics;
using System.Runtime.InteropServices;
using Microsoft.ML.Dpcpl.Common;

namespace Microsoft.ML.Dpcpl.Scoring.Channels;

/// <summary>
/// How probable held-out items are when the softmax of the mixed scores says what comes next, with the gradient and the Fisher information
/// of the mix's numbers: the network's factor, and of every channel its gain and the logarithm of its scale.
/// </summary>
internal sealed class MixLikelihood
{
    /// <summary>Examples of a block: blocks are summed in their order, so the sums do not depend on the number of threads.</summary>
    private const int Block = 32;

    private readonly int _size;

    private MixLikelihood(int size) => (_size, Gradient, Information) = (size, new double[size], new double[size, size]);

    /// <summary>Sum of -log p over the examples.</summary>
    public double Loss { get; private set; }

    /// <summary>Its gradient.</summary>
    public double[] Gradient { get; }

    /// <summary>The covariance of the scores' gradients under the softmax, summed over the examples.</summary>
    public double[,] Information { get; }

    /// <param name="examples">Held-out events.</param>
    /// <param name="mix">The factor of the network, then gain and logarithm of the scale of each channel.</param>
    public static MixLikelihood Of(IReadOnlyList<MixExample> examples, double[] mix)
    {
        var parts = new MixLikelihood[(examples.Count + Block - 1) / Block];
        int candidates = examples.Max(example => example.Scores.Length);
        Parallel.For(
            0, parts.Length, () => new Buffers(mix.Length, candidates), (part, _, buffers) =>
            {
                var sums = new MixLikelihood(mix.Length);
                for (int i = part * Block; i < Math.Min(examples.Count, (part + 1) * Block); i++)
                    sums.Add(examples[i], mix, buffers);
                parts[part] = sums;
                return buffers;
            },
            _ => { });
        var total = new MixLikelihood(mix.Length);
        foreach (MixLikelihood part in parts)
            total.Add(part);
        return total;
    }

    private void Add(MixExample example, double[] mix, Buffers buffers)
    {
        int count = example.Scores.Length;
        Span<Vector<float>> scores = buffers.Scores(count), chances = buffers.Chances(example.Counts);
        // Slope p: how the score of each candidate changes with number p.
        Span<Vector<float>> networks = buffers.Slope(0, example.Scores);
        for (int v = 0; v < scores.Length; v++)
            scores[v] = (float)mix[0] * networks[v];
        for (int c = 0; c < example.Figures.Length; c++)
        {
            float gain = (float)mix[1 + (2 * c)], scale = (float)Math.Exp(mix[2 + (2 * c)]);
            Span<Vector<float>> byGain = buffers.Slope(1 + (2 * c), example.Figures[c]), byScale = buffers.Slope(2 + (2 * c), example.Figures[c]);
            for (int v = 0; v < scores.Length; v++)
            {
                Vector<float> x = scale * byGain[v], onePlus = Vector<float>.One + x;
                byGain[v] = Vector.Log(onePlus);
                byScale[v] = gain * x / onePlus;
                scores[v] += gain * byGain[v];
            }
        }

        Span<float> each = MemoryMarshal.Cast<Vector<float>, float>(scores);
        each[count..].Fill(float.NegativeInfinity);
        float label = each[0];
        var highest = new Vector<float>(float.NegativeInfinity);
        foreach (Vector<float> some in scores)
            highest = Vector.Max(highest, some);
        float most = float.NegativeInfinity;
        for (int i = 0; i < Vector<float>.Count; i++)
            most = Math.Max(most, highest[i]);
        Vector<float> sums = Vector<float>.Zero;
        for (int v = 0; v < scores.Length; v++)
            sums += chances[v] *= Vector.Exp(scores[v] - new Vector<float>(most));
        float mass = Vector.Sum(sums);
        Loss += Math.Log(mass) + most - label;
        var means = new double[_size];
        for (int p = 0; p < _size; p++)
        {
            Span<Vector<float>> slope = buffers.Slope(p, count), weighted = scores;
            sums = Vector<float>.Zero;
            for (int v = 0; v < weighted.Length; v++)
                sums += weighted[v] = chances[v] * slope[v];
            means[p] = Vector.Sum(sums) / mass;
            Gradient[p] += means[p] - slope[0][0];
            for (int q = 0; q <= p; q++)
            {
                float product = FloatVectors.Dot(MemoryMarshal.Cast<Vector<float>, float>(weighted), MemoryMarshal.Cast<Vector<float>, float>(buffers.Slope(q, count)));
                Information[p, q] += (product / mass) - (means[p] * means[q]);
                Information[q, p] = Information[p, q];
            }
        }
    }

    private void Add(MixLikelihood other)
    {
        Loss += other.Loss;
        for (int p = 0; p < _size; p++)
        {
            Gradient[p] += other.Gradient[p];
            for (int q = 0; q < _size; q++)
                Information[p, q] += other.Information[p, q];
        }
    }

    /// <summary>What one thread computes in, in whole vectors: what is left of the last one counts nothing.</summary>
    private sealed class Buffers(int numbers, int candidates)
    {
        private readonly float[] _scores = new float[Padded(candidates)], _chances = new float[Padded(candidates)];
        private readonly float[][] _slopes = [.. Enumerable.Range(0, numbers).Select(_ => new float[Padded(candidates)])];

        public Span<Vector<float>> Scores(int count) => Vectors(_scores, count);

        public Span<Vector<float>> Chances(float[] counts) => Filled(_chances, counts);

        public Span<Vector<float>> Slope(int number, int count) => Vectors(_slopes[number], count);

        public Span<Vector<float>> Slope(int number, float[] values) => Filled(_slopes[number], values);

        private static Span<Vector<float>> Filled(float[] buffer, float[] values)
        {
            values.CopyTo(buffer, 0);
            buffer.AsSpan(values.Length, Padded(values.Length) - values.Length).Clear();
            return Vectors(buffer, values.Length);
        }

        private static Span<Vector<float>> Vectors(float[] buffer, int count) => MemoryMarshal.Cast<float, Vector<float>>(buffer.AsSpan(0, Padded(count)));

        private static int Padded(int count) => (count + Vector<float>.Count - 1) / Vector<float>.Count * Vector<float>.Count;
    }
}
