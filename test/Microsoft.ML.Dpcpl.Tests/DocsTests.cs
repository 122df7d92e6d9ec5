using System.Text.RegularExpressions;
using Microsoft.ML.Dpcpl.Samples;

namespace Microsoft.ML.Dpcpl.Tests;

/// <summary>Links of the documentation lead somewhere, and its index leads everywhere.</summary>
[TestClass]
public sealed partial class DocsTests
{
    [TestMethod]
    public void EveryLinkLeadsToAFileAndAHeading()
    {
        string[] broken =
        [
            .. from file in RepositoryFiles.EndingWith(".md")
               from target in Targets(Prose(File.ReadAllText(RepositoryFiles.Absolute(file))))
               where !target.Contains("://", StringComparison.Ordinal) && !Leads(file, target)
               select $"{file}: {target}",
        ];
        Assert.IsEmpty(broken, string.Join('\n', broken));
    }

    [TestMethod]
    [DataRow("What it is", "what-it-is")]
    [DataRow("The paper's own setting: a backbone of the past alone", "the-papers-own-setting-a-backbone-of-the-past-alone")]
    [DataRow("`Options` and [links](a.md), twice", "options-and-links-twice")]
    public void AnchorsAreMadeAsOnGitHub(string heading, string expected) => Assert.AreEqual(expected, Anchor(heading));

    [TestMethod]
    public void TheIndexHasEveryGuideSampleAndNotebook()
    {
        string index = File.ReadAllText(RepositoryFiles.Absolute("docs/README.md"));
        string[] guides = [.. Directory.EnumerateFiles(RepositoryFiles.Absolute("docs"), "*.md").Select(file => Path.GetFileName(file)).Where(file => file != "README.md").Select(file => $"]({file}")];
        string[] notebooks = [.. RepositoryFiles.EndingWith(".ipynb").Select(file => $"](../{file})")];
        Assert.IsNotEmpty(notebooks);
        string[] missing = [.. guides.Concat(notebooks).Concat(Sample.All.Select(sample => sample.Name)).Where(name => !index.Contains(name, StringComparison.Ordinal))];
        Assert.IsEmpty(missing, string.Join('\n', missing));
    }

    private static bool Leads(string file, string target)
    {
        string[] parts = target.Split('#', 2);
        string path = parts[0].Length == 0
            ? RepositoryFiles.Absolute(file)
            : Path.GetFullPath(Uri.UnescapeDataString(parts[0]), Path.GetDirectoryName(RepositoryFiles.Absolute(file))!);
        if (parts.Length == 1)
            return File.Exists(path) || Directory.Exists(path);
        return File.Exists(path) &&
            Heading().Matches(Prose(File.ReadAllText(path))).Any(heading => Anchor(heading.Groups[1].Value) == parts[1]);
    }

    /// <summary>Words in lower case, dashes for spaces, no other signs.</summary>
    private static string Anchor(string heading) =>
        NoPartOfAnAnchor().Replace(Link().Replace(heading.Trim(), "$1"), "").Replace(' ', '-').ToLowerInvariant();

    private static IEnumerable<string> Targets(string text) => Link().Matches(text).Select(match => match.Groups[2].Value);

    /// <summary>The text without blocks of code.</summary>
    private static string Prose(string text) => CodeBlock().Replace(text.ReplaceLineEndings("\n"), "");

    [GeneratedRegex(@"^```.*?^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex(@"\[([^\]]*)\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NoPartOfAnAnchor();
}
