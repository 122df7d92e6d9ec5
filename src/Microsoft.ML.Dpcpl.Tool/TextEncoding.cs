using System.Text;

namespace Microsoft.ML.Dpcpl.Tool;

/// <summary>Encodings of text by their names, those of code pages too.</summary>
internal static class TextEncoding
{
    /// <summary>The encoding; null for null.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="option">What names it.</param>
    /// <exception cref="UserError">No encoding has that name.</exception>
    public static Encoding? Of(string? name, string option = "--encoding")
    {
        try
        {
            return name is null ? null : CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw new UserError($"{option}: there is no encoding '{name}'; utf-8, utf-16, latin1, windows-1251 and the like are", e);
        }
    }
}
