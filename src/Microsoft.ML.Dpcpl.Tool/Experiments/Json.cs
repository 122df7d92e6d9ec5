using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.ML.Dpcpl.Common;

namespace Microsoft.ML.Dpcpl.Tool.Experiments;

/// <summary>How the files that experiments write spell things.</summary>
internal static class Json
{
    public static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        // A loss or a figure of no tests may be NaN.
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        WriteIndented = true,
    };

    public static readonly JsonSerializerOptions OneLine = new(Options) { WriteIndented = false };

    /// <summary>Writes the file as a whole or not at all.</summary>
    public static void Write<T>(string path, T value)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        AtomicFile.WriteText(path, writer => writer.WriteLine(JsonSerializer.Serialize(value, Options)));
    }

    /// <summary>What <see cref="Write"/> wrote; null when there is no such file, or one of another version.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">How it is read; null: as it was written.</param>
    public static T? Read<T>(string path, JsonSerializerOptions? options = null)
        where T : class
    {
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize<T>(File.ReadAllText(path), options ?? Options) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
