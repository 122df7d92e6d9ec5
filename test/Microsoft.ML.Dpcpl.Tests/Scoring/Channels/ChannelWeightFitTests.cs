using CsCheck;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Evaluation;
using Microsoft.ML.Dpcpl.Scoring.Channels;
using Microsoft.ML.Dpcpl.Scoring.Kernels;

namespace Microsoft.ML.Dpcpl.Tests.Scoring.Channels;

[TestClass]
public sealed class ChannelWeightFitTests
{
    private const int Items = 60;

    /// <summary>The gradient against finite differences, the information against the covariance item by item.</summary>
    [TestMethod]
    public void GradientAndInformationEqualTheirDefinitions() => Gen.Int.Sample(
        seed =>
        {
            var random = new SeededRandom((ulong)seed);
            MixExample[] examples = [.. Enumerable.Range(0, 70).Select(_ => Drawn(ref random))];
            double[] mix = [0.7, 0.4, 1.1, 1.3, -0.6];
            MixLikelihood at = MixLikelihood.Of(examples, mix);
            const double Step = 1e-3;
            for (int p = 0; p < mix.Length; p++)
            {
                double Loss(double by)
                {
                    double[] moved = [.. mix];
                    moved[p] += by;
                    return MixLikelihood.Of(examples, moved).Loss;
                }

                Assert.AreEqual((Loss(Step) - Loss(-Step)) / (2 * Step), at.Gradient[p], 1e-2 * (1 + Math.Abs(at.Gradient[p])));
                for (int q = 0; q < mix.Length; q++)
                    Assert.AreEqual(examples.Sum(example => Covariance(example, mix, p, q)), at.Information[p, q], 1e-3 * (1 + Math.Abs(at.Information[p, q])));
            }
        },
        iter: 10);

    /// <summary>Where held-out items are drawn from a mix, its weights are found again.</summary>
    [TestMethod]
    public void FindsTheMixThatHeldOutItemsWereDrawnFrom()
    {
        var random = new SeededRandom(3);
        double[] truth = [1, 2, Math.Log(3), 0, 0];
        MixExample[] examples = [.. Enumerable.Range(0, 4000).Select(_ => Drawn(ref random, truth))];
        ChannelWeight[] found = ChannelWeightFit.ByLikelihood(examples);
        // Gain and scale stand in for each other where the logarithm is nearly straight: what they add is compared.
        foreach (float figure in new[] { 0.3f, 1, 2 })
        {
            float[] added = [figure];
            found[0].Apply(added);
            Assert.AreEqual(2 * Math.Log(1 + (3 * figure)), added[0], 0.3);
        }

        float[] nothing = [1];
        found[1].Apply(nothing);
        Assert.AreEqual(0, nothing[0], 0.15, "a channel that says nothing");
    }

    /// <summary>A channel that costs nothing stays with what is supposed of it where so few events cannot tell; one that makes them less probable goes.</summary>
    [TestMethod]
    public void AChannelThatCostsNothingNeedNotBeWorthAny()
    {
        int kept = 0, earned = 0;
        for (ulong seed = 1; seed <= 20; seed++)
        {
            var random = new SeededRandom(seed);
            MixExample[] examples = [.. Enumerable.Range(0, 60).Select(_ => Drawn(ref random, [1, 2, 1, 0.4, 1]))];
            kept += ChannelWeightFit.ByLikelihood(examples, [false, true])[1].Gain > 0 ? 1 : 0;
            earned += ChannelWeightFit.ByLikelihood(examples)[1].Gain > 0 ? 1 : 0;
        }

        Assert.IsLessThan(kept, earned);
        var against = new SeededRandom(1);
        MixExample[] rare = [.. Enumerable.Range(0, 2000).Select(_ => Drawn(ref against, [1, 2, 1, -1, 1]))];
        Assert.AreEqual(0, ChannelWeightFit.ByLikelihood(rare, [false, true])[1].Gain);
    }

    /// <summary>Of two channels that say something of every item the one that the held-out items were drawn from is taken, in either place, and the other is silent.</summary>
    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    public void OfAlikeChannelsTheMixHasTheBetterOne(int better)
    {
        var random = new SeededRandom(5);
        MixExample[] examples = [.. Enumerable.Range(0, 400).Select(_ => Drawn(ref random, [1, 2, 1, 2, 1], 3 - better))];
        ChannelWeight[] weights = ChannelWeightFit.Fit(examples, everywhere: [false, true, true]);
        Assert.IsGreaterThan(0, weights[better].Gain);
        Assert.AreEqual(0, weights[3 - better].Gain);
    }

    /// <summary>The property that a mix is there for: no channel alone, and not the network alone, is above it on the events that it was fitted to.</summary>
    [TestMethod]
    public void NoCornerIsAboveTheMix() => Gen.Int.Sample(
        seed =>
        {
            var random = new SeededRandom((ulong)seed);
            // Of what no voice says anything, chance is the judge.
            double[] truth = [random.NextDouble(), 1 + (3 * random.NextDouble()), 1, 3 * random.NextDouble(), 1];
            MixExample[] examples = [.. Enumerable.Range(0, 400).Select(_ => Drawn(ref random, truth))];
            double mixed = ChannelWeightFit.Figures(examples, ChannelWeightFit.Fit(examples)).Value;
            foreach (ChannelWeight[] corner in new ChannelWeight[][] { [new(0, 1), new(0, 1)], [new(1e4f, 1), new(0, 1)], [new(0, 1), new(1e4f, 1)] })
                Assert.IsGreaterThan(ChannelWeightFit.Figures(examples, corner).Value * 0.97, mixed);
        },
        iter: 10);

    /// <summary>Better by the figure that it goes by, never worse, and no channel that brings nothing.</summary>
    [TestMethod]
    public void TheSecondPassNeverRanksWorse() => Gen.Int.Sample(
        seed =>
        {
            var random = new SeededRandom((ulong)seed);
            MixExample[] examples = [.. Enumerable.Range(0, 100).Select(_ => Drawn(ref random, [1, 1, 0, 0, 0]))];
            ChannelWeight[] before = [new(0.2f, 1), new(3, 1)], after = ChannelWeightFit.Improved(examples, before);
            Assert.IsGreaterThanOrEqualTo(ChannelWeightFit.Figures(examples, before).Value, ChannelWeightFit.Figures(examples, after).Value);
        },
        iter: 20);

    /// <summary>Small catalogs are there in full; in large ones the sample stands for the rest, and the rank of a label is right on the mean.</summary>
    [TestMethod]
    public void TheSampleStandsForAllCompetitors()
    {
        var random = new SeededRandom(9);
        const int Many = 20_000;
        float[] scores = [.. Enumerable.Range(0, Many + 1).Select(_ => (float)random.NextGaussian())];
        int[] hidden = [.. Enumerable.Range(1, 50).Select(i => i * 7)];
        int label = 12_345;
        double sum = 0;
        for (int draw = 0; draw < 50; draw++)
        {
            MixExample example = MixExample.Of(scores, label, hidden, [], [], ref random)!;
            Assert.AreEqual(Many - 1 - hidden.Length, example.Competitors);
            Assert.AreEqual(example.Competitors, example.Counts.Skip(1).Sum(count => (double)count), 1);
            sum += example.RankUnder(example.Scores, new float[example.Scores.Length], 0).Above;
        }

        int above = Enumerable.Range(1, Many).Count(item => scores[item] > scores[label] && !hidden.Contains(item));
        Assert.AreEqual(above, sum / 50, 0.02 * Many);
        Assert.IsNull(MixExample.Of(scores, hidden[3], hidden, [], [], ref random), "no mix can rank a hidden label");
    }

    /// <summary>The rank of the label is what counting one candidate after the other gives, ties and all, however many candidates there are.</summary>
    [TestMethod]
    public void RankEqualsCounting() => Gen.Select(Gen.Int[1, 5].Array[2, 70], Gen.Int[0, 1000]).Sample((levels, seed) =>
    {
        var random = new SeededRandom((ulong)seed);
        float[] scores = [0, .. levels.Select(level => (float)level)];
        MixExample example = MixExample.Of(scores, 1 + (seed % levels.Length), [], [], [], ref random)!;
        float[] added = [.. example.Scores.Select(score => score * score)], under = [.. example.Scores.Zip(added, (score, more) => score + (0.5f * more))];
        Rank rank = example.RankUnder(example.Scores, added, 0.5f);
        Assert.AreEqual(under.Skip(1).Count(score => score > under[0]), rank.Above);
        Assert.AreEqual(under.Skip(1).Count(score => score == under[0]), rank.Tied);
    });

    private static double Covariance(MixExample example, double[] mix, int p, int q)
    {
        int count = example.Scores.Length;
        double[] scores = [.. Enumerable.Range(0, count).Select(i => Enumerable.Range(0, 2).Sum(c => mix[1 + (2 * c)] * Math.Log(1 + (Math.Exp(mix[2 + (2 * c)]) * example.Figures[c][i]))) + (mix[0] * example.Scores[i]))];
        double[] chances = [.. scores.Select((score, i) => example.Counts[i] * Math.Exp(score))];
        double mass = chances.Sum();
        double Slope(int number, int i)
        {
            if (number == 0)
                return example.Scores[i];
            int c = (number - 1) / 2;
            double x = Math.Exp(mix[2 + (2 * c)]) * example.Figures[c][i];
            return number % 2 == 1 ? Math.Log(1 + x) : mix[1 + (2 * c)] * x / (1 + x);
        }

        double Mean(Func<int, double> of) => Enumerable.Range(0, count).Sum(i => chances[i] / mass * of(i));
        return Mean(i => Slope(p, i) * Slope(q, i)) - (Mean(i => Slope(p, i)) * Mean(i => Slope(q, i)));
    }

    /// <summary>An event over a small catalog with two channels, one of them everywhere; the label is drawn from a mix, or from all alike.</summary>
    /// <param name="random">Draws it.</param>
    /// <param name="truth">The mix.</param>
    /// <param name="noise">Place of a third channel, which says something of every item, but nothing that matters; 0: there is none.</param>
    private static MixExample Drawn(ref SeededRandom random, double[]? truth = null, int noise = 0)
    {
        var scores = new float[Items + 1];
        float[] first = new float[Items + 1], everywhere = new float[Items + 1];
        for (int item = 1; item <= Items; item++)
        {
            scores[item] = (float)random.NextGaussian();
            everywhere[item] = (float)random.NextDouble();
            first[item] = random.NextInt32(3) == 0 ? 2 * (float)random.NextDouble() : 0;
        }

        int label = 1;
        double best = double.NegativeInfinity;
        for (int item = 1; item <= Items; item++)
        {
            // The largest of scores with Gumbel noise is a draw from their softmax.
            double score = truth is null ? 0 : (truth[0] * scores[item]) + (truth[1] * Math.Log(1 + (Math.Exp(truth[2]) * first[item]))) + (truth[3] * Math.Log(1 + (Math.Exp(truth[4]) * everywhere[item])));
            score -= Math.Log(-Math.Log(1 - random.NextDouble()));
            if (score > best)
                (best, label) = (score, item);
        }

        int[] near = [.. Enumerable.Range(1, Items).Where(item => first[item] > 0)];
        var nothing = new ItemLift([], []);
        List<ItemLift> lifts = [new ItemLift(near, Array.ConvertAll(near, item => first[item])), nothing];
        List<ReadOnlyMemory<float>> figures = [ReadOnlyMemory<float>.Empty, everywhere];
        if (noise > 0)
        {
            var drawn = new float[Items + 1];
            for (int item = 1; item <= Items; item++)
                drawn[item] = (float)random.NextDouble();
            lifts.Insert(noise, nothing);
            figures.Insert(noise, drawn);
        }

        return MixExample.Of(scores, label, [], [.. lifts], [.. figures], ref random)!;
    }
}
