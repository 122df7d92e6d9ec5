namespace Microsoft.ML.Dpcpl.Tests;

/// <summary>The files of the tree that the tests were built from, without what builds leave there.</summary>
internal static class RepositoryFiles
{
    private static readonly string[] s_folders = ["src", "test", "docs", "build"];

    /// <summary>Paths relative to the root, with slashes: the root's own files and those of sources, tests, docs and build.</summary>
    /// <param name="endings">How the names end, such as ".md".</param>
    public static IEnumerable<string> EndingWith(params string[] endings) =>
        Directory.EnumerateFiles(LibrarySource.RepositoryRoot)
            .Concat(s_folders.SelectMany(folder => Directory.EnumerateFiles(Absolute(folder), "*", SearchOption.AllDirectories)))
            .Where(path => endings.Any(ending => path.EndsWith(ending, StringComparison.Ordinal)))
            .Select(path => Path.GetRelativePath(LibrarySource.RepositoryRoot, path).Replace('\\', '/'))
            .Where(path => !path.Split('/').Any(part => part is "bin" or "obj" or "TestResults"))
            .Order(StringComparer.Ordinal);

    public static string Absolute(string path) => Path.Combine(LibrarySource.RepositoryRoot, path);
}
