using System.CommandLine;
using Microsoft.ML.Dpcpl.Tool.Arguments;
using Microsoft.ML.Dpcpl.Tool.Output;
using Microsoft.ML.Dpcpl.Tool.Preparation;

namespace Microsoft.ML.Dpcpl.Tool.Commands;

using Command = System.CommandLine.Command;

/// <summary>Events that need not fit into memory, as parts that do.</summary>
internal sealed class PrepareCommand : Command
{
    /// <summary>Below that DuckDB has no room to work in.</summary>
    private const long LeastMemory = 250_000_000;

    private readonly DataArguments _data = new();
    private readonly Option<string> _output = new("--output") { Description = "The folder to write, which must not be there or be empty: Parquet files that --data takes.", HelpName = "folder", Required = true };
    private readonly Option<int> _parts = new("--parts") { Description = "Files that the users are shared out to, each with all events of its users.", HelpName = "number", DefaultValueFactory = _ => 64 };
    private readonly Option<string> _memory = new("--memory") { Description = "Memory to work in; what it does not hold goes into files beside the output until the end.", HelpName = "size", DefaultValueFactory = _ => "3GB" };
    private readonly LogOption _log = new();

    public PrepareCommand()
        : base("prepare", "Filter and sort events, in files that may be larger than memory, into parts by user.")
    {
        Numbers.Restrict(_parts, least: 1, most: 4096);
        _data.AddFilesTo(this);
        Add(_output);
        Add(_parts);
        Add(_memory);
        Add(_log);
        SetAction(Run);
    }

    private Task<int> Run(ParseResult parsed, CancellationToken stop)
    {
        string path = InputFile.ExistingOrFolder(_data.Name, _data.Path(parsed)), folder = parsed.GetRequiredValue(_output);
        long memory = ByteSize.Of(_memory.Name, parsed.GetRequiredValue(_memory), LeastMemory);
        FolderDraft.RequireEmpty(_output.Name, folder);
        using var outputs = new Outputs();
        outputs.TakeNewFolder(_output.Name, folder);
        outputs.TakeFile(_log.Name, _log.Path(parsed));
        using Terminal terminal = _log.Open(parsed);
        var ml = new MLContext(1);
        var phases = new Phases(terminal, ml);
        DataSettings data = _data.Settings(parsed);
        var options = new PreparationOptions { Files = data.Files(), MinInteractions = data.MinInteractions, Parts = parsed.GetValue(_parts), Memory = memory };
        PreparedFolder prepared = phases.Measure("Preparing", () => EventPreparation.Run(ml, path, folder, options, stop));
        double seconds = phases.Times[0].Time.TotalSeconds;
        terminal.Line(FormattableString.Invariant(
            $"{prepared.Events:N0} of {prepared.Read:N0} events kept, of {prepared.Users:N0} users and {prepared.Items:N0} items; {prepared.Parts.Length} parts written to {folder}"));
        terminal.Line(FormattableString.Invariant($"{seconds:0.0} s, {prepared.Read / seconds:N0} events a second, peak memory {Figures.Megabytes(Machine.PeakMemoryBytes())}"));
        return Task.FromResult(CommandLine.Success);
    }
}
