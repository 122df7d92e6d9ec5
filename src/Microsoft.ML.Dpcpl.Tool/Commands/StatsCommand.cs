using System.CommandLine;
using Microsoft.ML.Dpcpl.Tool.Arguments;
using Microsoft.ML.Dpcpl.Tool.Output;

namespace Microsoft.ML.Dpcpl.Tool.Commands;

using Command = System.CommandLine.Command;

/// <summary>Counts what is in an event file.</summary>
internal sealed class StatsCommand : Command
{
    private readonly DataArguments _data = new();
    private readonly SessionGapOption _sessionGap = new();
    private readonly PlotsOption _plots = new("funnel of behaviors, activity over time, lengths of histories, popularity of items");

    public StatsCommand()
        : base("stats", "Statistics of an event file: users, items, events of each behavior, lengths, density, repeats, ties.")
    {
        _data.AddTo(this);
        Add(_sessionGap);
        Add(_plots);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        using var outputs = new Outputs();
        outputs.Spare(_data.Name, _data.Path(parsed));
        outputs.TakeFolder(_plots.Name, _plots.Path(parsed));
        using var terminal = new Terminal(parsed.InvocationConfiguration.Output, null);
        var ml = new MLContext(1);
        var phases = new Phases(terminal, ml);
        var source = new DataSource { Events = _data.Read(parsed, ml), SessionGap = _sessionGap.Gap(parsed) };
        SequenceStatistics statistics = phases.Measure(
            "Reading and counting", () => ml.Data.SequenceStatistics(source.Featurizer(ml).Fit(source.Events).Transform(source.Events)));
        terminal.Write(PairsTable.Of(StatisticsText.Of(statistics)));
        if (statistics.Report?.Line is { } note)
            terminal.Line(note);
        var plots = new PlotFolder(_plots.Path(parsed), terminal);
        plots.Add(statistics);
        plots.Report();
        return CommandLine.Success;
    }
}
