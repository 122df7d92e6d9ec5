using Microsoft.ML.Dpcpl.Tests.Scoring;
using Microsoft.ML.Dpcpl.Tests.Systems;

namespace Microsoft.ML.Dpcpl.Tests.Training;

[TestClass]
public sealed class TrainingMetricsTests
{
    [TestMethod]
    public void AListenerHearsWhatProgressSays()
    {
        var reports = new List<TrainingProgress>();
        using var heard = new ScoringMetricsTests.Listener();
        DpcplTrainer.Options options = TinyShop.Options(o => (o.PretrainingEpochs, o.TuningEpochs, o.Progress) = (3, 2, new Kept(reports)));
        using (TinyShop.Model(options))
        {
            foreach (string stage in new[] { "Pretraining", "Tuning" })
            {
                TrainingProgress[] ends = [.. reports.Where(p => p.Stage.ToString() == stage && p.Epoch > 0 && p.Step == p.Steps)];
                Assert.IsNotEmpty(ends);
                Assert.HasCount(ends.Length, heard.Of("dpcpl.training.epochs", stage));
                Assert.AreEqual(ends.Sum(p => p.Steps), heard.Of("dpcpl.training.steps", stage).Sum());
                CollectionAssert.AreEqual(ends.Select(p => p.Loss).ToArray(), heard.Of("dpcpl.training.loss", stage));
                CollectionAssert.AreEqual(
                    ends.Where(p => p.ValidationNdcg is not null).Select(p => p.ValidationNdcg!.Value).ToArray(), heard.Of("dpcpl.training.validation_ndcg", stage));
            }
        }
    }

    private sealed class Kept(List<TrainingProgress> reports) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => reports.Add(value);
    }
}
