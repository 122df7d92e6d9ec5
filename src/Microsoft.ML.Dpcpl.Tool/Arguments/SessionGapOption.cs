using System.CommandLine;

namespace Microsoft.ML.Dpcpl.Tool.Arguments;

/// <summary>--session-gap: the time without events that ends a session.</summary>
internal sealed class SessionGapOption : Option<string?>
{
    public SessionGapOption()
        : base("--session-gap")
    {
        Description = "Divide events into sessions: where a user does nothing for longer than this (30m, 12h, 2d), a new history begins, user#1, user#2 and so on. [default: a user has one history]";
        HelpName = "time";
    }

    /// <exception cref="UserError">What was given is no length of time.</exception>
    public TimeSpan? Gap(ParseResult parsed) => parsed.GetValue(this) is { } gap ? Duration.Of(Name, gap) : null;
}
