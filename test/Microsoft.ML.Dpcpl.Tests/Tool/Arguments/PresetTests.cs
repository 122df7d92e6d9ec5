using System.CommandLine;
using Microsoft.ML.Dpcpl.Tool.Arguments;

namespace Microsoft.ML.Dpcpl.Tests.Tool.Arguments;

using Command = System.CommandLine.Command;

[TestClass]
public sealed class PresetTests
{
    /// <summary>The paper's data are 20-cores; whoever says otherwise is heard.</summary>
    [TestMethod]
    [DataRow("", 0)]
    [DataRow("--preset best", 0)]
    [DataRow("--preset paper", 20)]
    [DataRow("--preset paper --min-interactions 0", 0)]
    [DataRow("--min-interactions 3", 3)]
    public void ThePaperBringsItsCore(string line, int core)
    {
        var command = new Command("train");
        var data = new DataArguments();
        var training = new TrainingArguments();
        data.AddTo(command);
        training.AddTo(command);
        ParseResult parsed = command.Parse($"--data e.csv {line}");
        Assert.IsEmpty(parsed.Errors);
        Assert.AreEqual(core, data.Settings(parsed, training.Core(parsed)).MinInteractions);
    }
}
