using System.CommandLine;
using System.Globalization;
using System.Text;
using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Tool.Experiments;
using Microsoft.ML.Dpcpl.Tool.Output;

namespace Microsoft.ML.Dpcpl.Tool.Commands;

using Command = System.CommandLine.Command;

/// <summary>Brings the results of several experiments together.</summary>
internal sealed class SummaryCommand : Command
{
    private readonly Argument<string[]> _results = new("results")
    {
        Description = "Output folders of the experiment command, or the files results.json in them, in the order of the page.",
        HelpName = "folder",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string?> _output = new("--output") { Description = "Page to write: a section per experiment with its command, figures, seconds and commits.", HelpName = "file.md" };

    private readonly Option<string?> _readme = new("--readme")
    {
        Description = $"File whose part between the lines {MarkedPart.Begin} and {MarkedPart.End} becomes a table of all experiments, with the compared system, the best floor and the best others.",
        HelpName = "file.md",
    };

    private readonly Option<string?> _csv = new("--csv") { Description = "File for all figures as comma-separated text: a row for each ranking of each method on each seed.", HelpName = "file.csv" };

    public SummaryCommand()
        : base("summary", "Write the results of several experiments on one Markdown page, the best of them into a table of another file, and all figures as comma-separated text.")
    {
        Add(_results);
        Add(_output);
        Add(_readme);
        Add(_csv);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        string? output = parsed.GetValue(_output), readme = parsed.GetValue(_readme), csv = parsed.GetValue(_csv);
        if (output is null && readme is null && csv is null)
            throw new UserError($"nothing to write: {_output.Name}, {_readme.Name}, {_csv.Name} or several of them must be given");
        using var outputs = new Outputs();
        string[] paths = parsed.GetRequiredValue(_results);
        foreach (string path in paths)
            outputs.Spare("a results file", ResultsFile.Find(path));
        ExperimentResults[] experiments = [.. paths.Select(ResultsFile.Read)];
        if (experiments.GroupBy(results => results.Title).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new UserError($"two of the results are called '{twice.Key}'; the \"title\" of an experiment file tells them apart");
        // All is found sound before anything is written.
        string? table = readme is null ? null : MarkedPart.Replace(readme, ReadText(InputFile.Existing(_readme.Name, readme)), Text(writer => ReadmeTable.Write(experiments, writer)));
        outputs.TakeFile(_output.Name, output);
        outputs.TakeFile(_readme.Name, readme);
        outputs.TakeFile(_csv.Name, csv);
        using var terminal = new Terminal(parsed.InvocationConfiguration.Output, null);
        if (output is not null)
        {
            var page = new SummaryPage(experiments, Path.GetDirectoryName(Path.GetFullPath(output))!);
            AtomicFile.WriteText(output, page.Write);
            terminal.Line($"Written: {output}");
        }
        if (readme is not null)
        {
            AtomicFile.WriteText(readme, writer => writer.Write(table));
            terminal.Line($"Written: the table of {readme}");
        }
        if (csv is not null)
        {
            AtomicFile.WriteText(csv, writer => ResultsCsv.Write(experiments, writer));
            terminal.Line($"Written: {csv}");
        }
        foreach (ExperimentResults results in experiments.Where(results => !results.Complete))
            terminal.Line($"Runs are missing or failed: {results.Title}");
        return CommandLine.Success;
    }

    private static string ReadText(string path)
    {
        try
        {
            return File.ReadAllText(path, new UTF8Encoding(false, throwOnInvalidBytes: true));
        }
        catch (DecoderFallbackException e)
        {
            throw new UserError($"{path} is no UTF-8 text", e);
        }
    }

    private static string Text(Action<TextWriter> write)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        write(text);
        return text.ToString();
    }
}
