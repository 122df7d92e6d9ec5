using System.Reflection;
using Microsoft.ML.Dpcpl.Tests.Systems;
using Microsoft.ML.Dpcpl.Tool;
using Microsoft.ML.Dpcpl.Tool.Arguments;

namespace Microsoft.ML.Dpcpl.Tests.Tool;

[TestClass]
public sealed class ErrorsTests
{
    [TestMethod]
    public void TheInnermostReasonCounts()
    {
        var reason = new FormatException("part 'model' was altered");
        Assert.AreSame(reason, Errors.Innermost(new TargetInvocationException(new AggregateException(new TargetInvocationException(reason)))));
        Assert.AreSame(reason, Errors.Innermost(reason));
        var bare = new AggregateException("none inside");
        Assert.AreSame(bare, Errors.Innermost(bare));
    }

    [TestMethod]
    public void FaultsAreToldFromWhatTheLibraryRefuses()
    {
        Assert.IsFalse(Errors.IsInput(Assert.Throws<InvalidOperationException>(() => Array.Empty<int>().First())));
        Assert.IsFalse(Errors.IsInput(Assert.Throws<NullReferenceException>(() => ((string)null!).Trim())));
        using var folder = new TemporaryFolder();
        TinyShop.Model(TinyShop.Options(o => o.CheckpointFolder = folder.File("ck"))).Dispose();
        Assert.IsTrue(Errors.IsInput(Assert.Throws<InvalidOperationException>(() => TinyShop.Model(TinyShop.Options(o => (o.CheckpointFolder, o.LearningRate) = (folder.File("ck"), 0.5f))))));
    }

    [TestMethod]
    public void MessagesAreOneShortLine()
    {
        string word = new('x', 5000), text = string.Concat(Enumerable.Repeat("many words ", 500));
        Assert.AreEqual($"no '{new string('x', 300)}...' here", Errors.OneLine($"no '{word}' here", [word]));
        Assert.IsLessThan(1010, Errors.OneLine($"no '{text}' here", []).Length);
        Assert.IsLessThan(330, Errors.OneLine($"no '{text}' here", ["train", text]).Length);
        Assert.AreEqual(@"a b \u001b[31mc\u0007 é", Errors.OneLine("a\r\n\tb \u001b[31mc\u0007 é", []));
    }

    [TestMethod]
    [DataRow("--hidden-size is 30; it must be a multiple of --blocks (8).", "HiddenSize", "HiddenSize is 30; it must be a multiple of Blocks (8).")]
    [DataRow("--time-decay is True; it must be false with --mixer causal-filter: it is part of Attention", "TimeDecay", "TimeDecay is True; it must be false with Mixer = CausalFilter: it is part of Attention")]
    [DataRow("--tuning is prompts; it must be full-fine-tuning or none", "Tuning", "Tuning is Prompts; it must be FullFineTuning or None")]
    [DataRow("--test-negatives is 3; --hidden-size", "NegativeCount", "NegativeCount is 3; Options.HiddenSize")]
    [DataRow("Training diverged in Tuning epoch 1. A smaller --learning-rate helps.", null, "Training diverged in Tuning epoch 1. A smaller LearningRate helps.")]
    [DataRow("(--seed is 9 here and 1 there). Choose another --checkpoint", null, "(Seed is 9 here and 1 there). Choose another CheckpointFolder")]
    [DataRow("name it with --columns", null, "name it with userColumnName")]
    [DataRow("--target is 'rent'; the data have 'click'. Set --target to one of them.", "TargetBehavior", "TargetBehavior is 'rent'; column 'Behavior' knows 'click'. Set TargetBehavior to one of them.")]
    [DataRow("The times of the data are odd: --time-unit", null, "The times in column 'Timestamp' are odd: TimestampUnit")]
    [DataRow("such as --encoding latin1, not the encoding", null, "such as Encoding = Latin1, not the encoding")]
    public void TheCommandLineNamesItsOwnOptions(string expected, string? option, string message) =>
        Assert.AreEqual(expected, OptionNames.CommandLine.Spell(message, option));

    [TestMethod]
    public void ExperimentsNameTheirKeys()
    {
        Assert.AreEqual("hidden-size is 30; it must be a multiple of blocks (8).", OptionNames.Experiment.Spell("HiddenSize is 30; it must be a multiple of Blocks (8).", "HiddenSize"));
        Assert.AreEqual("test-negatives is 0", OptionNames.Experiment.Spell("NegativeCount is 0", "NegativeCount"));
    }

    [TestMethod]
    public void EveryLineOfTheStopMessageFitsATerminal() => Assert.IsTrue(StopSignal.Message.All(line => line.Length is > 0 and <= 79));
}
