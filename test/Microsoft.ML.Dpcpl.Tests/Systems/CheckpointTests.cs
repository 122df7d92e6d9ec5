using Microsoft.ML.Dpcpl.Common;

namespace Microsoft.ML.Dpcpl.Tests.Systems;

[TestClass]
public sealed class CheckpointTests
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "dpcpl-" + Guid.NewGuid().ToString("N"));

    [TestCleanup]
    public void Remove()
    {
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    /// <summary>
    /// Interrupted once in each stage, after two of four epochs; the result has the same bits as an uninterrupted run, wherever the best
    /// epochs stand: four figures of pre-training, the pre-trained network's in tuning, and four of tuning are given.
    /// </summary>
    [TestMethod]
    [DataRow(TuningMode.Prompts, 1, 0, 4, new[] { 1.0, 2, 3, 4, 4, 5, 6, 7, 8 }, DisplayName = "Prompts, best after the interruptions")]
    [DataRow(TuningMode.FullFineTuning, 1, 0, 4, new[] { 1.0, 2, 3, 4, 4, 5, 6, 7, 8 }, DisplayName = "FullFineTuning, best after the interruptions")]
    [DataRow(TuningMode.Prompts, 4, 0, 2, new[] { 2.0, 4, 3, 1, 4, 5, 7, 6, 7 }, DisplayName = "Prompts, best before the interruptions")]
    [DataRow(TuningMode.FullFineTuning, 4, 6, 2, new[] { 2.0, 4, 3, 1, 4, 5, 7, 6, 7 }, DisplayName = "FullFineTuning with neighbors, best before the interruptions")]
    [DataRow(TuningMode.Prompts, 1, 6, 0, new[] { 1.0, 3, 2, 4, 4, 1, 3, 4, 2 }, DisplayName = "Prompts with neighbors, tuning does not help")]
    [DataRow(TuningMode.FullFineTuning, 4, 0, 0, new[] { 1.0, 3, 2, 4, 4, 1, 3, 4, 2 }, DisplayName = "FullFineTuning, tuning does not help")]
    public void AResumedRunEndsWhereAnUninterruptedOneDoes(TuningMode mode, int cuts, int neighbors, int best, double[] figures) =>
        Resumes(best, figures, o => (o.Tuning, o.CutsPerUser, o.NeighborItems) = (mode, cuts, neighbors));

    /// <summary>Prompts that modulate have running averages, a share chosen at each validation, and windows that are computed once; each validation asks for two figures.</summary>
    [TestMethod]
    [DataRow(2, new[] { 2.0, 4, 3, 1, 4, 5, 1, 7, 1, 6, 1, 7, 1 }, DisplayName = "Best before the interruptions")]
    [DataRow(4, new[] { 1.0, 2, 3, 4, 4, 5, 1, 6, 1, 7, 1, 8, 1 }, DisplayName = "Best after the interruptions")]
    public void AResumedRunOfModulatingPromptsEndsThereToo(int best, double[] figures) =>
        Resumes(best, figures, o => (o.Placement, o.Mixer) = (PromptPlacement.Modulate, SequenceMixer.CausalFilter));

    private void Resumes(int best, double[] figures, Action<DpcplTrainer.Options> change)
    {
        void Common(DpcplTrainer.Options o)
        {
            (o.PromptLearningRate, o.PretrainingEpochs, o.TuningEpochs, o.Patience) = (0.03f, 4, 4, 10);
            change(o);
        }

        using NeuralModelParameters whole = TinyShop.Model(TinyShop.Options(Common), figures: new GivenFigures(figures));
        Assert.AreEqual(best, whole.Summary.BestTuningEpoch);
        // Stopped after two epochs of pre-training, then after two of tuning. One queue for all runs: no figure is asked for twice.
        var given = new GivenFigures(figures);
        foreach ((int reports, int pretraining, int tuning) in new[] { (2, 2, 0), (4, 4, 2) })
        {
            using var cancel = new CancellationTokenSource();
            int epochs = 0;
            using NeuralModelParameters part = TinyShop.Model(
                TinyShop.Options(o =>
                {
                    Common(o);
                    o.CheckpointFolder = _folder;
                    o.CancellationToken = cancel.Token;
                    o.Progress = new NeuralFitTests.Collect(p => { if (p is { ValidationNdcg: not null, Epoch: > 0 } && ++epochs == reports) cancel.Cancel(); });
                }),
                figures: given);
            Assert.AreEqual((pretraining, tuning), (part.Summary.PretrainingEpochs, part.Summary.TuningEpochs));
        }

        using NeuralModelParameters resumed = TinyShop.Model(
            TinyShop.Options(o =>
            {
                Common(o);
                o.CheckpointFolder = _folder;
            }),
            figures: given);
        Assert.IsEmpty(given.Left);
        CollectionAssert.AreEqual(TinyShop.Weights(whole), TinyShop.Weights(resumed));
        Assert.AreEqual(TinyShop.Mix(whole), TinyShop.Mix(resumed));
        Assert.AreEqual(best, resumed.Summary.BestTuningEpoch);
        CollectionAssert.AreEqual(Curve(whole), Curve(resumed));
        Assert.IsEmpty(Directory.GetFiles(_folder, "*.tmp"));
    }

    /// <summary>Checkpoints were once written without the learning curve: a run goes on from them, and its curve begins there.</summary>
    [TestMethod]
    public void AnOlderCheckpointGoesOnWithoutItsCurve()
    {
        DpcplTrainer.Options Options(int epochs, CancellationToken stop = default, IProgress<TrainingProgress>? progress = null) => TinyShop.Options(
            o => (o.PretrainingEpochs, o.TuningEpochs, o.CheckpointFolder, o.CancellationToken, o.Progress) = (epochs, 0, _folder, stop, progress));
        using var cancel = new CancellationTokenSource();
        TinyShop.Model(Options(4, cancel.Token, new NeuralFitTests.Collect(p => { if (p is { ValidationNdcg: not null, Epoch: 2 }) cancel.Cancel(); }))).Dispose();
        string file = Directory.GetFiles(_folder, "pretraining*").Single();
        byte[] content;
        using (FileStream stream = CheckedFile.OpenRead(file, out _))
        {
            content = new byte[stream.Length - stream.Position];
            stream.ReadExactly(content);
        }

        CheckedFile.Write(file, stream => stream.Write(OlderFiles.WithoutCurve(content, '3')));
        using NeuralModelParameters resumed = TinyShop.Model(Options(4));
        CollectionAssert.AreEqual((int[])[3, 4], resumed.LearningCurve.Select(point => point.Epoch).ToArray());
    }

    private static string[] Curve(NeuralModelParameters model) => [.. model.LearningCurve.Select(point => (point with { Elapsed = default }).ToString())];

    [TestMethod]
    public void AFolderOfAnotherRunIsRefused()
    {
        TinyShop.Model(TinyShop.Options(o => o.CheckpointFolder = _folder)).Dispose();
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => TinyShop.Model(TinyShop.Options(o =>
        {
            o.CheckpointFolder = _folder;
            o.LearningRate = 0.5f;
        })));
        StringAssert.Contains(error.Message, "CheckpointFolder");
    }

    /// <summary>What one backbone is tuned to is nothing to another one; with its own backbone a tuning that has ended is found again.</summary>
    [TestMethod]
    [DataRow(TuningMode.Prompts)]
    [DataRow(TuningMode.FullFineTuning)]
    public void AFolderOfAnotherBackboneIsRefused(TuningMode mode)
    {
        using NeuralModelParameters one = TinyShop.Model(TinyShop.Options(o => (o.Tuning, o.PretrainingEpochs) = (TuningMode.None, 1)));
        using NeuralModelParameters other = TinyShop.Model(TinyShop.Options(o => (o.Tuning, o.PretrainingEpochs) = (TuningMode.None, 2)));
        DpcplTrainer.Options options = TinyShop.Options(o => (o.Tuning, o.CheckpointFolder) = (mode, _folder));
        using NeuralModelParameters first = TinyShop.Model(options, one), again = TinyShop.Model(options, one);
        CollectionAssert.AreEqual(TinyShop.Weights(first), TinyShop.Weights(again));
        StringAssert.Contains(Assert.ThrowsExactly<InvalidOperationException>(() => TinyShop.Model(options, other)).Message, "CheckpointFolder");
    }

    [TestMethod]
    public void ADamagedCheckpointIsNamed()
    {
        TinyShop.Model(TinyShop.Options(o => o.CheckpointFolder = _folder)).Dispose();
        string file = Directory.GetFiles(_folder, "pretraining*").Single();
        byte[] bytes = File.ReadAllBytes(file);
        File.WriteAllBytes(file, bytes[..(bytes.Length / 2)]);
        var error = Assert.ThrowsExactly<InvalidDataException>(() => TinyShop.Model(TinyShop.Options(o => o.CheckpointFolder = _folder)));
        StringAssert.Contains(error.Message, file);
    }

    /// <summary>One bit altered anywhere, or the file cut anywhere: no training goes on from it.</summary>
    [TestMethod]
    public void AnAlteredCheckpointIsRefused()
    {
        TinyShop.Model(TinyShop.Options(o => o.CheckpointFolder = _folder)).Dispose();
        string file = Directory.GetFiles(_folder, "tuning*").Single();
        byte[] whole = File.ReadAllBytes(file);
        var random = new Random(6);
        DpcplTrainer.Options options = TinyShop.Options(o => o.CheckpointFolder = _folder);
        foreach (int place in Enumerable.Range(0, 24).Concat(Enumerable.Range(0, 40).Select(_ => random.Next(whole.Length))))
        {
            byte[] bytes = [.. whole];
            bytes[place] ^= (byte)(1 << random.Next(8));
            Refused(bytes);
        }

        foreach (int length in (int[])[0, 1, 19, 20, 21, whole.Length / 2, whole.Length - 1])
            Refused(whole[..length]);

        void Refused(byte[] bytes)
        {
            File.WriteAllBytes(file, bytes);
            StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => TinyShop.Model(options)).Message, file);
        }
    }
}
