using System.Text;
using System.Text.Json;

namespace Microsoft.ML.Dpcpl.Tool.Experiments;

/// <summary>Texts of a JSON file: an escape such as \ud800 may say half a character, which no text can hold.</summary>
internal static class JsonTexts
{
    /// <exception cref="UserError">A text or a key is no text; the message names line and key.</exception>
    /// <exception cref="JsonException">The file is no JSON.</exception>
    public static void Check(string json)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(json);
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        string key = "";
        while (reader.Read())
        {
            if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.PropertyName))
                continue;
            try
            {
                string text = reader.GetString()!;
                if (reader.TokenType == JsonTokenType.PropertyName)
                    key = text;
            }
            catch (InvalidOperationException e)
            {
                int line = 1 + bytes.AsSpan(0, (int)reader.TokenStartIndex).Count((byte)'\n');
                string what = reader.TokenType == JsonTokenType.PropertyName ? key.Length == 0 ? "the first key" : $"the key after \"{key}\"" : $"\"{key}\"";
                throw new UserError($"line {line} of the experiment file: {what} holds half a character (an escape \\ud800 to \\udfff without its other half)", e);
            }
        }
    }
}
