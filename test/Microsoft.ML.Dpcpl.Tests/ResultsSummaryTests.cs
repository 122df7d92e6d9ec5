namespace Microsoft.ML.Dpcpl.Tests;

/// <summary>The figures of the README are those of the page that the program wrote.</summary>
[TestClass]
public sealed class ResultsSummaryTests
{
    [TestMethod]
    public void EveryRowOfTheReadmeStandsOnTheSummary()
    {
        string summary = RepositoryFiles.Absolute("docs/results/summary.md");
        if (!File.Exists(summary))
            Assert.Inconclusive("docs/results/summary.md is not there yet.");
        Assert.IsNotEmpty(ResultRows.OfReadme(ReadmeFile.Text).ToArray(), "README.md has no table between the lines that `dpcpl summary ... --readme` writes between");
        string[] missing = [.. ResultRows.NotOn(File.ReadAllText(summary), ReadmeFile.Text)];
        Assert.IsEmpty(missing, string.Join('\n', missing));
    }
}
