using System.Globalization;
using Microsoft.ML.Dpcpl.Data.Sequences;

namespace Microsoft.ML.Dpcpl.Benchmarks.Scale;

/// <summary>Sequences by what a command line says: a number of items, for a log without a pattern, or the path of a file of events.</summary>
internal static class EventLog
{
    public static SequenceData Of(string log) => int.TryParse(log, CultureInfo.InvariantCulture, out int items)
        ? RandomShop.Create(items + (items / 4), items, 10, 30)
        : Read(log);

    private static SequenceData Read(string path)
    {
        var ml = new MLContext(seed: 1);
        IDataView events = ml.Data.LoadBehaviorEvents(path), sequences = ml.Transforms.BehaviorSequences().Fit(events).Transform(events);
        return SequenceReader.Read(sequences, new ItemKnnTrainer.Options().Columns(), "sequences");
    }
}
