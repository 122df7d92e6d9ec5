using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Microsoft.ML.Dpcpl.Tool.Arguments;
using Microsoft.ML.Dpcpl.Tool.Commands;
using Microsoft.ML.Dpcpl.Tool.Input;

namespace Microsoft.ML.Dpcpl.Tool;

/// <summary>The commands of the program, and what becomes of their errors.</summary>
internal static class CommandLine
{
    private const string NothingKept = "stopped before there was anything to keep";

    public const int Success = 0, Failure = 1, BadInput = 2, Stopped = 130;

    public static RootCommand Build()
    {
        var root = new RootCommand(
            "DPCPL: sequential recommendation with denoising pre-training and customized prompts. Without arguments it runs the quick start.");
        var quickStart = new QuickStartCommand();
        root.Add(quickStart);
        root.Add(new PrepareCommand());
        root.Add(new TrainCommand());
        root.Add(new TuneCommand());
        root.Add(new UpdateCommand());
        root.Add(new EvaluateCommand());
        root.Add(new RecommendCommand());
        root.Add(new SimilarCommand());
        root.Add(new ExplainCommand());
        root.Add(new ExportCommand());
        root.Add(new StatsCommand());
        root.Add(new ExperimentCommand());
        root.Add(new SummaryCommand());
        root.Add(new RunJobCommand());
        foreach (HelpAction help in root.Options.Select(option => option.Action).OfType<HelpAction>())
            help.MaxWidth = 140;
        return root;
    }

    /// <summary>Runs the command that <paramref name="args"/> name; every error becomes one line and an exit code.</summary>
    public static int Run(string[] args, TextWriter output, TextWriter error, CancellationToken stop)
    {
        ParseResult parsed = Build().Parse(args.Length == 0 ? [QuickStartCommand.CommandName] : args);
        if (parsed.Errors.Count > 0)
            return Fail(Describe(parsed) + " (--help lists what there is)", BadInput);
        if (MpiRun.Refusal(parsed.CommandResult.Command.Name, MpiRun.Size) is { } refusal)
            return Fail(refusal, BadInput);
        using TemporaryText temporary = TemporaryText.Begin();
        try
        {
            var configuration = new InvocationConfiguration
            {
                Output = output,
                Error = error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            };
            return parsed.InvokeAsync(configuration, stop).GetAwaiter().GetResult();
        }
        catch (Exception e)
        {
            Exception reason = Errors.Innermost(e);
            OptionNames names = parsed.CommandResult.Command is ExperimentCommand or RunJobCommand ? OptionNames.Experiment : OptionNames.CommandLine;
            string message = temporary.Spell(Errors.Message(reason, names));
            return reason switch
            {
                OperationCanceledException => Fail(NothingKept, Stopped),
                OutOfMemoryException => Fail("memory ran out; fewer or shorter sequences, a smaller model or a larger machine helps", Failure),
                _ when Errors.IsInput(reason) => Fail(message, BadInput),
                _ => Fail($"a fault of the program, not of what it was given; please report it with the command: {message}", Failure),
            };
        }

        int Fail(string message, int code)
        {
            MpiRun.WaitForTheFirst();
            error.WriteLine("dpcpl: " + Errors.OneLine(message, args));
            return code;
        }
    }

    /// <summary>What is unknown says more than what is therefore missing.</summary>
    private static string Describe(ParseResult parsed)
    {
        if (parsed.UnmatchedTokens.Count == 0)
            return parsed.Errors[0].Message;
        string? meant = Alike(parsed);
        return $"there is no command or option '{parsed.UnmatchedTokens[0]}'{(meant is null ? "" : $"; did you mean {meant}?")}";
    }

    /// <summary>The command or option that is written most like the first unknown word, as the parser finds it; null when none is.</summary>
    private static string? Alike(ParseResult parsed)
    {
        if (parsed.Action is not ParseErrorAction action)
            return null;
        using var said = new StringWriter();
        action.ShowHelp = false;
        parsed.Invoke(new InvocationConfiguration { Output = said, Error = TextWriter.Null });
        HashSet<string> names = [.. parsed.CommandResult.Command.Options.Select(option => option.Name), .. parsed.CommandResult.Command.Subcommands.Select(command => command.Name)];
        return said.ToString().Split('\n').Select(line => line.Trim()).FirstOrDefault(names.Contains);
    }
}
