using System.Globalization;
using Microsoft.ML.Dpcpl.Tool.Output;

namespace Microsoft.ML.Dpcpl.Tests.Tool.Output;

[TestClass]
public sealed class ProgressViewTests
{
    [TestMethod]
    public void RedirectedOutputGetsOneLineAnEpoch()
    {
        using var output = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        using var terminal = new Terminal(output, null);
        var view = new ProgressView(terminal);
        int result = view.Show(() =>
        {
            view.Report(new TrainingProgress(TrainingStage.Pretraining, 1, 2, 5, 10, 3.5, null, 0, 100, TimeSpan.FromSeconds(1)));
            view.Report(new TrainingProgress(TrainingStage.Pretraining, 1, 2, 10, 10, 3.25, 0.125, 1, 100, TimeSpan.FromSeconds(2), ValidationSampledNdcg: 0.5));
            view.Report(new TrainingProgress(TrainingStage.Tuning, 0, 1, 0, 0, double.NaN, 0.25, 0, 0, TimeSpan.Zero));
            view.Report(new TrainingProgress(TrainingStage.Tuning, 1, 1, 4, 4, 2, null, 0, 50, TimeSpan.FromSeconds(3), null, new Dictionary<string, double> { ["prompt factor cosine"] = 0.5, ["prompt cosine"] = 0.75 }));
            return 7;
        });
        Assert.AreEqual(7, result);
        string[] lines = output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.HasCount(3, lines);
        Assert.AreEqual("pre-training epoch 1/2  loss 3.2500  validation NDCG@10 0.1250, 1+100 0.5000 (best: epoch 1)  100 windows/s  2.0 s, at most 2 s left", lines[0].TrimEnd());
        Assert.AreEqual("before tuning  validation NDCG@10 0.2500", lines[1].TrimEnd());
        Assert.AreEqual("tuning epoch 1/1  loss 2.0000  prompt factor cosine 0.50  prompt cosine 0.75  50 windows/s  3.0 s", lines[2].TrimEnd());
    }

    [TestMethod]
    public void PersonGetsBarsAndTheLogTheLines()
    {
        using var folder = new TemporaryFolder();
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        string log = folder.File("run.log");
        using (var terminal = new Terminal(output, log, interactive: true))
        {
            var view = new ProgressView(terminal);
            Assert.AreEqual(7, view.Show(() =>
            {
                view.Report(new TrainingProgress(TrainingStage.Pretraining, 1, 1, 10, 10, 3.25, 0.125, 1, 100, TimeSpan.FromSeconds(2)));
                view.Report(new TrainingProgress(TrainingStage.Tuning, 1, 1, 4, 4, 2, null, 0, 50, TimeSpan.FromSeconds(3)));
                return 7;
            }));
        }
        // Bars are drawn on a real terminal only.
        Assert.DoesNotContain("loss 3.2500", output.ToString());
        StringAssert.Contains(File.ReadAllText(log), "pre-training epoch 1/1  loss 3.2500");
        StringAssert.Contains(File.ReadAllText(log), "tuning epoch 1/1  loss 2.0000");
    }

    [TestMethod]
    public void LogFileGetsTheSameText()
    {
        using var folder = new TemporaryFolder();
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        string log = folder.File("run.log");
        using (var terminal = new Terminal(output, log))
        {
            terminal.Heading("Data");
            terminal.Line("one line");
        }
        Assert.AreEqual(output.ToString(), File.ReadAllText(log));
        StringAssert.Contains(output.ToString(), "one line");
    }
}
