using Microsoft.ML.Dpcpl.Tool.Experiments;

namespace Microsoft.ML.Dpcpl.Tests.Tool.Experiments;

/// <summary>The files behind the committed tables can still be run: every name, option and value in them exists.</summary>
[TestClass]
public sealed class CommittedExperimentsTests
{
    private static readonly string s_folder = Path.Combine(LibrarySource.RepositoryRoot, "docs", "results", "experiments");

    private static readonly string[] s_data =
    [
        "ijcai15_dpt/interactions.csv.gz", "ijcai15_dpt/test_negatives99.csv.gz", "kuairand_pure_2w/interactions.csv.gz", "kuairand_pure_2w/users.csv.gz", "taobao_ub_1k/interactions.csv.gz",
        "amazon_beauty_s3/interactions.csv.gz", "amazon_sports_s3/interactions.csv.gz",
    ];

    public static IEnumerable<object[]> Files => Directory.GetFiles(s_folder, "*.json").Select(path => new object[] { Path.GetFileName(path) });

    [TestMethod]
    [DynamicData(nameof(Files))]
    public void CanBeRead(string file)
    {
        using var data = new TemporaryFolder();
        foreach (string name in s_data)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(data.File(name))!);
            File.WriteAllText(data.File(name), "");
        }
        Experiment experiment = ExperimentReader.ReadFile(Path.Combine(s_folder, file), data.File("."));
        Assert.IsNotEmpty(experiment.Systems);
        CollectionAssert.AllItemsAreUnique(experiment.Systems.Select(system => system.Name).ToArray());
    }
}
