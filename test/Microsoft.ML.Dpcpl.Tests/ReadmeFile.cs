using System.Text.RegularExpressions;

namespace Microsoft.ML.Dpcpl.Tests;

/// <summary>README.md of the tree that the tests were built from.</summary>
internal static partial class ReadmeFile
{
    public static string Path { get; } = System.IO.Path.Combine(Root(), "README.md");

    public static string Text => File.ReadAllText(Path);

    /// <summary>The first block of C#.</summary>
    public static string Program => CSharpBlock().Match(Text) is { Success: true } match
        ? match.Groups[1].Value
        : throw new InvalidDataException("README.md has no block of C#.");

    private static string Root()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Microsoft.ML.Dpcpl.sln")))
                return folder.FullName;
        }
        throw new DirectoryNotFoundException("No folder above the tests holds Microsoft.ML.Dpcpl.sln.");
    }

    [GeneratedRegex(@"```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CSharpBlock();
}
