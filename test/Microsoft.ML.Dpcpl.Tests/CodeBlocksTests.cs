using System.Diagnostics;
using System.Xml.Linq;
using Microsoft.ML.Dpcpl.Tests.Tool;
using Microsoft.ML.Dpcpl.Tool.Experiments;

namespace Microsoft.ML.Dpcpl.Tests;

/// <summary>Every block of code of the pages and of documentation comments: C# compiles and runs, commands, JSON and XML are what they should be.</summary>
[TestClass]
[DoNotParallelize]
public sealed class CodeBlocksTests
{
    /// <summary>A page whose blocks are only compiled here, and why.</summary>
    private static readonly Dictionary<string, string> s_compiledOnly = new()
    {
        ["README.md"] = "ReadmeTests runs it and looks at what it prints",
        ["src/Microsoft.ML.Dpcpl.Mpi/PACKAGE.md"] = "MPI is not everywhere, and begins once in a process; ProcessesTests run it in processes of their own",
    };

    /// <summary>What would take minutes, and what is run in its place.</summary>
    private static readonly (string Of, string By)[] s_smaller =
    [
        ("Trainers.Dpcpl(\"buy\")", "Trainers.Dpcpl(small)"), ("Trainers.Dpcpl(targetBehavior: \"buy\")", "Trainers.Dpcpl(small)"),
        ("Trainers.SasRec(\"buy\")", "Trainers.SasRec(smallSasRec)"), ("Trainers.SasRec(targetBehavior: \"buy\")", "Trainers.SasRec(smallSasRec)"),
        ("new DpcplTrainer.Options { TargetBehavior = \"buy\" }", "small"), ("Trials = 27", "Trials = 1"),
    ];

    private static readonly CodeBlock[] s_csharp = [.. CodeBlock.Of("csharp")];
    private static readonly CodeBlock[] s_run = [.. s_csharp.Where(block => !s_compiledOnly.ContainsKey(block.Page)).Select(Smaller)];
    private static readonly Lazy<IReadOnlyList<Type>> s_programs = new(() => GuideProgram.Compile(s_run));

    public static IEnumerable<object[]> Run => s_run.Select(block => new object[] { block.Place });

    [TestMethod]
    public void EveryLanguageHasACheck()
    {
        string[] checks = ["csharp", "sh", "json", "xml", "text"];
        string[] without = [.. CodeBlock.All.Where(block => !checks.Contains(block.Language)).Select(block => $"{block.Place}: '{block.Language}'")];
        Assert.IsEmpty(without, string.Join('\n', without));
        foreach (string language in checks)
            Assert.IsTrue(CodeBlock.Of(language).Any(), language);
        CollectionAssert.IsSubsetOf(s_compiledOnly.Keys, s_csharp.Select(block => block.Page).ToArray());
        foreach ((string of, _) in s_smaller)
            Assert.IsTrue(s_csharp.Any(block => block.Text.Contains(of, StringComparison.Ordinal)), of);
    }

    [TestMethod]
    public void CSharpCompiles() => Assert.HasCount(s_csharp.Length, GuideProgram.Compile(s_csharp));

    [TestMethod]
    [DynamicData(nameof(Run))]
    public void CSharpRuns(string place)
    {
        using var folder = new TemporaryFolder();
        SmallLog.Write(folder, "events.csv");
        SmallLog.WriteTests(folder);
        Directory.CreateDirectory(folder.File("ijcai15_dpt"));
        SmallLog.Write(folder, "ijcai15_dpt/interactions.csv.gz");
        File.Move(SmallLog.WriteItemAttributes(folder), folder.File("items.csv.gz"));
        string before = Directory.GetCurrentDirectory();
        TextWriter console = Console.Out;
        try
        {
            Directory.SetCurrentDirectory(folder.File("."));
            Console.SetOut(TextWriter.Null);
            ((GuideVariables)Activator.CreateInstance(s_programs.Value[Array.FindIndex(s_run, block => block.Place == place)])!).Run();
        }
        finally
        {
            Console.SetOut(console);
            Directory.SetCurrentDirectory(before);
        }
    }

    /// <summary>An error is found, and where.</summary>
    [TestMethod]
    public void AWrongBlockIsFound()
    {
        CodeBlock[] blocks = [.. CodeBlock.OfMarkdown("page.md", "Text.\n\n  ```cs\n  var found = split.TestSet;\n  var none = split.TestSets;\n  ```\n")];
        AssertFailedException failed = Assert.ThrowsExactly<AssertFailedException>(() => GuideProgram.Compile(blocks));
        StringAssert.Contains(failed.Message, "page.md(5,18)");
        StringAssert.Contains(failed.Message, "TestSets");
        Assert.ThrowsExactly<AssertFailedException>(() => CodeBlock.OfMarkdown("page.md", "```sh\nls\n"));
    }

    [TestMethod]
    public void CommandsAreUnderstood()
    {
        string[] faults = [.. from block in CodeBlock.Of("sh") from line in ShellLine.Of(block) let fault = ShellLine.Fault(line) where fault is not null select $"{block.Place}: {line}: {fault}"];
        Assert.IsEmpty(faults, string.Join('\n', faults));
    }

    [TestMethod]
    [DataRow("dotnet run -c Release --project src/Microsoft.ML.Dpcpl.Sample", "Dpcpl.Sample")]
    [DataRow("dotnet run --project src/Microsoft.ML.Dpcpl.Samples -- quickstarts", "quickstarts")]
    [DataRow("dotnet run --project test/Microsoft.ML.Dpcpl.Benchmarks -- scale no-such-job", "no-such-job")]
    [DataRow("dotnet run --project test/Microsoft.ML.Dpcpl.Torture -- files --counts 1", "--counts")]
    [DataRow("DPCPL_DRAWS=2 dotnet test --filter NoSuchTests", "NoSuchTests")]
    [DataRow("dotnet add package TorchSharp-cpu --version 0.1.0", "0.1.0")]
    [DataRow("dotnet add package NoSuchPackage", "no such package")]
    [DataRow("curl http://127.0.0.1:5000/recommendations", "/recommendations")]
    [DataRow("curl -X POST http://127.0.0.1:5000/recommend -d '{ \"items\": [] }'", "'behaviors' is missing")]
    [DataRow("wget https://example.com", "no check")]
    public void AWrongCommandIsFound(string line, string part) => StringAssert.Contains(ShellLine.Fault(line) ?? "", part);

    [TestMethod]
    public void AwkCutsLogs()
    {
        if (!File.Exists("/usr/bin/awk"))
            Assert.Inconclusive("There is no awk here.");
        foreach (CodeBlock block in CodeBlock.Of("sh").Where(block => ShellLine.Of(block).Any(line => line.StartsWith("awk", StringComparison.Ordinal))))
        {
            using var folder = new TemporaryFolder();
            SmallLog.Write(folder, "log.csv");
            foreach (string line in ShellLine.Of(block).Where(line => line.StartsWith("awk", StringComparison.Ordinal)))
            {
                using var shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", line]) { WorkingDirectory = folder.File(".") })!;
                shell.WaitForExit();
                Assert.AreEqual(0, shell.ExitCode, line);
                Assert.AreEqual("user,item,behavior,time", File.ReadLines(folder.File(line.Split("> ")[^1])).First(), line);
            }
        }
    }

    /// <summary>The JSON of the pages are experiments, read as the program reads them; the data may be anywhere.</summary>
    [TestMethod]
    public void JsonIsAnExperiment()
    {
        foreach (CodeBlock block in CodeBlock.Of("json"))
        {
            using var folder = new TemporaryFolder();
            foreach (string data in block.Text.Split('"').Where(word => word.EndsWith(".csv.gz", StringComparison.Ordinal)))
            {
                Directory.CreateDirectory(Path.GetDirectoryName(folder.File(data))!);
                folder.Write(data, "");
            }
            Assert.IsNotEmpty(ExperimentReader.ReadFile(folder.Write("experiment.json", block.Text), folder.File(".")).Systems, block.Place);
        }
    }

    /// <summary>The XML of the pages are properties of projects.</summary>
    [TestMethod]
    public void XmlIsPropertiesOfAProject()
    {
        string[] known = ["RuntimeIdentifier", "SelfContained"];
        foreach (CodeBlock block in CodeBlock.Of("xml"))
            CollectionAssert.IsSubsetOf(XElement.Parse($"<PropertyGroup>{block.Text}</PropertyGroup>").Elements().Select(element => element.Name.LocalName).ToArray(), known, block.Place);
    }

    /// <summary>Drawings: what looks like a command or a statement belongs into a language that is checked.</summary>
    [TestMethod]
    public void TextIsNoCode()
    {
        foreach (string line in CodeBlock.Of("text").SelectMany(block => block.Text.Split('\n')))
            Assert.IsFalse(line.EndsWith(';') || line.TrimStart().StartsWith("dotnet", StringComparison.Ordinal) || line.TrimStart().StartsWith("dpcpl ", StringComparison.Ordinal), line);
    }

    private static CodeBlock Smaller(CodeBlock block) => s_smaller.Aggregate(block, (one, smaller) => one with { Text = one.Text.Replace(smaller.Of, smaller.By, StringComparison.Ordinal) });
}
