using Microsoft.ML.Data;
using Microsoft.ML.Dpcpl.Tests.Tool;
using Microsoft.ML.Dpcpl.Tool;
using Microsoft.ML.Dpcpl.Training;

namespace Microsoft.ML.Dpcpl.Tests.Mpi;

/// <summary>The program in several processes, by Open MPI.</summary>
[TestClass]
[DoNotParallelize]
public sealed class ProcessesTests
{
    private static readonly string[] s_small =
    [
        "--target", "buy", "--hidden-size", "16", "--layers", "1", "--max-sequence-length", "16", "--negatives", "16", "--dropout", "0", "--test-negatives", "20",
        "--threads", "1", "--fold-in-events", "0",
    ];

    [TestMethod]
    public void LossesOfTwoAndFourProcessesAreThoseOfOne()
    {
        using var folder = new TemporaryFolder();
        string events = SmallLog.Write(folder);
        double[][] losses = [.. new[] { 1, 2, 4 }.Select(processes =>
        {
            string model = folder.File($"{processes}.zip");
            using var run = new MpirunProgram(
                processes, ["train", "--data", events, "--model", model, "--pretraining-epochs", "2", "--tuning-epochs", "1", "--tuning", "full-fine-tuning", .. s_small]);
            (int code, string output, string error) = run.Wait();
            Assert.AreEqual(0, code, error + output);
            // The first process alone prints.
            Assert.HasCount(2, output.Split("model saved to"), output);
            if (processes > 1)
                StringAssert.Contains(output, $"{processes} processes trained together and hold the same weights, bit for bit.");
            using var loaded = (NeuralTransformer)((TransformerChain<ITransformer>)new MLContext().Model.Load(model, out _)).First(part => part is NeuralTransformer);
            return loaded.Model.LearningCurve.Where(point => point.Loss is not null).Select(point => point.Loss!.Value).ToArray();
        })];
        Assert.IsNotEmpty(losses[0]);
        foreach (double[] own in losses)
        {
            Assert.HasCount(losses[0].Length, own);
            for (int i = 0; i < own.Length; i++)
                Assert.AreEqual(losses[0][i], own[i], 1e-3 * losses[0][i]);
        }
    }

    [TestMethod]
    public void AKilledProcessEndsTheRunAndTheNextOneGoesOnFromTheCheckpoint()
    {
        using var folder = new TemporaryFolder();
        string events = SmallLog.Write(folder), checkpoints = folder.File("checkpoints"), file = Path.Combine(checkpoints, "pretraining.checkpoint");
        // More epochs than it will come to.
        string[] arguments =
        [
            "train", "--data", events, "--model", folder.File("model.zip"), "--checkpoint", checkpoints, "--pretraining-epochs", "100000", "--patience", "100000", "--tuning", "none",
            .. s_small,
        ];
        using (var run = new MpirunProgram(2, arguments))
        {
            WaitUntil(run, () => File.Exists(file));
            run.KillOne();
            (int code, _, string error) = run.Wait(TimeSpan.FromSeconds(30));
            Assert.AreNotEqual(0, code);
            StringAssert.Contains(error, "dpcpl: mpirun ends this run");
            StringAssert.Contains(error, "signal 9");
        }

        Assert.IsFalse(File.Exists(folder.File("model.zip")));
        // Reads it whole, with its checksum.
        Assert.IsNotNull(Checkpoint.RunOf(checkpoints, "pretraining"));
        DateTime written = File.GetLastWriteTimeUtc(file);
        using var next = new MpirunProgram(1, arguments);
        WaitUntil(next, () => File.GetLastWriteTimeUtc(file) > written);
    }

    private static void WaitUntil(MpirunProgram run, Func<bool> done)
    {
        while (!done())
        {
            if (run.HasEnded)
                Assert.Fail(run.Wait().Error);
            Thread.Sleep(100);
        }
    }

    [TestMethod]
    public void OtherCommandsRefuse()
    {
        Assert.IsNull(MpiRun.Refusal("evaluate", 1));
        Assert.IsNull(MpiRun.Refusal("train", 4));
        Assert.AreEqual("evaluate runs in one process: of the commands, train and recommend alone may be started by mpirun with 4", MpiRun.Refusal("evaluate", 4));
    }
}
