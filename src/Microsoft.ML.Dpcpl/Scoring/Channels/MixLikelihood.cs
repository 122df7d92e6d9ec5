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
        Parallel.For(0, parts.Length, part =>
        {
            var sums = new MixLikelihood(mix.Length);
            for (int i = part * Block; i < Math.Min(examples.Count, (part + 1) * Block); i++)
                sums.Add(examples[i], mix);
            parts[part] = sums;
        });
        var total = new MixLikelihood(mix.Length);
        foreach (MixLikelihood part in parts)
            total.Add(part);
        return total;
    }

    private void Add(MixExample example, double[] mix)
    {
        int count = example.Scores.Length;
        // slopes[p]: how the score of each candidate changes with number p.
        var slopes = new float[_size][];
        slopes[0] = example.Scores;
        var scores = new double[count];
        for (int i = 0; i < count; i++)
            scores[i] = mix[0] * example.Scores[i];
        for (int c = 0; c < example.Figures.Length; c++)
        {
            double gain = mix[1 + (2 * c)], scale = Math.Exp(mix[2 + (2 * c)]);
            float[] byGain = slopes[1 + (2 * c)] = new float[count], byScale = slopes[2 + (2 * c)] = new float[count];
            for (int i = 0; i < count; i++)
            {
                if (example.Figures[c][i] == 0)
                    continue;
                double x = scale * example.Figures[c][i];
                byGain[i] = MathF.Log(1 + (float)x);
                byScale[i] = (float)(gain * x / (1 + x));
                scores[i] += gain * byGain[i];
            }
        }

        double most = scores.Max(), mass = 0;
        var chances = new double[count];
        for (int i = 0; i < count; i++)
            mass += chances[i] = example.Counts[i] * Math.Exp(scores[i] - most);
        Loss += Math.Log(mass) + most - scores[0];
        var means = new double[_size];
        for (int i = 0; i < count; i++)
        {
            double chance = chances[i] / mass;
            // What is that improbable moves nothing, and most are.
            if (chance < 1e-7)
                continue;
            for (int p = 0; p < _size; p++)
            {
                double slope = chance * slopes[p][i];
                means[p] += slope;
                for (int q = 0; q <= p; q++)
                    Information[p, q] += slope * slopes[q][i];
            }
        }

        for (int p = 0; p < _size; p++)
        {
            Gradient[p] += means[p] - slopes[p][0];
            for (int q = 0; q <= p; q++)
            {
                Information[p, q] -= means[p] * means[q];
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
}
