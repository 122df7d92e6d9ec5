using System.Text.Json.Nodes;

namespace Microsoft.ML.Dpcpl.Notebooks;

/// <summary>A cell with code and its outputs.</summary>
internal sealed class CodeCell(JsonObject cell, int number)
{
    /// <summary>Among the cells with code, from 1.</summary>
    public int Number => number;

    /// <summary>The code: a list of lines, or one text.</summary>
    public string Source => cell["source"] is JsonArray lines ? string.Concat(lines.Select(line => (string)line!)) : (string)cell["source"]!;

    /// <summary>Replaces the outputs.</summary>
    /// <param name="printed">Text that was printed.</param>
    /// <param name="shown">What was shown, in order, each by kind of content.</param>
    /// <param name="result">The value of the last expression; null for none.</param>
    public void Keep(string printed, IReadOnlyList<Shown> shown, Shown? result)
    {
        var outputs = new JsonArray();
        if (printed.Length > 0)
            outputs.Add(new JsonObject { ["name"] = "stdout", ["output_type"] = "stream", ["text"] = Lines(printed) });
        foreach (Shown content in shown)
            outputs.Add(new JsonObject { ["data"] = Data(content), ["metadata"] = new JsonObject(), ["output_type"] = "display_data" });
        if (result is not null)
        {
            outputs.Add(new JsonObject
            {
                ["data"] = Data(result),
                ["execution_count"] = number,
                ["metadata"] = new JsonObject(),
                ["output_type"] = "execute_result",
            });
        }
        cell["execution_count"] = number;
        cell["outputs"] = outputs;
    }

    private static JsonObject Data(Shown content) => content.Kind == Shown.Png
        ? new JsonObject { [content.Kind] = content.Text }
        : new JsonObject { [content.Kind] = Lines(content.Text) };

    private static JsonArray Lines(string text)
    {
        string[] lines = text.ReplaceLineEndings("\n").Split('\n');
        return [.. lines.Select((line, at) => at < lines.Length - 1 ? line + "\n" : line).Where(line => line.Length > 0).Select(line => JsonValue.Create(line))];
    }
}
