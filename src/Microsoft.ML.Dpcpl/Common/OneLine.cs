using System.Globalization;

namespace Microsoft.ML.Dpcpl.Common;

/// <summary>Makes an error that repeats what stands in a file fit for a terminal: one line, of readable length, without characters that control anything.</summary>
internal static class OneLine
{
    private const int Longest = 400;

    public static string Of(string text)
    {
        string line = string.Create(Math.Min(text.Length, Longest), text, static (line, text) =>
        {
            for (int i = 0; i < line.Length; i++)
                line[i] = IsShown(text, i) ? text[i] : '?';
        });
        return text.Length > Longest ? line + "..." : line.TrimEnd('.');
    }

    private static bool IsShown(string text, int place) => char.GetUnicodeCategory(text[place]) is not
        (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
