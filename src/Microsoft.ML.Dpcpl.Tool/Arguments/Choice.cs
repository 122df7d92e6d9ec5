using System.CommandLine;

namespace Microsoft.ML.Dpcpl.Tool.Arguments;

/// <summary>An option that takes one of a few words.</summary>
internal static class Choice
{
    public static void Restrict(Option<string?> option, params string[] words) => option.Validators.Add(result =>
    {
        string given = result.Tokens.Count == 0 ? "" : result.Tokens[0].Value;
        if (!words.Contains(given))
            result.AddError($"{option.Name} cannot be '{given}'; it takes one of {string.Join(", ", words)}.");
    });
}
