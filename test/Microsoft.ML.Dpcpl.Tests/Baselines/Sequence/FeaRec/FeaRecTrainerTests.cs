using Microsoft.ML.Dpcpl.Tests.Systems;
using Microsoft.ML.Dpcpl.Training.Losses;

namespace Microsoft.ML.Dpcpl.Tests.Baselines.Sequence.FeaRec;

[TestClass]
public sealed class FeaRecTrainerTests
{
    [TestMethod]
    public void TheContrastIsPartOfItByDefault()
    {
        foreach (BaselinePreset preset in Enum.GetValues<BaselinePreset>())
        {
            FeaRecTrainer.Options options = FeaRecTrainer.Options.FromPreset(preset);
            Assert.IsTrue(options.System().Terms(TrainingStage.Pretraining, null).Any(term => term is Contrast), $"{preset}");
            options.ContrastiveWeight = 0;
            Assert.IsFalse(options.System().Terms(TrainingStage.Pretraining, null).Any(term => term is Contrast), $"{preset}");
        }
    }

    [TestMethod]
    [DataRow("GlobalRatio", -0.1)]
    [DataRow("GlobalRatio", 1.1)]
    [DataRow("SpatialRatio", 1.1)]
    [DataRow("TopKFactor", 0.0)]
    [DataRow("TopKFactor", double.NaN)]
    public void RatiosOutsideTheirRangeAreRefused(string option, double value)
    {
        var options = new FeaRecTrainer.Options();
        typeof(FeaRecTrainer.Options).GetProperty(option)!.SetValue(options, value);
        string message = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new MLContext(1).Recommendation().Trainers.FeaRec(options)).Message;
        StringAssert.Contains(message, $"{option} is ");
        StringAssert.Contains(message, "must be between");
    }

    /// <summary>The other tests train without the contrast, in a third of the time.</summary>
    [TestMethod]
    public void TheContrastIsAddedToTheLossAndLearned()
    {
        double[] Losses(float weight)
        {
            var losses = new List<double>();
            using NeuralModelParameters model = NeuralBaseline.Model(NeuralBaseline.Options("FeaRec", o =>
                (o.ContrastiveWeight, o.Tuning, o.Progress) = (weight, TuningMode.None, new NeuralFitTests.Collect(p =>
                {
                    if (p.Step == p.Steps)
                        losses.Add(p.Loss);
                }))));
            Assert.IsTrue(TinyShop.Weights(model.Network).TrueForAll(float.IsFinite));
            Assert.HasCount(3, losses);
            return [.. losses];
        }

        double[] without = Losses(0), with = Losses(1);
        Assert.IsLessThan(with[0], without[0]);
        Assert.IsLessThan(with[0], with[^1]);
    }
}
