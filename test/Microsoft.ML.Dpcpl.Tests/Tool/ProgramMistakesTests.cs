using System.Text.RegularExpressions;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Tests.Mistakes;
using ProgramCommands = Microsoft.ML.Dpcpl.Tool.CommandLine;

namespace Microsoft.ML.Dpcpl.Tests.Tool;

/// <summary>Who errs on the command line is told so in its own words, and what to do.</summary>
[TestClass]
public sealed partial class ProgramMistakesTests
{
    private static readonly MistakeShop s_shop = new();

    private static readonly Lazy<HashSet<string>> s_options = new(() =>
    [
        .. ProgramCommands.Build().Subcommands.SelectMany(command => command.Options).Select(option => option.Name), "--help",
    ]);

    /// <summary>What C# calls the options: names that no program has.</summary>
    private static readonly Lazy<string[]> s_properties = new(() =>
        [.. OptionClasses.All.SelectMany(OptionCheck.OptionsOf).Select(option => option.Name).Distinct().Where(name => name.Skip(1).Any(char.IsUpper))]);

    private static Dictionary<string, TypedMistake> Mistakes { get; } = TypedMistakes.All.ToDictionary(mistake => mistake.Name);

    public static IEnumerable<object[]> Names => Mistakes.Keys.Select(name => new object[] { name });

    [ClassCleanup]
    public static void End() => s_shop.Dispose();

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void TheMessageNamesTheMistakeAndTheWayOut(string name)
    {
        TypedMistake mistake = Mistakes[name];
        string[] arguments = mistake.Arguments(s_shop);
        ProgramRun run = ProgramRun.Of(arguments);
        string message = run.Error.TrimEnd().Replace(s_shop.Folder, "{folder}", StringComparison.Ordinal).Replace(Environment.CurrentDirectory, "{here}", StringComparison.Ordinal).Replace('\\', '/');
        run.AssertRefused("");
        Assert.AreEqual("dpcpl: " + mistake.Message, message);
        string[] options = [.. OptionName().Matches(message).Select(found => found.Value)];
        Assert.IsTrue(options.Length > 0 || message.Contains("{folder}", StringComparison.Ordinal) || arguments[0] == "experiment", "it names neither option nor file");
        foreach (string option in options.Except(arguments))
            Assert.IsTrue(s_options.Value.Contains(option), $"there is no option {option}");
        foreach (string property in s_properties.Value)
            Assert.DoesNotMatchRegex($@"\b{property}\b", message, "C# calls it so");
    }

    [TestMethod]
    public void ThereAreMany() => Assert.IsGreaterThanOrEqualTo(60, Mistakes.Count);

    [GeneratedRegex(@"(?<![\w-])--[a-z][a-z-]*")]
    private static partial Regex OptionName();
}
