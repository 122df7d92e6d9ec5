using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Evaluation;

namespace Microsoft.ML.Dpcpl.Scoring.Channels;

/// <summary>Fits the weights of channels to held-out events: by likelihood first, then one channel after the other by the ranking figure.</summary>
/// <remarks>
/// The likelihood uses all that an event says and is smooth, so a few hundred events fix the handful of numbers, with what is supposed of them
/// beforehand (<see cref="MixPrior"/>). The figure is what counts in the end, and it alone says whether a channel is worth its time.
/// </remarks>
internal static class ChannelWeightFit
{
    private const int MostSteps = 40, MostRounds = 5;

    /// <summary>Least improvement of the loss of an event that is worth a further step.</summary>
    private const double Enough = 1e-4;

    /// <summary>What a channel's two numbers must take off the loss of all events together: chance takes off as much once in a hundred times (chi squared of 9.2, halved).</summary>
    private const double Worth = 4.6;

    /// <summary>Least factor of the network: only how it stands to the gains matters.</summary>
    private const double LeastFactor = 1e-3;

    private static readonly float[] s_gains = [0, 0.25f, 0.5f, 0.7f, 1, 1.4f, 2, 4], s_scales = [0.03f, 0.1f, 0.3f, 1, 3, 10], s_unchanged = [1];

    /// <summary>Of the channels that say the same of every item whatever the history the mix gets one: they are alike, and the figure tells them apart better than the likelihood.</summary>
    /// <param name="examples">Held-out events; at least one.</param>
    /// <param name="metric">The ranking figure.</param>
    /// <param name="everywhere">Which channels say the same of every item whatever the history: they take no time, and need not be worth any. Null: none.</param>
    /// <returns>The weight of each channel, the network's factor being 1.</returns>
    public static ChannelWeight[] Fit(IReadOnlyList<MixExample> examples, ValidationMetric metric = ValidationMetric.FullAndSampled, IReadOnlyList<bool>? everywhere = null)
    {
        int[] alike = [.. Enumerable.Range(0, everywhere?.Count ?? 0).Where(channel => everywhere![channel])];
        ChannelWeight[] best = [];
        double most = double.NegativeInfinity;
        for (int kept = 0; kept < Math.Max(1, alike.Length); kept++)
        {
            ChannelWeight[] weights = Improved(examples, ByLikelihood(examples, everywhere, [.. alike.Where((_, i) => i != kept)]), metric);
            double figure = FigureGain.Sum(Each(examples, weights, metric)).Value;
            if (figure > most)
                (best, most) = (weights, figure);
        }

        return best;
    }

    /// <summary>The most probable mix without the channels that hardly make the examples more probable.</summary>
    internal static ChannelWeight[] ByLikelihood(IReadOnlyList<MixExample> examples, IReadOnlyList<bool>? everywhere = null, IReadOnlyList<int>? leftOut = null)
    {
        double[] mix = Start(examples);
        foreach (int channel in leftOut ?? [])
            mix[1 + (2 * channel)] = 0;
        var prior = new MixPrior(mix);
        (mix, double loss) = Fitted(examples, mix, prior);
        for (int channel = 0; channel < (mix.Length - 1) / 2; channel++)
        {
            if (mix[1 + (2 * channel)] == 0)
                continue;
            double[] without = [.. mix];
            without[1 + (2 * channel)] = 0;
            double loses = MixLikelihood.Of(examples, without).Loss + prior.Loss(without) - loss, worth = everywhere?[channel] == true ? 0 : Worth;
            // The others can make up for some of it, and only a channel that loses little is worth asking.
            if (loses > worth && loses < 20 * Worth)
            {
                (without, double refitted) = Fitted(examples, without, prior);
                loses = refitted - loss;
            }

            if (loses < worth)
                (mix, loss) = (without, loss + loses);
        }

        return [.. Enumerable.Range(0, (mix.Length - 1) / 2).Select(c => new ChannelWeight((float)(mix[1 + (2 * c)] / mix[0]), (float)Math.Exp(mix[2 + (2 * c)])))];
    }

    /// <summary>Steps of Fisher scoring, damped as far as the loss asks for it (Levenberg and Marquardt); gains of 0 stay.</summary>
    private static (double[] Mix, double Loss) Fitted(IReadOnlyList<MixExample> examples, double[] mix, MixPrior prior)
    {
        bool[] fixedNumbers = [.. mix.Select((_, p) => p > 0 && mix[p % 2 == 1 ? p : p - 1] == 0)];
        MixLikelihood now = MixLikelihood.Of(examples, mix);
        double damping = 1e-3, loss = now.Loss + prior.Loss(mix);
        for (int step = 0; step < MostSteps; step++)
        {
            double before = loss;
            for (int attempt = 0; attempt < 8; attempt++)
            {
                double[] moved = Moved(mix, now, prior, damping, examples.Count, fixedNumbers);
                MixLikelihood there = MixLikelihood.Of(examples, moved);
                double lossThere = there.Loss + prior.Loss(moved);
                if (lossThere < loss)
                {
                    (mix, now, loss, damping) = (moved, there, lossThere, Math.Max(1e-6, damping / 5));
                    break;
                }

                damping *= 6;
            }

            if (!(before - loss > Enough * examples.Count))
                break;
        }

        return (mix, loss);
    }

    /// <summary>
    /// Tries other weights, one channel after the other and the gains of all of them together, as long as one ranks better by more than a standard error: the
    /// likelihood cares for all places alike, the figure for the first ones, where what a channel is sure of counts.
    /// </summary>
    internal static ChannelWeight[] Improved(IReadOnlyList<MixExample> examples, ChannelWeight[] weights, ValidationMetric metric = ValidationMetric.FullAndSampled)
    {
        ValidationFigures[] now = Each(examples, weights, metric);
        // All of them, then one after the other, until none of all changes anything any more.
        int turns = weights.Length + 1;
        for (int turn = 0, unchanged = 0; turn < MostRounds * turns && unchanged < turns; turn++)
        {
            int channel = (turn % turns) - 1;
            ChannelWeight[] before = weights;
            if (channel < 0 || weights[channel].Gain > 0)
                (weights, now) = Improved(examples, weights, now, metric, channel);
            unchanged = weights == before ? unchanged + 1 : 0;
        }

        return weights;
    }

    /// <summary>The best of the given weights and those where one channel has other numbers; -1: where all have other gains.</summary>
    private static (ChannelWeight[] Weights, ValidationFigures[] Figures) Improved(
        IReadOnlyList<MixExample> examples, ChannelWeight[] weights, ValidationFigures[] now, ValidationMetric metric, int channel)
    {
        (double most, ChannelWeight[] best, ValidationFigures[] figures) = (0, weights, now);
        float[] scales = channel < 0 ? s_unchanged : s_scales;
        ValidationFigures[][][] tried = Each(examples, weights, metric, channel, scales);
        for (int s = 0; s < scales.Length; s++)
        {
            float scale = scales[s];
            for (int g = 0; g < s_gains.Length; g++)
            {
                float by = s_gains[g];
                if ((by, scale) is (1, 1) || (by == 0 && scale != 1))
                    continue;
                FigureGain gain = FigureGain.Of(now, tried[s][g]);
                // Among equals the fewer channels.
                if (!(gain.IsClear && gain.Mean > most) && !(by == 0 && gain.Mean >= most))
                    continue;
                (most, figures) = (gain.Mean, tried[s][g]);
                best = [.. weights.Select((weight, c) => channel == c || channel < 0 ? new ChannelWeight(by * weight.Gain, scale * weight.Scale) : weight)];
            }
        }

        return (best, figures);
    }

    /// <summary>How the examples are ranked under some weights.</summary>
    internal static ValidationFigures Figures(IReadOnlyList<MixExample> examples, ChannelWeight[] weights) => FigureGain.Sum(Each(examples, weights, ValidationMetric.FullAndSampled));

    private static ValidationFigures[] Each(IReadOnlyList<MixExample> examples, ChannelWeight[] weights, ValidationMetric metric)
    {
        var figures = new ValidationFigures[examples.Count];
        ForEach(examples, (i, buffers) =>
        {
            MixExample example = examples[i];
            Span<float> added = buffers.Added(example);
            AddTerms(added, example, weights, buffers);
            figures[i] = ValidationFigures.Of(example.RankUnder(example.Scores, added, 1), metric);
        });
        return figures;
    }

    /// <summary>[scale][gain of <see cref="s_gains"/>][example]: the ranks where one channel has so many times its gain and scale; -1: all channels.</summary>
    private static ValidationFigures[][][] Each(IReadOnlyList<MixExample> examples, ChannelWeight[] weights, ValidationMetric metric, int channel, float[] scales)
    {
        ValidationFigures[][][] figures = [.. scales.Select(_ => s_gains.Select(_ => new ValidationFigures[examples.Count]).ToArray())];
        ChannelWeight[] others = [.. weights.Select((weight, c) => channel < 0 || channel == c ? weight with { Gain = 0 } : weight)];
        ChannelWeight[][] own =
        [
            .. scales.Select(scale => weights.Select((weight, c) => channel < 0 || channel == c ? weight with { Scale = scale * weight.Scale } : weight with { Gain = 0 }).ToArray()),
        ];
        ForEach(examples, (i, buffers) =>
        {
            MixExample example = examples[i];
            Span<float> without = buffers.Without(example);
            AddTerms(without, example, others, buffers);
            FloatVectors.Add(without, example.Scores);
            for (int s = 0; s < scales.Length; s++)
            {
                Span<float> added = buffers.Added(example);
                AddTerms(added, example, own[s], buffers);
                for (int g = 0; g < s_gains.Length; g++)
                    figures[s][g][i] = ValidationFigures.Of(example.RankUnder(without, added, s_gains[g]), metric);
            }
        });
        return figures;
    }

    /// <summary>Adds what the channels add to the scores of the candidates.</summary>
    private static void AddTerms(Span<float> sums, MixExample example, ChannelWeight[] weights, Buffers buffers)
    {
        Span<float> term = buffers.Term(example);
        for (int c = 0; c < weights.Length; c++)
        {
            if (weights[c].Gain == 0)
                continue;
            example.Figures[c].CopyTo(term);
            weights[c].Apply(term);
            FloatVectors.Add(sums, term);
        }
    }

    private static void ForEach(IReadOnlyList<MixExample> examples, Action<int, Buffers> use)
    {
        int candidates = examples.Count == 0 ? 0 : examples.Max(example => example.Scores.Length);
        Parallel.For(
            0, examples.Count, () => new Buffers(candidates), (i, _, buffers) =>
            {
                use(i, buffers);
                return buffers;
            },
            static _ => { });
    }

    /// <summary>The network as it is, and every channel so that its mean figure counts.</summary>
    private static double[] Start(IReadOnlyList<MixExample> examples)
    {
        var mix = new List<double> { 1 };
        for (int c = 0; c < examples[0].Figures.Length; c++)
        {
            double sum = 0;
            long count = 0;
            foreach (MixExample example in examples)
            {
                foreach (float figure in example.Figures[c])
                    (sum, count) = (sum + figure, count + (figure > 0 ? 1 : 0));
            }

            mix.AddRange([0.5, count == 0 ? 0 : -Math.Log(sum / count)]);
        }

        return [.. mix];
    }

    private static double[] Moved(double[] mix, MixLikelihood at, MixPrior prior, double damping, int count, bool[] fixedNumbers)
    {
        int size = mix.Length;
        var system = (double[,])at.Information.Clone();
        double[] gradient = [.. at.Gradient];
        prior.AddTo(gradient, system, mix);
        for (int p = 0; p < size; p++)
        {
            system[p, p] += (damping * (system[p, p] + (1e-3 * count))) + (1e-6 * count);
            if (!fixedNumbers[p])
                continue;
            gradient[p] = 0;
            for (int q = 0; q < size; q++)
                system[p, q] = system[q, p] = q == p ? 1 : 0;
        }

        double[] step = Solve(system, gradient);
        var moved = new double[size];
        moved[0] = Math.Max(LeastFactor, mix[0] - step[0]);
        for (int p = 1; p < size; p += 2)
        {
            moved[p] = Math.Max(0, mix[p] - step[p]);
            moved[p + 1] = Math.Clamp(mix[p + 1] - Math.Clamp(step[p + 1], -1, 1), -30, 30);
        }

        return moved;
    }

    /// <summary>The solution of a positive definite system (Cholesky).</summary>
    private static double[] Solve(double[,] system, double[] right)
    {
        int size = right.Length;
        var lower = new double[size, size];
        double[] solution = [.. right];
        for (int row = 0; row < size; row++)
        {
            for (int column = 0; column <= row; column++)
            {
                double sum = system[row, column];
                for (int k = 0; k < column; k++)
                    sum -= lower[row, k] * lower[column, k];
                lower[row, column] = row == column ? Math.Sqrt(Math.Max(sum, 1e-12)) : sum / lower[column, column];
            }
        }

        for (int row = 0; row < size; row++)
        {
            for (int k = 0; k < row; k++)
                solution[row] -= lower[row, k] * solution[k];
            solution[row] /= lower[row, row];
        }

        for (int row = size - 1; row >= 0; row--)
        {
            for (int k = row + 1; k < size; k++)
                solution[row] -= lower[k, row] * solution[k];
            solution[row] /= lower[row, row];
        }

        return solution;
    }

    /// <summary>What one thread computes in.</summary>
    private sealed class Buffers(int candidates)
    {
        private readonly float[] _without = new float[candidates], _added = new float[candidates], _term = new float[candidates];

        public Span<float> Without(MixExample example) => Zeros(_without, example);

        public Span<float> Added(MixExample example) => Zeros(_added, example);

        public Span<float> Term(MixExample example) => _term.AsSpan(0, example.Scores.Length);

        private static Span<float> Zeros(float[] buffer, MixExample example)
        {
            Span<float> zeros = buffer.AsSpan(0, example.Scores.Length);
            zeros.Clear();
            return zeros;
        }
    }
}
