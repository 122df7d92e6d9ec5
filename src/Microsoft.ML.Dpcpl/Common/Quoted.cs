using System.Globalization;
using System.Text;

namespace Microsoft.ML.Dpcpl.Common;

/// <summary>Text of files as messages may show it: a terminal obeys control characters, and a name may be endless.</summary>
internal static class Quoted
{
    private const int Longest = 80, MostTexts = 20;

    /// <summary>The text with control, format and lone surrogate characters written as \u001b, cut after 80 characters.</summary>
    public static string Text(ReadOnlySpan<char> text)
    {
        var shown = new StringBuilder();
        int from = 0;
        while (from < text.Length && shown.Length < Longest)
        {
            bool isWhole = Rune.DecodeFromUtf16(text[from..], out Rune rune, out int length) == System.Buffers.OperationStatus.Done;
            if (isWhole && IsHarmless(rune))
                shown.Append(text.Slice(from, length));
            else
                AppendEscaped(shown, text.Slice(from, length));
            from += length;
        }
        return from < text.Length ? shown.Append("...").ToString() : shown.ToString();
    }

    /// <summary>The texts with commas between them, the first twenty.</summary>
    public static string List(IReadOnlyList<string> texts) =>
        string.Join(", ", texts.Take(MostTexts).Select(text => Text(text))) + (texts.Count > MostTexts ? $", ... ({texts.Count})" : "");

    private static bool IsHarmless(Rune rune) => Rune.GetUnicodeCategory(rune)
        is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);

    private static void AppendEscaped(StringBuilder to, ReadOnlySpan<char> text)
    {
        foreach (char c in text)
            to.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
    }
}
