using System.Text.RegularExpressions;
using Microsoft.ML.Dpcpl.Tests.Tool;
using Microsoft.ML.Dpcpl.Tool.Experiments;
using ProgramCommands = Microsoft.ML.Dpcpl.Tool.CommandLine;

namespace Microsoft.ML.Dpcpl.Tests;

/// <summary>Command lines of the README, the guides and the result pages are understood by the program, and those that are cheap are run.</summary>
[TestClass]
[DoNotParallelize]
public sealed partial class CommandLinesTests
{
    private const string Tool = "src/Microsoft.ML.Dpcpl.Tool", Data = "events.csv";

    /// <summary>Commands that are only parsed: the built-in data take minutes, an experiment hours, and a summary stands on its results; files of experiments are read.</summary>
    private static readonly string[] s_parsedOnly = ["quickstart", "experiment", "summary"];

    private static readonly (string Option, string Value)[] s_small =
    [
        ("--pretraining-epochs", "1"), ("--tuning-epochs", "1"), ("--hidden-size", "16"), ("--max-sequence-length", "16"), ("--layers", "1"),
        ("--prompt-tokens", "2"), ("--prompt-factors", "2"), ("--negatives", "16"), ("--test-negatives", "20"), ("--threads", "1"),
    ];

    public static IEnumerable<object[]> Pages => Lines.Select(line => line.Page).Distinct().Select(page => new object[] { page });

    private static Line[] Lines { get; } = [.. RepositoryFiles.EndingWith(".md").SelectMany(OfPage)];

    /// <summary>A command line of a page; dots stand for what is left out.</summary>
    private sealed record Line(string Page, string Text)
    {
        public string[] Words { get; } = [.. Word().Matches(Text).Select(word => word.Value.Trim('"', '\''))];

        public bool IsPart => Words.Contains("...");

        public string Command => Words.FirstOrDefault(word => !word.StartsWith('-'), "quickstart");
    }

    [TestMethod]
    public void ThereAreSuchLines()
    {
        foreach (string page in (string[])["README.md", "docs/command-line.md", "docs/experiments.md", "docs/deployment.md", "docs/results/ijcai15.md"])
            Assert.IsTrue(Lines.Any(line => line.Page == page), page);
        foreach (string command in ProgramCommands.Build().Subcommands.Where(command => !command.Hidden).Select(command => command.Name))
            Assert.IsTrue(Lines.Any(line => line.Command == command && !line.IsPart), command);
    }

    [TestMethod]
    [DataRow("stats --data events.csv --target buy", "--target")]
    [DataRow("train --data events.csv --target buy", "--model")]
    [DataRow("train --data events.csv ... --hiden-size 8", "--hiden-size")]
    [DataRow("train ... --hidden-size wide", "wide")]
    public void AWrongLineIsFound(string text, string part) => StringAssert.Contains(string.Join(' ', Errors(new Line("", text))), part);

    [TestMethod]
    [DynamicData(nameof(Pages))]
    public void EveryLineIsUnderstood(string page)
    {
        string[] wrong = [.. from line in Lines where line.Page == page from error in Errors(line) select $"{line.Text}: {error}"];
        Assert.IsEmpty(wrong, string.Join('\n', wrong));
    }

    [TestMethod]
    [DynamicData(nameof(Pages))]
    public void CheapLinesRun(string page)
    {
        using var folder = new TemporaryFolder();
        foreach (Line line in Lines.Where(line => line.Page == page && !line.IsPart))
        {
            if (line.Words.Contains("--help"))
                ProgramRun.Of(line.Words).AssertDone();
            else if (line.Command == "experiment")
                ReadExperiment(line, folder);
            else if (!s_parsedOnly.Contains(line.Command))
                Run(line, folder);
        }
    }

    /// <summary>Of projects that a page runs, the folder is there.</summary>
    [TestMethod]
    public void ProjectsOfThePagesAreThere()
    {
        string[] projects = [.. RepositoryFiles.EndingWith(".md").SelectMany(page => Project().Matches(File.ReadAllText(RepositoryFiles.Absolute(page)))).Select(match => match.Groups[1].Value).Distinct()];
        CollectionAssert.IsSubsetOf((string[])[Tool, "src/Microsoft.ML.Dpcpl.Samples"], projects);
        foreach (string project in projects)
            Assert.IsTrue(Directory.Exists(RepositoryFiles.Absolute(project)), project);
    }

    private static IEnumerable<string> Errors(Line line)
    {
        // Dots behind an option are its value.
        string[] words = [.. line.Words.Where((word, at) => word != "..." || (at > 0 && line.Words[at - 1].StartsWith('-')))];
        System.CommandLine.ParseResult parsed = ProgramCommands.Build().Parse(words);
        // What is left out may be what is required.
        return parsed.Errors.Select(error => error.Message).Where(message => !line.IsPart || !message.Contains("required", StringComparison.OrdinalIgnoreCase));
    }

    private static void Run(Line line, TemporaryFolder folder)
    {
        string[] words = [.. line.Words];
        for (int i = 1; i < words.Length; i++)
        {
            words[i] = words[i - 1] switch
            {
                "--data" => Once(folder, Data, () => SmallLog.Write(folder, Data)),
                "--users" => Once(folder, "users.csv", () => SmallLog.WriteUsers(folder)),
                "--allow" or "--deny" or "--categories" => Once(folder, "items.csv", () => SmallLog.WriteItems(folder)),
                "--items" => Once(folder, "attributes.csv", () => SmallLog.WriteItemAttributes(folder)),
                "--category" => SmallLog.Generator.ItemNames[0][..SmallLog.Generator.ItemNames[0].LastIndexOf(' ')],
                "--item" => SmallLog.Generator.ItemNames[0],
                "--user" => "u000001",
                "--item-vectors" or "--user-vectors" or "--onnx" or "--model" or "--from" or "--report" or "--log" or "--output" or "--checkpoint" => folder.File(words[i]),
                _ => words[i],
            };
        }
        string? model = line.Command is "evaluate" or "recommend" or "update" or "similar" or "explain" or "export" ? After(words, "--model") : After(words, "--from");
        if (model is not null && !File.Exists(model))
            ProgramRun.Of(Small(["train", "--data", Once(folder, Data, () => SmallLog.Write(folder, Data)), "--target", "buy", "--model", model])).AssertDone();
        ProgramRun run = ProgramRun.Of(line.Command is "train" or "tune" ? Small(words) : words);
        Assert.AreEqual(0, run.ExitCode, $"{line.Text}: {run.Error}");
        foreach (string option in (string[])["--report", "--output", "--model", "--log", "--item-vectors", "--user-vectors", "--onnx"])
            Assert.IsTrue(After(words, option) is not { } written || Path.Exists(written.Replace("{part}", "00000", StringComparison.Ordinal)), $"{line.Text}: {option}");
    }

    /// <summary>The file stands in the repository or on the page; its data may be anywhere.</summary>
    private static void ReadExperiment(Line line, TemporaryFolder folder)
    {
        string file = RepositoryFiles.Absolute(line.Words[1]);
        string text = File.Exists(file) ? File.ReadAllText(file) : JsonOf(line.Page);
        foreach (Match data in DataFile().Matches(text))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder.File(data.Groups[1].Value))!);
            folder.Write(data.Groups[1].Value, "");
        }
        Assert.IsNotEmpty(ExperimentReader.ReadFile(folder.Write("experiment.json", text), folder.File(".")).Systems, line.Text);
    }

    private static string JsonOf(string page) =>
        CodeBlock.Of("json").FirstOrDefault(block => block.Page == page)?.Text ?? throw new AssertFailedException($"{page} shows no experiment");

    private static string Once(TemporaryFolder folder, string name, Action write)
    {
        if (!File.Exists(folder.File(name)))
            write();
        return folder.File(name);
    }

    private static string[] Small(string[] words) => [.. words, .. s_small.Where(option => !words.Contains(option.Option)).SelectMany(option => (string[])[option.Option, option.Value])];

    private static string? After(string[] words, string option) => Array.IndexOf(words, option) is >= 0 and var at && at + 1 < words.Length ? words[at + 1] : null;

    /// <summary>The command lines of a page: in blocks a line each, in running text between backticks.</summary>
    private static IEnumerable<Line> OfPage(string page)
    {
        string text = File.ReadAllText(RepositoryFiles.Absolute(page)).ReplaceLineEndings("\n");
        IEnumerable<string> blocks = Fenced().Matches(text).SelectMany(block => block.Groups[1].Value.Replace("\\\n", " ", StringComparison.Ordinal).Split('\n'));
        IEnumerable<string> spans = Inline().Matches(Fenced().Replace(text, "")).Select(span => span.Groups[1].Value);
        return blocks.Concat(spans).Select(line => Start().Match(WhiteSpace().Replace(line, " ").Trim())).Where(start => start.Success)
            .Select(start => new Line(page, Comment().Replace(start.Groups[1].Value, "").Trim())).Distinct();
    }

    [GeneratedRegex(@"^```[^\n]*\n(.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Fenced();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Inline();

    /// <summary>The program by its name or from its project; what follows are commands or options, not the rest of a sentence or of C#.</summary>
    [GeneratedRegex(@"^(?:dpcpl|dotnet run .*--project src/Microsoft\.ML\.Dpcpl\.Tool --)( (?:[a-z]|--[a-z]).*)$")]
    private static partial Regex Start();

    [GeneratedRegex(@"--project (\S+?)[`'\s]")]
    private static partial Regex Project();

    [GeneratedRegex("\"(?:events|users)\": *\"([^\"]+)\"")]
    private static partial Regex DataFile();

    [GeneratedRegex(@" #.*$")]
    private static partial Regex Comment();

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();

    [GeneratedRegex("\"[^\"]*\"|'[^']*'|\\S+")]
    private static partial Regex Word();
}
