using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Microsoft.ML.Dpcpl.Notebooks;

/// <summary>A notebook in the format of Jupyter (nbformat 4).</summary>
internal sealed class Notebook
{
    private static readonly JsonSerializerOptions s_format = new()
    {
        WriteIndented = true,
        IndentSize = 1,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly JsonObject _root;

    private Notebook(JsonObject root)
    {
        _root = root;
        CodeCells = [.. root["cells"]!.AsArray().Select(cell => cell!.AsObject()).Where(cell => (string?)cell["cell_type"] == "code").Select((cell, at) => new CodeCell(cell, at + 1))];
    }

    public IReadOnlyList<CodeCell> CodeCells { get; }

    public static Notebook Read(string file) => Parse(File.ReadAllText(file));

    public static Notebook Parse(string text) => new(JsonNode.Parse(text)!.AsObject());

    public override string ToString() => _root.ToJsonString(s_format) + "\n";

    /// <summary>The file appears whole or not at all.</summary>
    public void Write(string file)
    {
        string part = file + ".part";
        File.WriteAllText(part, ToString(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        File.Move(part, file, overwrite: true);
    }
}
