using CsCheck;
using Microsoft.ML.Dpcpl.Evaluation;
using Microsoft.ML.Dpcpl.Scoring;
using Microsoft.ML.Dpcpl.Scoring.Channels;
using Microsoft.ML.Dpcpl.Scoring.Kernels;
using static TorchSharp.torch;

namespace Microsoft.ML.Dpcpl.Tests.Scoring.Channels;

/// <summary>All mixes at once against one ranking of the whole catalog a mix.</summary>
[TestClass]
public sealed class ChannelWeightGridTests
{
    private static readonly float[] s_gains = [0, 0.5f, 2, 8], s_scales = [1, 20, 400];

    [TestMethod]
    public void ChoosesWhatRankingUnderEachMixChooses() => Gen.Select(Gen.Int[2, 60], Gen.Int[1, 9], Gen.Int).Sample(
        (items, users, seed) =>
        {
            var random = new Random(seed);
            using Tensor vectors = Whole(random, users, 3), table = Whole(random, items + 1, 3);
            int[] labels = [.. Enumerable.Range(0, users).Select(_ => random.Next(0, items + 1))];
            int[][] hidden = [.. labels.Select(_ => Some(random, items))];
            ItemLift[] lifts = [.. labels.Select(_ => Some(random, items)).Select(near => new ItemLift(near, Array.ConvertAll(near, _ => random.Next(1, 4) / 4f)))];

            var figures = new List<(double Figure, float Gain, float Scale)>();
            foreach (float gain in s_gains)
            {
                foreach (float scale in s_scales)
                {
                    ItemLift[] weighted = Array.ConvertAll(lifts, near => near.Weighted((gain, scale)));
                    Rank[] ranks = CatalogRanks.ByProduct(vectors, table, labels, i => hidden[i], weighted);
                    figures.Add((ranks.Aggregate(default(ValidationFigures), (sum, rank) => sum + ValidationFigures.Of(rank)).Value, gain, scale));
                }
            }

            var grid = new ChannelWeightGrid(s_gains, s_scales);
            int half = users / 2;
            foreach (Range part in new[] { ..half, half.. })
            {
                (int first, int count) = part.GetOffsetAndLength(users);
                if (count > 0)
                    grid.Add(vectors.narrow(0, first, count), table, labels[part], i => hidden[first + i], lifts[part]);
            }

            double best = figures.Max(f => f.Figure);
            ChannelWeight chosen = grid.Best;
            double reached = figures.Single(f => f.Gain == chosen.Gain && f.Scale == chosen.Scale).Figure;
            Assert.AreEqual(best, reached, 1e-9);
        },
        iter: 300);

    /// <summary>Whole numbers tie often, and every form of the product is exact.</summary>
    private static Tensor Whole(Random random, int rows, int width) =>
        tensor(Enumerable.Range(0, rows * width).Select(_ => (float)random.Next(-2, 3)).ToArray()).view(rows, width);

    private static int[] Some(Random random, int items) => [.. Enumerable.Range(1, items).Where(_ => random.Next(3) == 0)];
}
