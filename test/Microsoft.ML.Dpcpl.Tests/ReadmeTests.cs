using System.Globalization;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Microsoft.ML.Dpcpl.Tests;

/// <summary>The README's program compiles as it stands and does what it says, on a small log.</summary>
[TestClass]
[DoNotParallelize]
public sealed class ReadmeTests
{
    /// <summary>What the SDK adds to a console program.</summary>
    private const string ImplicitUsings = "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq;";

    [TestMethod]
    public void ProgramCompilesAndRuns()
    {
        Assembly program = Compile(ReadmeFile.Program);
        string folder = Directory.CreateTempSubdirectory("dpcpl-readme-").FullName;
        string before = Directory.GetCurrentDirectory();
        TextWriter console = Console.Out;
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        try
        {
            WriteEvents(Path.Combine(folder, "events.csv"));
            Directory.SetCurrentDirectory(folder);
            Console.SetOut(output);
            program.EntryPoint!.Invoke(null, program.EntryPoint.GetParameters().Length == 0 ? null : [Array.Empty<string>()]);
            Assert.IsGreaterThan(0, new FileInfo("dpcpl.zip").Length);
        }
        finally
        {
            Console.SetOut(console);
            Directory.SetCurrentDirectory(before);
            Directory.Delete(folder, recursive: true);
        }

        string[] lines = output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.MatchesRegex(@"^HR@10 [01]\.\d{3}  NDCG@10 [01]\.\d{3}$", lines[0]);
        string[] recommended = lines[1].Split(", ");
        Assert.HasCount(10, recommended.Distinct().ToArray());
        CollectionAssert.IsSubsetOf(recommended, new ShopLogGenerator(Small).ItemNames.ToArray());
    }

    private static ShopLogOptions Small => new() { Users = 120, Items = 100, EventsPerUser = 30 };

    private static void WriteEvents(string path) => File.WriteAllLines(
        path,
        [
            "user,item,behavior,time",
            .. new ShopLogGenerator(Small).Events().Select(e => string.Create(CultureInfo.InvariantCulture, $"{e.User},{e.Item},{e.Behavior},{e.Timestamp}")),
        ]);

    private static Assembly Compile(string source)
    {
        string[] platform = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        CSharpCompilation compilation = CSharpCompilation.Create(
            "ReadmeProgram",
            [CSharpSyntaxTree.ParseText(ImplicitUsings), CSharpSyntaxTree.ParseText(source)],
            platform.Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable));
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        Assert.IsTrue(result.Success, string.Join('\n', result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)));
        return Assembly.Load(image.ToArray());
    }
}
