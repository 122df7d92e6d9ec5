using System.CommandLine;
using System.CommandLine.Help;
using Microsoft.ML.Dpcpl.Samples.Commands;

namespace Microsoft.ML.Dpcpl.Samples;

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
        foreach (HelpAction help in root.Options.Select(option => option.Action).OfType<HelpAction>())
            help.MaxWidth = 140;
        return root;
    }

    /// <summary>Runs the command that <paramref name="args"/> name; every error becomes one line and an exit code.</summary>
    public static int Run(string[] args, TextWriter output, TextWriter error, CancellationToken stop)
    {
        ParseResult parsed = Build().Parse(args.Length == 0 ? [QuickStartCommand.CommandName] : args);
        if (parsed.Errors.Count > 0)
            return Fail(parsed.Errors[0].Message + " (--help lists what there is)", BadInput);
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
            return Fail(e.Message, BadInput);
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

    private static string OneLine(string text) => string.Join(' ', text.Split((char[])['\r', '\n', '\t', ' '], StringSplitOptions.RemoveEmptyEntries));
}
