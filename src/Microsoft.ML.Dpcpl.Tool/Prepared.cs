using Microsoft.ML.Dpcpl.Tool.Output;

namespace Microsoft.ML.Dpcpl.Tool;

/// <summary>Events as sequences, and what is held out of them.</summary>
/// <param name="Features">Events to sequences.</param>
/// <param name="Split">The sets.</param>
/// <param name="Statistics">Figures of the log.</param>
/// <param name="Protocol">What is held out.</param>
/// <param name="Note">What was left out of the log or looks odd, in one line; null when nothing does.</param>
internal sealed record Prepared(
    ITransformer Features,
    SequenceSplit Split,
    IReadOnlyList<(string Name, string Value)> Statistics,
    IReadOnlyList<(string Name, string Value)> Protocol,
    string? Note)
{
    public long ItemCount { get; init; }

    /// <summary>What the figures were counted from.</summary>
    public required SequenceStatistics Counts { get; init; }

    /// <summary>Reads, groups, counts and splits; prints what came out. Saved <paramref name="features"/> are used, none are fitted then.</summary>
    public static Prepared Make(
        MLContext ml, Terminal terminal, Phases phases, DataSource source, LeaveOneOutOptions protocol, ITransformer? features)
    {
        (ITransformer fitted, IDataView sequences, SequenceStatistics statistics) = phases.Measure("Reading and grouping", () =>
        {
            ITransformer fitted = features ?? source.Featurizer(ml).Fit(source.Events);
            IDataView sequences = fitted.Transform(source.Events);
            return (fitted, sequences, ml.Data.SequenceStatistics(sequences));
        });
        var prepared = new Prepared(fitted, HoldOut(ml, phases, sequences, source.Tests, protocol), StatisticsText.Of(statistics), [], statistics.Report?.Line) { ItemCount = statistics.ItemCount, Counts = statistics };
        prepared = prepared with { Protocol = Tool.Protocol.Describe(prepared.Split, protocol, source.Tests) };
        terminal.Heading("Data");
        terminal.Write(PairsTable.Of(prepared.Statistics));
        if (prepared.Note is { } note)
            terminal.Line(note);
        terminal.Heading("Task");
        terminal.Write(PairsTable.Of(prepared.Protocol));
        if (prepared.Split.TestCount == 0)
        {
            throw new InvalidDataException(
                $"no user has a '{prepared.Split.TargetBehavior}' event in the last {Figures.Share(1 - protocol.PretrainingShare)} of the log with another event before it: nothing to test on. Another TargetBehavior or a smaller PretrainingShare helps.");
        }
        return prepared;
    }

    private static SequenceSplit HoldOut(MLContext ml, Phases phases, IDataView sequences, IReadOnlyList<GivenTest>? tests, LeaveOneOutOptions protocol) =>
        phases.Measure("Splitting", () =>
        {
            SequenceSplit split = tests is null ? ml.Data.LeaveOneOutSplit(sequences, protocol) : Given(ml, sequences, tests, protocol);
            // The split is made when it is first asked for; here is the place to pay for it.
            _ = split.TestCount;
            return split;
        });

    private static SequenceSplit Given(MLContext ml, IDataView sequences, IReadOnlyList<GivenTest> tests, LeaveOneOutOptions protocol)
    {
        try
        {
            return ml.Data.GivenTestSplit(sequences, tests, protocol);
        }
        catch (ArgumentException e) when (e.ParamName == nameof(tests))
        {
            throw new UserError($"--tests: {Errors.WithoutParameter(e)}", e);
        }
    }
}
