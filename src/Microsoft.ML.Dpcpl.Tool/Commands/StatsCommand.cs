using System.CommandLine;
using Microsoft.ML.Dpcpl.Tool.Arguments;
using Microsoft.ML.Dpcpl.Tool.Output;

namespace Microsoft.ML.Dpcpl.Tool.Commands;

using Command = System.CommandLine.Command;

/// <summary>Counts what is in an event file.</summary>
internal sealed class StatsCommand : Command
{
    private readonly DataArguments _data = new();

    public StatsCommand()
        : base("stats", "Statistics of an event file: users, items, events of each behavior, lengths, density, repeats, ties.")
    {
        _data.AddTo(this);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        using var terminal = new Terminal(parsed.InvocationConfiguration.Output, null);
        var ml = new MLContext(1);
        var source = new DataSource { Events = _data.Read(parsed, ml) };
        IDataView sequences = source.Featurizer(ml).Fit(source.Events).Transform(source.Events);
        SequenceStatistics statistics = ml.Data.SequenceStatistics(sequences);
        terminal.Write(PairsTable.Of(StatisticsText.Of(statistics)));
        if (statistics.Report?.Line is { } note)
            terminal.Line(note);
        return CommandLine.Success;
    }
}
