using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Microsoft.ML.Dpcpl.Common;

namespace Microsoft.ML.Dpcpl.Tool.Arguments;

/// <summary>Options that take a number, refused in the words of the trainer's options.</summary>
internal static class Numbers
{
    public static void Restrict(Option<int> option, int least = int.MinValue, int most = int.MaxValue) => option.CustomParser = result => Whole(option.Name, result, least, most);

    public static void Restrict(Option<int?> option, int least = int.MinValue) => option.CustomParser = result => Whole(option.Name, result, least, int.MaxValue);

    public static void Restrict(Option<double?> option) => option.CustomParser = result =>
    {
        if (!double.TryParse(Given(result), NumberStyles.Float, CultureInfo.InvariantCulture, out double number) || !double.IsFinite(number))
            result.AddError($"{option.Name} cannot be '{Given(result)}'; it takes a number.");
        return number;
    };

    private static int Whole(string name, ArgumentResult result, int least, int most)
    {
        if (!int.TryParse(Given(result), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number))
            result.AddError($"{name} cannot be '{Given(result)}'; it takes a whole number.");
        else if (number < least || number > most)
            result.AddError(OptionCheck.Refusal(name, number, most == int.MaxValue ? $"{least} or more" : $"between {least} and {most}"));
        return number;
    }

    private static string Given(ArgumentResult result) => result.Tokens.Count == 0 ? "" : result.Tokens[0].Value;
}
