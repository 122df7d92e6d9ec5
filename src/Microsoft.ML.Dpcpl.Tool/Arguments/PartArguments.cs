using System.CommandLine;

namespace Microsoft.ML.Dpcpl.Tool.Arguments;

using Command = System.CommandLine.Command;

/// <summary>What is written part by part, and by whom.</summary>
internal sealed class PartArguments
{
    /// <summary>Stands for the number of a part in the name of an output.</summary>
    public const string Place = "{part}";

    private readonly Option<string?> _part = new("--part")
    {
        Description = $"With {Place} in --output: the number of this process and how many there are, which share the parts out. [default: what a Slurm array or mpirun says; otherwise 1/1]",
        HelpName = "i/N",
    };

    private readonly Option<int?> _parts = new("--parts")
    {
        Description = $"With {Place} in --output: parts that the users of a plain log are shared out to. Prepared data have their own.",
        HelpName = "number",
    };

    private readonly Option<bool> _again = new("--again") { Description = $"With {Place} in --output: also write parts that are there already, and newer than model and data." };

    public PartArguments() => Numbers.Restrict(_parts, least: 1);

    public void AddTo(Command command)
    {
        command.Add(_part);
        command.Add(_parts);
        command.Add(_again);
    }

    public bool Again(ParseResult parsed) => parsed.GetValue(_again);

    public int? Parts(ParseResult parsed) => parsed.GetValue(_parts);

    public string PartsName => _parts.Name;

    /// <summary>The parts that this process has; the whole where the output is one file.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="output">What is to be written.</param>
    /// <exception cref="UserError">Processes would write one file.</exception>
    public Share Share(ParseResult parsed, string? output)
    {
        bool isParts = output?.Contains(Place, StringComparison.Ordinal) == true;
        foreach ((string name, bool given) in (ReadOnlySpan<(string, bool)>)[(_part.Name, parsed.GetValue(_part) is not null), (_parts.Name, Parts(parsed) is not null), (_again.Name, Again(parsed))])
        {
            if (given && !isParts)
                throw new UserError($"{name} needs {Place} in --output, such as top/{Place}.csv: the number of the part stands there");
        }

        if (!isParts && MpiRun.Size > 1)
            throw new UserError($"{MpiRun.Size} processes cannot write one file: --output needs {Place}, such as top/{Place}.csv");
        return !isParts ? Tool.Share.Whole : parsed.GetValue(_part) is { } part ? Tool.Share.Of(_part.Name, part) : Tool.Share.OfSurroundings(Environment.GetEnvironmentVariable);
    }
}
