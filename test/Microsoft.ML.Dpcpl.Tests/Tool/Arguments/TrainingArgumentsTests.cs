using System.CommandLine;
using Microsoft.ML.Dpcpl.Tool.Arguments;

namespace Microsoft.ML.Dpcpl.Tests.Tool.Arguments;

[TestClass]
public sealed class TrainingArgumentsTests
{
    [TestMethod]
    public void NothingGivenIsThePreset()
    {
        Same(new DpcplTrainer.Options(), Read());
        Same(DpcplTrainer.Options.FromPreset(DpcplPreset.Paper), Read("--preset", "paper"));
    }

    [TestMethod]
    public void GivenValuesAreSet()
    {
        DpcplTrainer.Options options = Read(
            "--preset", "paper", "--hidden-size", "32", "--loss", "gbce", "--learning-rate", "5e-4", "--personalized", "false", "--seed", "-3",
            "--device", "cpu", "--tuning", "full-fine-tuning", "--checkpoint", "folder", "--epochs", "7", "--tuning-epochs", "2");
        Assert.AreEqual(32, options.HiddenSize);
        Assert.AreEqual(4, options.Layers);
        Assert.AreEqual(RankingLoss.GBce, options.Loss);
        Assert.AreEqual(5e-4f, options.LearningRate);
        Assert.IsFalse(options.Personalized);
        Assert.AreEqual(-3, options.Seed);
        Assert.AreEqual("cpu", options.Device);
        Assert.AreEqual(TuningMode.FullFineTuning, options.Tuning);
        Assert.AreEqual("folder", options.CheckpointFolder);
        Assert.AreEqual(7, options.PretrainingEpochs);
        Assert.AreEqual(2, options.TuningEpochs);
    }

    private static DpcplTrainer.Options Read(params string[] arguments)
    {
        var training = new TrainingArguments();
        var command = new RootCommand();
        training.AddTo(command);
        ParseResult parsed = command.Parse(arguments);
        Assert.IsEmpty(parsed.Errors);
        return training.Read(parsed, CancellationToken.None);
    }

    private static void Same(DpcplTrainer.Options expected, DpcplTrainer.Options actual)
    {
        foreach (var property in typeof(DpcplTrainer.Options).GetProperties().Where(p => p.PropertyType != typeof(string[])))
            Assert.AreEqual(property.GetValue(expected), property.GetValue(actual), property.Name);
    }
}
