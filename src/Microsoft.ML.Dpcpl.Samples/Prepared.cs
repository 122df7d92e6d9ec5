using Microsoft.ML.Dpcpl.Samples.Output;

namespace Microsoft.ML.Dpcpl.Samples;

/// <summary>Events as sequences, and what is held out of them.</summary>
internal sealed class Prepared
{
    public required ITransformer Features { get; init; }

    public required SequenceSplit Split { get; init; }

    public required SequenceStatistics Statistics { get; init; }

    public required IReadOnlyList<(string Name, string Value)> Protocol { get; init; }

    /// <summary>Reads, groups, counts and splits; prints what came out.</summary>
    /// <param name="features">A saved preparation, or null to fit one.</param>
    public static Prepared Make(
        MLContext ml, Terminal terminal, Phases phases, DataSource source, ITransformer? features, string target, RepeatPolicy repeat, int negatives)
    {
        (ITransformer fitted, IDataView sequences, SequenceStatistics statistics) = phases.Measure("Reading and grouping", () =>
        {
            ITransformer fitted = features ?? source.Featurizer(ml).Fit(source.Events);
            IDataView sequences = fitted.Transform(source.Events);
            return (fitted, sequences, ml.Data.SequenceStatistics(sequences));
        });
        terminal.Heading("Data");
        terminal.Write(PairsTable.Of(StatisticsText.Of(statistics)));
        SequenceSplit split = phases.Measure("Splitting", () => ml.Data.LeaveOneOutSplit(sequences, target, repeat, negatives));
        return new Prepared
        {
            Features = fitted,
            Split = split,
            Statistics = statistics,
            Protocol = [
                ("Target behavior", target),
                ("Earlier events on the held-out item", repeat == RepeatPolicy.AsIs ? "kept (AsIs)" : "removed (TargetPairRemoved)"),
                ("Negatives of the sampled ranking", Figures.Count(negatives)),
            ],
        };
    }
}
