using Microsoft.ML.Dpcpl.Samples.Output;

namespace Microsoft.ML.Dpcpl.Samples;

/// <summary>Events as sequences, and what is held out of them.</summary>
internal sealed record Prepared(ITransformer Features, SequenceStatistics Statistics, SequenceSplit Split)
{
    /// <summary>Reads, groups, counts and splits; prints what came out. Saved <paramref name="features"/> are used, none are fitted then.</summary>
    public static Prepared Make(MLContext ml, Terminal terminal, Phases phases, DataSource source, Protocol protocol, ITransformer? features)
    {
        (ITransformer fitted, IDataView sequences, SequenceStatistics statistics) = phases.Measure("Reading and grouping", () =>
        {
            ITransformer fitted = features ?? source.Featurizer(ml).Fit(source.Events);
            IDataView sequences = fitted.Transform(source.Events);
            return (fitted, sequences, ml.Data.SequenceStatistics(sequences));
        });
        terminal.Heading("Data");
        terminal.Write(PairsTable.Of(StatisticsText.Of(statistics)));
        SequenceSplit split = phases.Measure(
            "Splitting", () => ml.Data.LeaveOneOutSplit(sequences, protocol.Target, protocol.Repeat, protocol.Negatives));
        return new Prepared(fitted, statistics, split);
    }
}
