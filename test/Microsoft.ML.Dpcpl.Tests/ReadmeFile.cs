namespace Microsoft.ML.Dpcpl.Tests;

/// <summary>README.md of the tree that the tests were built from.</summary>
internal static class ReadmeFile
{
    public static string Path { get; } = System.IO.Path.Combine(Root(), "README.md");

    public static string Text => File.ReadAllText(Path).ReplaceLineEndings("\n");

    /// <summary>The first block of C#.</summary>
    public static string Program => CodeBlock.OfMarkdown("README.md", Text).First(block => block.Language == "csharp").Text;

    private static string Root()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Microsoft.ML.Dpcpl.sln")))
                return folder.FullName;
        }
        throw new DirectoryNotFoundException("No folder above the tests holds Microsoft.ML.Dpcpl.sln.");
    }
}
