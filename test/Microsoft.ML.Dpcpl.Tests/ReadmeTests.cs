using System.Globalization;
using System.Reflection;

namespace Microsoft.ML.Dpcpl.Tests;

/// <summary>The README's program compiles as it stands and, with few epochs, does what it says on a small log.</summary>
[TestClass]
[DoNotParallelize]
public sealed class ReadmeTests
{
    private const string Trainer = "Trainers.Dpcpl(targetBehavior: \"buy\")";

    [TestMethod]
    public void ProgramCompilesAndRuns()
    {
        CompiledSource.Compile(ReadmeFile.Program);
        Assert.HasCount(3, ReadmeFile.Program.Split(Trainer));
        Assembly program = CompiledSource.Compile(ReadmeFile.Program.Replace(
            Trainer, "Trainers.Dpcpl(new DpcplTrainer.Options { TargetBehavior = \"buy\", PretrainingEpochs = 3, TuningEpochs = 3 })", StringComparison.Ordinal));
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
        string[] recommended = lines[0].Split(", ");
        Assert.HasCount(10, recommended.Distinct().ToArray());
        CollectionAssert.IsSubsetOf(recommended, new ShopLogGenerator(Small).ItemNames.ToArray());
        Assert.MatchesRegex(@"^HR@10 [01]\.\d{3}  NDCG@10 [01]\.\d{3}$", lines[1]);
    }

    private static ShopLogOptions Small => new() { Users = 150, Items = 300, EventsPerUser = 30 };

    private static void WriteEvents(string path) => File.WriteAllLines(
        path,
        [
            "user,item,behavior,time",
            .. new ShopLogGenerator(Small).Events().Select(e => string.Create(CultureInfo.InvariantCulture, $"{e.User},{e.Item},{e.Behavior},{e.Timestamp}")),
        ]);
}
