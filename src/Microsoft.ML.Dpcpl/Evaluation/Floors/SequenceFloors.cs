using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Data.Views;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Dpcpl.Evaluation.Floors;

/// <summary>Evaluates the baselines on views.</summary>
internal static class SequenceFloors
{
    /// <param name="env">The environment.</param>
    /// <param name="train">What the baselines learn from: no event at or after a test event.</param>
    /// <param name="test">Histories with labels.</param>
    /// <param name="options">Settings.</param>
    public static IReadOnlyList<FloorMetrics> Evaluate(IHostEnvironment env, IDataView train, IDataView test, FloorOptions options)
    {
        options.Check();
        if (test.Schema.GetColumnOrNull(options.LabelColumnName) is null)
            throw SchemaMismatch.NotFound(nameof(test), "label", options.LabelColumnName);
        var columns = new SequenceColumns
        {
            Item = options.ItemColumnName,
            Behavior = options.BehaviorColumnName,
            Timestamp = options.TimestampColumnName,
            PretrainLength = null,
            Label = options.LabelColumnName,
            Negatives = options.CandidateColumnName,
        };
        using IChannel channel = env.Register(nameof(SequenceFloors)).Start("Evaluate");
        SequenceData learned = SequenceReader.Read(train, columns with { Label = null, Negatives = null }, nameof(train));
        SequenceData tests = SequenceReader.Read(test, columns, nameof(test));
        if (learned.ItemCount != tests.ItemCount || KeyChecksum.Of(train.Schema[options.ItemColumnName]) != KeyChecksum.Of(test.Schema[options.ItemColumnName]))
        {
            throw new ArgumentOutOfRangeException(
                nameof(test), $"Schema mismatch for item column '{options.ItemColumnName}': training and test set have different keys.");
        }

        byte target = TargetId(learned.BehaviorNames, options.TargetBehavior);
        (string[] names, List<bool[]> flags) = Flags(test);
        var results = new List<FloorMetrics>();
        foreach (IFloor baseline in FloorEvaluator.Learn(learned, target))
        {
            LabelRanks[] ranks = FloorEvaluator.Rank(baseline, tests, options.SeenItems, target, options.CancellationToken);
            var accumulator = new RankAccumulator(names);
            for (int i = 0; i < ranks.Length; i++)
                accumulator.Add(ranks[i], flags[i]);
            results.Add(new FloorMetrics(baseline.Name, accumulator.ToMetrics(options.NegativeCount)));
            channel.Trace(MessageSensitivity.None, "{0}: {1}", baseline.Name, results[^1].Metrics.FullRanking);
        }

        return results;
    }

    private static byte TargetId(string[] behaviors, string target)
    {
        int id = Array.IndexOf(behaviors, target) + 1;
        return id > 0 ? (byte)id : throw new ArgumentOutOfRangeException(
            nameof(FloorOptions.TargetBehavior), target, $"No behavior is called '{target}'; the data has: {string.Join(", ", behaviors)}.");
    }

    private static (string[] Names, List<bool[]> Values) Flags(IDataView view)
    {
        DataViewSchema.Column[] columns = SequenceEvaluator.Flags(view.Schema);
        var values = new List<bool[]>();
        using DataViewRowCursor cursor = view.GetRowCursor(columns);
        ValueGetter<bool>[] getters = Array.ConvertAll(columns, column => cursor.GetGetter<bool>(column));
        while (cursor.MoveNext())
        {
            var row = new bool[getters.Length];
            for (int i = 0; i < row.Length; i++)
                getters[i](ref row[i]);
            values.Add(row);
        }

        return (Array.ConvertAll(columns, column => column.Name), values);
    }
}
