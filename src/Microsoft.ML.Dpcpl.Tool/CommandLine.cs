using System.CommandLine;
using System.CommandLine.Help;
using Microsoft.ML.Dpcpl.Tool.Commands;

namespace Microsoft.ML.Dpcpl.Tool;

/// <summary>The commands of the program, and what becomes of their errors.</summary>
internal static class CommandLine
{
    public const int Success = 0, Failure = 1, BadInput = 2, Stopped = 130;

    public static RootCommand Build()
    {
        var root = new RootCommand(
            "DPCPL: sequential recommendation with denoising pre-training and customized prompts. Without arguments it runs the quick start.");
        var quickStart = new QuickStartCommand();
        root.Add(quickStart);
        root.Add(new TrainCommand());
        root.Add(new TuneCommand());
        root.Add(new EvaluateCommand());
        root.Add(new RecommendCommand());
        root.Add(new StatsCommand());
        root.Add(new ExperimentCommand());
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
        catch (OperationCanceledException)
        {
            return Fail("stopped before there was a model to keep", Stopped);
        }
        catch (Exception e) when (IsInput(e))
        {
            return Fail(e is ArgumentException argument ? WithoutParameter(argument) : e.Message, BadInput);
        }
        catch (Exception e)
        {
            return Fail($"{e.GetType().Name}: {e.Message}", Failure);
        }

        int Fail(string message, int code)
        {
            error.WriteLine("dpcpl: " + OneLine(message));
            return code;
        }
    }

    /// <summary>What bad options and bad files lead to, here and in ML.NET.</summary>
    private static bool IsInput(Exception e) =>
        e is UserError or ArgumentException or IOException or InvalidDataException or FormatException or UnauthorizedAccessException or NotSupportedException;

    /// <summary>What is unknown says more than what is therefore missing.</summary>
    private static string Describe(ParseResult parsed) =>
        parsed.UnmatchedTokens.Count > 0 ? $"there is no command or option '{parsed.UnmatchedTokens[0]}'" : parsed.Errors[0].Message;

    /// <summary>The message without what .NET adds to it: a parameter's name means nothing on a command line.</summary>
    public static string WithoutParameter(ArgumentException error)
    {
        int end = error.ParamName is null ? -1 : error.Message.IndexOf($" (Parameter '{error.ParamName}')", StringComparison.Ordinal);
        string message = end < 0 ? error.Message : error.Message[..end];
        return error is ArgumentOutOfRangeException { ActualValue: { } value } ? $"{message} (given: {value})" : message;
    }

    private static string OneLine(string text) => string.Join(' ', text.Split((char[])['\r', '\n', '\t', ' '], StringSplitOptions.RemoveEmptyEntries));
}
