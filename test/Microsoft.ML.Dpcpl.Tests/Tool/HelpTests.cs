using System.CommandLine;
using System.Reflection;
using Microsoft.ML.Dpcpl.Tool.Arguments;
using ProgramCommands = Microsoft.ML.Dpcpl.Tool.CommandLine;

namespace Microsoft.ML.Dpcpl.Tests.Tool;

[TestClass]
public sealed class HelpTests
{
    /// <summary>Set in another way: by --target, --repeat, --users, --checkpoint and the program itself.</summary>
    private static readonly string[] s_notByName =
    [
        nameof(DpcplTrainer.Options.TargetBehavior), nameof(DpcplTrainer.Options.RepeatPolicy), nameof(DpcplTrainer.Options.CheckpointFolder),
        nameof(DpcplTrainer.Options.PretrainLengthColumnName), nameof(DpcplTrainer.Options.LabelColumnName), nameof(DpcplTrainer.Options.ItemColumnName), nameof(DpcplTrainer.Options.BehaviorColumnName),
        nameof(DpcplTrainer.Options.TimestampColumnName), nameof(DpcplTrainer.Options.OutputColumnPrefix), nameof(DpcplTrainer.Options.AttributeColumnNames),
        nameof(DpcplTrainer.Options.Progress), nameof(DpcplTrainer.Options.CancellationToken), nameof(DpcplTrainer.Options.Distributed), nameof(DpcplTrainer.Options.HeldOutUsers),
    ];

    public static IEnumerable<object[]> Commands => ProgramCommands.Build().Subcommands.Select(command => new object[] { command.Name });

    [TestMethod]
    public void RootListsEveryCommand()
    {
        string help = ProgramRun.Of("--help").AssertDone().Output;
        foreach (string command in (string[])["quickstart", "train", "tune", "evaluate", "recommend", "stats", "experiment", "summary"])
            StringAssert.Contains(help, command);
        Assert.DoesNotContain("run-job", help);
    }

    [TestMethod]
    [DynamicData(nameof(Commands))]
    public void CommandListsAndDescribesEveryOption(string name)
    {
        System.CommandLine.Command command = ProgramCommands.Build().Subcommands.Single(c => c.Name == name);
        Assert.IsFalse(string.IsNullOrWhiteSpace(command.Description));
        string help = ProgramRun.Of(name, "--help").AssertDone().Output;
        foreach (Option option in command.Options)
        {
            Assert.IsFalse(string.IsNullOrWhiteSpace(option.Description), option.Name);
            StringAssert.Contains(help, option.Name);
        }
    }

    [TestMethod]
    public void EveryOptionOfTheTrainerCanBeSetByName()
    {
        string[] named = [.. new TrainingArguments().Settings.Select(setting => setting.Property)];
        string[] all = [.. typeof(DpcplTrainer.Options).GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(property => property.Name)];
        CollectionAssert.AreEquivalent(all, named.Concat(s_notByName).ToArray());
    }

    [TestMethod]
    public void HelpOfTrainShowsSentencesRangesDefaultsAndChoices()
    {
        string help = ProgramRun.Of("train", "--help").AssertDone().Output;
        StringAssert.Contains(help, "--hidden-size <number>");
        StringAssert.Contains(help, "d: width of every embedding and layer. [4 to 4096] [default: 64]");
        StringAssert.Contains(help, "switches it off (paper). [0, or 2 to 1024] [default: 16]");
        StringAssert.Contains(help, "[1e-7 to 1]");
        StringAssert.Contains(help, "bpr|bce|gbce|sampled-softmax|full-softmax");
    }

    [TestMethod]
    [DataRow("HiddenSize", "hidden-size")]
    [DataRow("GBce", "gbce")]
    [DataRow("GBceCalibration", "gbce-calibration")]
    [DataRow("FullFineTuning", "full-fine-tuning")]
    public void NamesAreSpelledWithDashes(string name, string expected) => Assert.AreEqual(expected, Kebab.Case(name));
}
