using System.CommandLine;
using Microsoft.ML.Dpcpl.Tool.Output;

namespace Microsoft.ML.Dpcpl.Tool.Arguments;

/// <summary>--log: what the screen shows, as plain text in a file.</summary>
internal sealed class LogOption : Option<string?>
{
    public LogOption()
        : base("--log")
    {
        Description = "Also write what the screen shows to this file, without colors and bars.";
        HelpName = "file";
    }

    public string? Path(ParseResult parsed) => parsed.GetValue(this);

    public Terminal Open(ParseResult parsed) => new(parsed.InvocationConfiguration.Output, parsed.GetValue(this));
}

/// <summary>--report: the run as Markdown.</summary>
internal sealed class ReportOption : Option<string?>
{
    public ReportOption()
        : base("--report")
    {
        Description = "Write a report of the run as Markdown: command, data, floors, metrics, parameters, seconds, memory, machine.";
        HelpName = "file.md";
    }

    public string? Path(ParseResult parsed) => parsed.GetValue(this);
}

internal static class ParseResultExtensions
{
    /// <summary>The command line as it was typed.</summary>
    public static string CommandText(this ParseResult parsed) => "dpcpl " + string.Join(' ', parsed.Tokens.Select(token => Quote(token.Value)));

    private static string Quote(string text) => text.Contains(' ', StringComparison.Ordinal) ? $"\"{text}\"" : text;
}
