using System.Net;
using System.Text.RegularExpressions;

namespace Microsoft.ML.Dpcpl.Tests;

/// <summary>A block of code of a page, or of a documentation comment.</summary>
/// <param name="Page">File, relative to the root.</param>
/// <param name="Line">Its first line of code, from 1.</param>
/// <param name="Language">What the fence says; "csharp" in documentation comments.</param>
/// <param name="Text">The code, lines ended by \n.</param>
internal sealed partial record CodeBlock(string Page, int Line, string Language, string Text)
{
    /// <summary>Every block of the repository.</summary>
    public static IReadOnlyList<CodeBlock> All { get; } =
    [
        .. RepositoryFiles.EndingWith(".md").SelectMany(page => OfMarkdown(page, Read(page))),
        .. RepositoryFiles.EndingWith(".cs").Where(file => file.StartsWith("src/", StringComparison.Ordinal)).SelectMany(file => OfComments(file, Read(file))),
    ];

    public string Place => $"{Page}:{Line}";

    public static IEnumerable<CodeBlock> Of(string language) => All.Where(block => block.Language == language);

    /// <exception cref="AssertFailedException">A fence is not closed.</exception>
    public static IEnumerable<CodeBlock> OfMarkdown(string page, string text)
    {
        CodeBlock[] blocks =
        [
            .. Fenced().Matches(text).Select(match => new CodeBlock(
                page, LineAt(text, match.Groups["code"].Index), match.Groups["language"].Value.Trim(),
                Regex.Replace(match.Groups["code"].Value, "^" + match.Groups["indent"].Value, "", RegexOptions.Multiline))),
        ];
        Assert.AreEqual(2 * blocks.Length, Fence().Count(text), $"{page}: a fence is not closed.");
        return blocks;
    }

    private static IEnumerable<CodeBlock> OfComments(string file, string text) =>
        Comment().Matches(text).Select(match => new CodeBlock(
            file, LineAt(text, match.Groups["code"].Index), "csharp", WebUtility.HtmlDecode(CommentStart().Replace(match.Groups["code"].Value, ""))));

    private static string Read(string file) => File.ReadAllText(RepositoryFiles.Absolute(file)).ReplaceLineEndings("\n");

    private static int LineAt(string text, int index) => text.AsSpan(0, index).Count('\n') + 1;

    [GeneratedRegex(@"^(?<indent> *)```(?<language>[^\n`]*)\n(?<code>.*?)^ *```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fenced();

    [GeneratedRegex("^ *```", RegexOptions.Multiline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"^ *///.*<code>\n?(?<code>(?:.*\n *///)*.*)</code>", RegexOptions.Multiline)]
    private static partial Regex Comment();

    [GeneratedRegex("^ *///", RegexOptions.Multiline)]
    private static partial Regex CommentStart();
}
