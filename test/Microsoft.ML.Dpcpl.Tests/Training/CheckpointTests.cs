namespace Microsoft.ML.Dpcpl.Tests.Training;

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

    /// <summary>Interrupted once in each stage; the result has the same bits as an uninterrupted run.</summary>
    [TestMethod]
    [DataRow(TuningMode.Prompts, 1, 0)]
    [DataRow(TuningMode.FullFineTuning, 1, 0)]
    [DataRow(TuningMode.Prompts, 4, 0)]
    [DataRow(TuningMode.FullFineTuning, 4, 0)]
    [DataRow(TuningMode.FullFineTuning, 4, 6)]
    public void AResumedRunEndsWhereAnUninterruptedOneDoes(TuningMode mode, int cuts, int neighbors)
    {
        void Common(DpcplTrainer.Options o) => (o.Tuning, o.CutsPerUser, o.NeighborItems, o.PromptLearningRate, o.PretrainingEpochs, o.TuningEpochs, o.Patience) = (mode, cuts, neighbors, 0.03f, 4, 4, 10);
        using DpcplModelParameters whole = TinyShop.Model(TinyShop.Options(Common));
        Assert.AreEqual(cuts == 1, whole.Summary.BestTuningEpoch > 0, "short pre-training leaves tuning something to learn, longer one nothing");
        // Stopped after two epochs of pre-training, then after two of tuning.
        foreach ((int reports, int pretraining, int tuning) in new[] { (2, 2, 0), (4, 4, 2) })
        {
            using var cancel = new CancellationTokenSource();
            int epochs = 0;
            using DpcplModelParameters part = TinyShop.Model(TinyShop.Options(o =>
            {
                Common(o);
                o.CheckpointFolder = _folder;
                o.CancellationToken = cancel.Token;
                o.Progress = new NeuralFitTests.Collect(p => { if (p is { ValidationNdcg: not null, Epoch: > 0 } && ++epochs == reports) cancel.Cancel(); });
            }));
            Assert.AreEqual((pretraining, tuning), (part.Summary.PretrainingEpochs, part.Summary.TuningEpochs));
        }

        using DpcplModelParameters resumed = TinyShop.Model(TinyShop.Options(o =>
        {
            Common(o);
            o.CheckpointFolder = _folder;
        }));
        CollectionAssert.AreEqual(TinyShop.Weights(whole), TinyShop.Weights(resumed));
        Assert.AreEqual(whole.Summary.BestTuningEpoch, resumed.Summary.BestTuningEpoch);
        Assert.IsEmpty(Directory.GetFiles(_folder, "*.tmp"));
    }

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
}
