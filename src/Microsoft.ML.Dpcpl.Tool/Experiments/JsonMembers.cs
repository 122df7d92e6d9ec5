using System.Text.Json;

namespace Microsoft.ML.Dpcpl.Tool.Experiments;

/// <summary>An object of an experiment file. Every member that is read is taken off; what is left at the end is an error.</summary>
internal sealed class JsonMembers
{
    private readonly Dictionary<string, JsonElement> _left = [];
    private readonly List<string> _known = [];

    /// <param name="element">The object.</param>
    /// <param name="where">What messages call it.</param>
    public JsonMembers(JsonElement element, string where)
    {
        Where = where;
        if (element.ValueKind != JsonValueKind.Object)
            throw new UserError($"{where} must be an object {{...}}, not {Show(element)}");
        foreach (JsonProperty member in element.EnumerateObject())
            _left[member.Name] = member.Value;
    }

    public string Where { get; }

    /// <summary>Names that nobody asked for yet.</summary>
    public IReadOnlyCollection<string> Left => _left.Keys;

    public JsonElement? Take(string name)
    {
        _known.Add(name);
        return _left.Remove(name, out JsonElement value) ? value : null;
    }

    public string? Text(string name) => Take(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString() : throw Wrong(name, value, "text");

    public string RequiredText(string name) => Text(name) is { Length: > 0 } text ? text : throw new UserError($"{Where} needs \"{name}\"");

    public int? Whole(string name) => Take(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) ? number : throw Wrong(name, value, "a whole number");

    public double? Number(string name) => Take(name) is not { } value ? null
        : Finite(value) ?? throw Wrong(name, value, "a number");

    /// <summary>A number; null for what is none, or larger than any.</summary>
    public static double? Finite(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && double.IsFinite(number) ? number : null;

    public bool? Flag(string name) => Take(name) is not { } value ? null : value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Wrong(name, value, "true or false"),
    };

    public JsonMembers? Object(string name) => Take(name) is { } value ? new JsonMembers(value, $"{name} of {Where}") : null;

    public IReadOnlyList<JsonElement>? List(string name) => Take(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()] : throw Wrong(name, value, "a list [...]");

    public string[]? Texts(string name) => List(name) is not { } values ? null :
    [
        .. values.Select(value => value.ValueKind == JsonValueKind.String ? value.GetString()! : throw Wrong(name, value, "a list of texts")),
    ];

    /// <summary>A text, a number, true or false as the command line would say it.</summary>
    public string Scalar(string name, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
        _ => throw Wrong(name, value, "a text, a number, true or false"),
    };

    /// <summary>All that is left, by name.</summary>
    public IReadOnlyList<(string Name, JsonElement Value)> TakeAll()
    {
        (string, JsonElement)[] all = [.. _left.Select(pair => (pair.Key, pair.Value))];
        _left.Clear();
        return all;
    }

    /// <exception cref="UserError">There are members that nobody asked for.</exception>
    public void Done()
    {
        if (_left.Count > 0)
            throw new UserError($"{Where} has an unknown member \"{_left.Keys.First()}\"; it takes {string.Join(", ", _known)}");
    }

    public UserError Wrong(string name, JsonElement value, string expected) => new($"\"{name}\" of {Where} must be {expected}, not {Show(value)}");

    private static string Show(JsonElement value)
    {
        string text = value.GetRawText();
        return text.Length <= 40 ? text : text[..40] + "...";
    }
}
