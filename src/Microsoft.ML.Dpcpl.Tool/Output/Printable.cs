using System.Globalization;
using System.Text;
using Spectre.Console;

namespace Microsoft.ML.Dpcpl.Tool.Output;

/// <summary>Text of files and users as a terminal may get it: what would steer the terminal, or is no character, is spelled out.</summary>
internal static class Printable
{
    public static string Of(string text)
    {
        if (!NeedsSpelling(text))
            return text;
        var spelled = new StringBuilder(text.Length + 16);
        for (int i = 0; i < text.Length; i++)
        {
            bool pair = char.IsSurrogatePair(text, i);
            if (pair)
                spelled.Append(text[i++]);
            if (pair || IsPlain(text[i]))
                spelled.Append(text[i]);
            else
                spelled.Append(CultureInfo.InvariantCulture, $"\\u{(int)text[i]:x4}");
        }
        return spelled.ToString();
    }

    /// <summary>A cell of a table.</summary>
    public static string Cell(string text) => Markup.Escape(Of(text));

    private static bool NeedsSpelling(string text)
    {
        foreach (char c in text)
        {
            if (!IsPlain(c))
                return true;
        }
        return false;
    }

    /// <summary>No control character, half a pair, line or paragraph separator, nor what turns the direction of writing.</summary>
    private static bool IsPlain(char c) => !char.IsControl(c) && !char.IsSurrogate(c) && c is not ((>= '\u2028' and <= '\u202e') or (>= '\u2066' and <= '\u2069') or '\u200e' or '\u200f' or '\u061c');
}
