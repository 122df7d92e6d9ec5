using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Paper;
using Microsoft.ML.Dpcpl.Plots.Figures;
using Microsoft.ML.Dpcpl.Tests.Systems;
using ScottPlot;
using ScottPlot.Plottables;

namespace Microsoft.ML.Dpcpl.Tests.Plots.Pictures;

/// <summary>What stands in the pictures are the figures they were made of.</summary>
[TestClass]
public sealed class DpcplPlotsTests
{
    private static readonly MLContext Ml = new(1);
    private static readonly ShopLog Shop = Ml.Data.GenerateShopLog(new ShopLogOptions { Users = 80 });
    private static readonly IDataView Sequences = Ml.Transforms.BehaviorSequences().Fit(Shop.Events).Transform(Shop.Events);
    private static readonly SequenceStatistics Statistics = Ml.Data.SequenceStatistics(Sequences);

    [TestMethod]
    public void FunnelHasABarForEachBehavior()
    {
        Plot plot = DpcplPlots.Funnel(Statistics);
        CollectionAssert.AreEqual(
            Statistics.Distributions.PairsPerBehavior.Select(pair => (double)pair.Value).OrderDescending().ToArray(), Bars(plot).Single().Select(bar => bar.Value).ToArray());
    }

    [TestMethod]
    public void ActivityHasALineForEachBehavior()
    {
        Scatter[] lines = [.. DpcplPlots.ActivityOverTime(Statistics).GetPlottables<Scatter>()];
        CollectionAssert.AreEqual(Statistics.EventsPerBehavior.Select(pair => pair.Key).ToArray(), lines.Select(line => line.LegendText).ToArray());
        CollectionAssert.AreEqual(Statistics.EventsPerBehavior.Select(pair => (double)pair.Value).ToArray(), lines.Select(line => Points(line).Sum(point => point.Y)).ToArray());
        Assert.AreEqual(Statistics.Distributions.Activity[0].Start.ToOADate(), Points(lines[0])[0].X);
        SequenceStatistics empty = new(new SequenceData { Store = SequenceStore.Empty, BehaviorNames = ["buy"], ItemCount = 1 });
        Assert.ThrowsExactly<ArgumentException>(() => DpcplPlots.ActivityOverTime(empty));
    }

    [TestMethod]
    public void LengthsSayHowManyUsersHaveAtLeastSoMany()
    {
        foreach (Coordinates point in Points(DpcplPlots.Lengths(Statistics)))
        {
            int length = (int)Math.Round(Math.Pow(10, point.X));
            Assert.AreEqual(Statistics.Distributions.EventsPerUser.Count(events => events >= length), Math.Pow(10, point.Y), 1e-6);
        }
    }

    [TestMethod]
    public void PopularityHasAPointForEachRank()
    {
        Coordinates[] points = Points(DpcplPlots.Popularity(Statistics));
        Assert.AreEqual(Statistics.Distributions.EventsPerItem.Distinct().Count(), points.Select(point => point.Y).Distinct().Count());
        foreach (Coordinates point in points)
            Assert.AreEqual(Statistics.Distributions.EventsPerItem[(int)Math.Round(Math.Pow(10, point.X)) - 1], Math.Pow(10, point.Y), 1e-6);
    }

    [TestMethod]
    public void MetricsHaveTwoBarsASystem()
    {
        IReadOnlyList<FloorMetrics> floors = Ml.Recommendation().EvaluateFloors(Ml.Data.LeaveOneOutSplit(Sequences, targetBehavior: "buy"));
        Plot plot = DpcplPlots.MetricsBars(floors, ("again", floors[0].Metrics));
        Bar[][] bars = Bars(plot);
        SequentialRecommendationMetrics[] metrics = [.. floors.Select(floor => floor.Metrics), floors[0].Metrics];
        CollectionAssert.AreEqual(metrics.Select(m => m.HitRatio(10)).ToArray(), bars[0].Select(bar => bar.Value).ToArray());
        CollectionAssert.AreEqual(metrics.Select(m => m.HitRatioStandardError(10)).ToArray(), bars[0].Select(bar => bar.Error).ToArray());
        CollectionAssert.AreEqual(metrics.Select(m => m.Ndcg(10)).ToArray(), bars[1].Select(bar => bar.Value).ToArray());
        CollectionAssert.AreEqual(metrics.Select(m => m.NdcgStandardError(10)).ToArray(), bars[1].Select(bar => bar.Error).ToArray());
        Assert.ThrowsExactly<ArgumentException>(() => DpcplPlots.MetricsBars([]));
    }

    [TestMethod]
    public void TuningFollowsPretraining()
    {
        LearningCurvePoint[] curve =
        [
            Point(TrainingStage.Pretraining, 1, 5, 0.1), Point(TrainingStage.Pretraining, 2, 4, 0.2), Point(TrainingStage.ItemFoldIn, 1, 9, 0.9),
            Point(TrainingStage.Tuning, 0, null, 0.3), Point(TrainingStage.Tuning, 1, 3, 0.4),
        ];
        Scatter[] lines = [.. DpcplPlots.LearningCurve(curve).GetPlottables<Scatter>()];
        Coordinates[][] expected = [[new(1, 5), new(2, 4)], [new(1, 0.1), new(2, 0.2)], [new(3, 3)], [new(2, 0.3), new(3, 0.4)]];
        Assert.HasCount(expected.Length, lines);
        for (int i = 0; i < expected.Length; i++)
            CollectionAssert.AreEqual(expected[i], Points(lines[i]), lines[i].LegendText);
        Assert.ThrowsExactly<ArgumentException>(() => DpcplPlots.LearningCurve([]));

        static LearningCurvePoint Point(TrainingStage stage, int epoch, double? loss, double ndcg) => new(stage, epoch, epoch, loss, ndcg, null, TimeSpan.FromSeconds(epoch));
    }

    [TestMethod]
    public void ResponseHasALineForEachLayer()
    {
        using NeuralModelParameters model = TinyShop.Model(TinyShop.Options(o => (o.PretrainingEpochs, o.TuningEpochs) = (1, 1)));
        float[][][] gains = FilterGains.Of(model);
        Scatter[] lines = [.. DpcplPlots.FrequencyResponse(model).GetPlottables<Scatter>()];
        Assert.HasCount(2, lines);
        for (int layer = 0; layer < 2; layer++)
            CollectionAssert.AreEqual(GainCurve.Of(gains[layer]).Select(point => new Coordinates(point.Frequency, point.Median)).ToArray(), Points(lines[layer]));
        using NeuralModelParameters other = TinyShop.Model(TinyShop.Options(o => (o.PretrainingEpochs, o.TuningEpochs, o.Mixer) = (1, 1, SequenceMixer.Attention)));
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => DpcplPlots.FrequencyResponse(other)).Message, "no filters");
    }

    [TestMethod]
    public void GatesHaveAPointForEachFactorOfEachLayer()
    {
        DpcplTrainer.Options options = TinyShop.Options(o => (o.TargetBehavior, o.PretrainingEpochs, o.TuningEpochs, o.PromptFactors, o.HeldOutUsers) = ("buy", 1, 1, 3, 0));
        // With nothing to judge by the prompts are kept, whatever they are worth.
        using NeuralTransformer dpcpl = Ml.Recommendation().Trainers.Dpcpl(options).Fit(Ml.Data.LeaveOneOutSplit(Sequences, targetBehavior: "buy").TrainSet);
        float[][][] gates = PromptVectors.GatesOf(dpcpl.Model, Sequences, 40)!;
        Assert.HasCount(40, gates);
        Scatter[] layers = [.. DpcplPlots.PromptGates(dpcpl.Model, Sequences, users: 40).GetPlottables<Scatter>()];
        Assert.HasCount(2, layers);
        for (int layer = 0; layer < 2; layer++)
        {
            Coordinates[] points = Points(layers[layer]);
            CollectionAssert.AreEqual(Enumerable.Range(1, 6).ToArray(), points.Select(point => (int)Math.Round(point.X)).ToArray());
            for (int factor = 0; factor < 6; factor++)
                Assert.AreEqual(gates.Average(user => (double)user[layer][factor]), points[factor].Y, 1e-12);
            Assert.AreEqual(1, points.Sum(point => point.Y), 1e-5);
        }

        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => DpcplPlots.PromptGates(dpcpl.Model, Sequences, users: 0));
        options.TuningEpochs = 0;
        using NeuralTransformer bare = Ml.Recommendation().Trainers.Dpcpl(options).Fit(Ml.Data.LeaveOneOutSplit(Sequences, targetBehavior: "buy").TrainSet);
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => DpcplPlots.PromptGates(bare.Model, Sequences)).Message, "no prompts");
    }

    private static Bar[][] Bars(Plot plot) => [.. plot.GetPlottables<BarPlot>().Select(bars => bars.Bars.ToArray())];

    private static Coordinates[] Points(Plot plot) => Points(plot.GetPlottables<Scatter>().Single());

    private static Coordinates[] Points(Scatter scatter) => [.. scatter.Data.GetScatterPoints()];
}
