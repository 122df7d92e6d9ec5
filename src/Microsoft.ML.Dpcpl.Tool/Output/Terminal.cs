using System.Globalization;
using Microsoft.ML.Dpcpl.Common;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Microsoft.ML.Dpcpl.Tool.Output;

/// <summary>Where a command writes: the screen, and a log file beside it when one was asked for.</summary>
internal sealed class Terminal : IDisposable
{
    private const int PlainWidth = 160;

    private readonly StreamWriter? _file;
    private readonly FileDraft? _draft;
    private readonly IAnsiConsole? _log;

    /// <param name="output">The screen.</param>
    /// <param name="logFile">The log file; null for none.</param>
    /// <param name="append">True: the log goes on where it ended.</param>
    /// <param name="interactive">Whether a person watches; null finds out.</param>
    public Terminal(TextWriter output, string? logFile, bool append = false, bool? interactive = null)
    {
        Interactive = interactive ?? (ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected);
        Screen = Make(output, plain: !Interactive);
        if (logFile is null)
            return;
        _draft = append ? null : new FileDraft(logFile);
        _file = new StreamWriter(_draft?.Stream ?? new FileStream(RegularFile.Resolve(logFile), FileMode.Append, FileAccess.Write, FileShare.Read), leaveOpen: !append) { AutoFlush = true };
        _log = Make(_file, plain: true);
    }

    /// <summary>True when a person watches, so that progress bars make sense.</summary>
    public bool Interactive { get; }

    public IAnsiConsole Screen { get; }

    public void Heading(string text)
    {
        Write(new Text(""));
        Write(new Text(Printable.Of(text), new Style(decoration: Decoration.Bold)));
    }

    /// <summary>A line, or more of them.</summary>
    public void Line(string text)
    {
        foreach (string line in text.ReplaceLineEndings("\n").Split('\n'))
            Write(new Text(Printable.Of(line)));
    }

    public void Line(FormattableString text) => Line(text.ToString(CultureInfo.InvariantCulture));

    public void Write(IRenderable content)
    {
        foreach (IAnsiConsole console in Consoles())
        {
            console.Write(content);
            if (content is Text)
                console.WriteLine();
        }
    }

    /// <summary>A line that the screen shows in another way, as progress bars do.</summary>
    public void LogOnly(FormattableString text) => _log?.WriteLine(Printable.Of(text.ToString(CultureInfo.InvariantCulture)));

    /// <summary>Puts the log into its place, however the command ended.</summary>
    public void Dispose()
    {
        try
        {
            _file?.Dispose();
            _draft?.Commit();
        }
        finally
        {
            _draft?.Dispose();
        }
    }

    private IEnumerable<IAnsiConsole> Consoles() => _log is null ? [Screen] : [Screen, _log];

    private static IAnsiConsole Make(TextWriter writer, bool plain)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = plain ? AnsiSupport.No : AnsiSupport.Detect,
            Interactive = plain ? InteractionSupport.No : InteractionSupport.Detect,
        });
        if (plain)
            console.Profile.Width = PlainWidth;
        return console;
    }
}
