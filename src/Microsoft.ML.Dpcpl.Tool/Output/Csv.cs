using Microsoft.ML.Dpcpl.Common;

namespace Microsoft.ML.Dpcpl.Tool.Output;

/// <summary>Comma-separated text.</summary>
internal static class Csv
{
    /// <summary>Writes to a file, which appears whole or not at all, or to the screen.</summary>
    /// <param name="file">The file; null for the screen.</param>
    /// <param name="screen">The screen.</param>
    /// <param name="write">Writes, and is told how to spell names: as they are in a file, without what would steer a terminal on the screen.</param>
    public static void Write(string? file, TextWriter screen, Action<TextWriter, Func<string, string>> write)
    {
        if (file is null)
            write(screen, Printable.Of);
        else
            AtomicFile.WriteText(file, writer => write(writer, text => text));
    }

    /// <summary>In quotes where it must be.</summary>
    public static string Cell(string text) =>
        text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : "\"" + text.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
}
