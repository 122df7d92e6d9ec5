using System.Text;

namespace Microsoft.ML.Dpcpl.Tool.Experiments;

/// <summary>The part of a Markdown file that the program writes: what stands between two lines that a page does not show.</summary>
internal static class MarkedPart
{
    public const string Begin = "<!-- results:begin -->", End = "<!-- results:end -->";

    /// <summary>The text with another part between the two lines, in the line ends that it has.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="text">What is in it.</param>
    /// <param name="part">The new part.</param>
    /// <exception cref="UserError">A line is missing or stands there twice, or they stand in the wrong order.</exception>
    public static string Replace(string path, string text, string part)
    {
        string[] lines = text.Split('\n');
        int begin = Only(path, lines, Begin), end = Only(path, lines, End);
        if (end < begin)
            throw new UserError($"{path}: the line {End} stands before the line {Begin}");
        string lineEnd = lines[begin].EndsWith('\r') ? "\r\n" : "\n";
        var replaced = new StringBuilder().AppendJoin('\n', lines[..(begin + 1)]).Append('\n');
        replaced.Append(part.ReplaceLineEndings(lineEnd));
        return replaced.AppendJoin('\n', lines[end..]).ToString();
    }

    private static int Only(string path, string[] lines, string mark)
    {
        int[] found = [.. Enumerable.Range(0, lines.Length).Where(at => lines[at].Trim() == mark)];
        return found.Length switch
        {
            1 => found[0],
            0 => throw new UserError($"{path} has no line {mark}; the table is written between the lines {Begin} and {End}"),
            _ => throw new UserError($"{path} has the line {mark} more than once"),
        };
    }
}
