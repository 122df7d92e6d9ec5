using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.ML.Dpcpl.Tool.Arguments;
using Microsoft.ML.Dpcpl.Tool.Output;

namespace Microsoft.ML.Dpcpl.Tool;

/// <summary>What the program says of an error.</summary>
internal static partial class Errors
{
    /// <summary>Longest part of a message that is the user's, and longest message.</summary>
    private const int LongestWord = 300, Longest = 1000;

    /// <summary>The error behind those that only say that there was one.</summary>
    public static Exception Innermost(Exception e)
    {
        while (e is TargetInvocationException or AggregateException or TypeInitializationException && e.InnerException is { } inner)
            e = inner;
        return e;
    }

    /// <summary>What bad options and bad files lead to, here, in the library and in ML.NET.</summary>
    public static bool IsInput(Exception e) =>
        e is UserError or ArgumentException or IOException or InvalidDataException or FormatException or UnauthorizedAccessException or NotSupportedException
        // Those of .NET are faults; the library says what cannot be done with these data.
        || (e is InvalidOperationException && e.Source?.StartsWith("Microsoft.ML.Dpcpl", StringComparison.Ordinal) == true);

    /// <summary>The message, with options called as where the user wrote them.</summary>
    public static string Message(Exception e, OptionNames names) => e switch
    {
        UserError => e.Message,
        ArgumentException argument => names.Spell(WithoutParameter(argument), argument.ParamName),
        _ => names.Spell(e.Message),
    };

    /// <summary>One line for the terminal; <paramref name="given"/> are the user's own words, which may be long.</summary>
    public static string OneLine(string message, IEnumerable<string> given)
    {
        foreach (string word in given.Where(word => word.Length > LongestWord))
            message = message.Replace(word, Cut(word, LongestWord), StringComparison.Ordinal);
        message = string.Join(' ', message.Split((char[])['\r', '\n', '\t', ' '], StringSplitOptions.RemoveEmptyEntries));
        message = LongWord().Replace(message, word => Cut(word.Value, LongestWord));
        return Printable.Of(Cut(message, Longest));
    }

    /// <summary>The message without what .NET adds to it: a parameter's name means nothing on a command line.</summary>
    public static string WithoutParameter(ArgumentException error)
    {
        int end = error.ParamName is null ? -1 : error.Message.IndexOf($" (Parameter '{error.ParamName}')", StringComparison.Ordinal);
        string message = end < 0 ? error.Message : error.Message[..end];
        bool isSaid = error is not ArgumentOutOfRangeException { ActualValue: { } value } || message.Contains($"{value}", StringComparison.Ordinal);
        return isSaid ? message : $"{message} (given: {((ArgumentOutOfRangeException)error).ActualValue})";
    }

    private static string Cut(string text, int length) => text.Length <= length ? text : text[..length] + "...";

    /// <summary>With the signs around it.</summary>
    [GeneratedRegex(@"\S{321,}")]
    private static partial Regex LongWord();
}
