using System.IO.Compression;

namespace Microsoft.ML.Dpcpl.Tests;

/// <summary>Finds the real data sets that lie beside the repository; tests without them are inconclusive, not failed.</summary>
internal static class SharedData
{
    /// <summary>The path of a file of a data set, such as <c>Path("taobao_ub_1k", "interactions.csv.gz")</c>.</summary>
    public static string Path(string dataSet, string file)
    {
        string? folder = Folder();
        if (folder is null)
            Assert.Inconclusive("The folder of shared data is neither beside the repository nor named by DPCPL_SHARED.");
        string path = System.IO.Path.Combine(folder, "data", dataSet, file);
        if (!File.Exists(path))
            Assert.Inconclusive($"The shared data has no {dataSet}/{file}.");
        return path;
    }

    /// <summary>The path of a file of a case: an input that was handled wrongly once.</summary>
    public static string Case(string name, string file)
    {
        string? path = Folder() is { } folder ? System.IO.Path.Combine(folder, "cases", name, file) : null;
        if (!File.Exists(path))
            Assert.Inconclusive($"There is no case {name}/{file}.");
        return path!;
    }

    /// <summary>The lines of a gzip'd text file of a data set.</summary>
    public static IEnumerable<string> Lines(string dataSet, string file)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(Path(dataSet, file)), CompressionMode.Decompress));
        while (reader.ReadLine() is { } line)
            yield return line;
    }

    private static string? Folder()
    {
        if (Environment.GetEnvironmentVariable("DPCPL_SHARED") is { Length: > 0 } named)
            return Directory.Exists(named) ? named : null;
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (!File.Exists(System.IO.Path.Combine(at.FullName, "Microsoft.ML.Dpcpl.sln")))
                continue;
            string beside = System.IO.Path.GetFullPath(System.IO.Path.Combine(at.FullName, "..", "shared"));
            return Directory.Exists(beside) ? beside : null;
        }
        return null;
    }
}
