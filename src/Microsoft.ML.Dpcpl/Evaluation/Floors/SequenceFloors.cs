using Microsoft.ML.Dpcpl.Common;
using Microsoft.ML.Dpcpl.Data.Sequences;
using Microsoft.ML.Dpcpl.Data.Views;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Dpcpl.Evaluation.Floors;

/// <summary>Evaluates the floors on views.</summary>
internal static class SequenceFloors
{
    /// <param name="env">The environment.</param>
    /// <param name="train">What the floors learn from: no event at or after a test event.</param>
    /// <param name="test">Histories with labels.</param>
    /// <param name="options">Settings.</param>
    public static IReadOnlyList<FloorMetrics> Evaluate(IHostEnvironment env, IDataView train, IDataView test, FloorOptions options)
    {
        options.Validate();
        if (test.Schema.GetColumnOrNull(options.LabelColumnName) is null)
            throw SchemaMismatch.NotFound(nameof(test), "label", options.LabelColumnName, test.Schema);
        var columns = new SequenceColumns
        {
            Item = options.ItemColumnName,
            Behavior = options.BehaviorColumnName,
            Timestamp = options.TimestampColumnName,
            User = null,
            PretrainLength = null,
            Label = options.LabelColumnName,
            Candidates = options.CandidateColumnName,
        };
        using IChannel channel = env.Register(nameof(SequenceFloors)).Start("Evaluate");
        SequenceData learned = SequenceReader.Read(train, columns with { Label = null, Candidates = null }, nameof(train));
        SequenceData tests = SequenceReader.Read(test, columns, nameof(test));
        if (learned.ItemCount != tests.ItemCount || KeyChecksum.Of(train.Schema[columns.In(train.Schema).Item]) != KeyChecksum.Of(test.Schema[columns.In(test.Schema).Item]))
        {
            throw new ArgumentOutOfRangeException(
                nameof(test), $"Schema mismatch for item column '{options.ItemColumnName}': training and test set have different keys: map both with the same fitted transformers.");
        }

        byte target = BehaviorIds.OfTarget(options.TargetBehavior, learned.BehaviorNames, options.BehaviorColumnName);
        (string[] names, List<bool[]> flags) = Flags(test);
        var results = new List<FloorMetrics>();
        foreach (IFloor floor in FloorEvaluator.Learn(learned, target))
        {
            LabelRanks[] ranks = FloorEvaluator.Rank(floor, tests, options.SeenItems, target, options.CancellationToken, new Progress(env, $"floor '{floor.Name}'", tests.Store.UserCount, Progress.Rows));
            var accumulator = new RankAccumulator(names);
            for (int i = 0; i < ranks.Length; i++)
                accumulator.Add(ranks[i], flags[i]);
            results.Add(new FloorMetrics(floor.Name, accumulator.ToMetrics(options.NegativeCount)));
            channel.Trace(MessageSensitivity.None, "{0}: {1}", floor.Name, results[^1].Metrics.FullRanking);
        }

        return results;
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
