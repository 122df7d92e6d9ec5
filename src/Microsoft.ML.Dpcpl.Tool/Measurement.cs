using Microsoft.ML.Data;
using Microsoft.ML.Dpcpl.Data.Splitting;
using Microsoft.ML.Dpcpl.Tool.Output;

namespace Microsoft.ML.Dpcpl.Tool;

/// <summary>The metrics of floors and models on the same tests, ranked among the same items.</summary>
internal static class Measurement
{
    public static IReadOnlyList<MethodResult> Floors(MLContext ml, Prepared prepared, CancellationToken stop = default) =>
    [
        .. ml.Recommendation().EvaluateFloors(prepared.Split, new FloorOptions
        {
            SeenItems = prepared.Split.RepeatPolicy.SeenItems(),
            CancellationToken = stop,
        })
            .Select(floor => new MethodResult(floor.Name, floor.Metrics)),
    ];

    /// <summary>The model's metrics in groups of the tests.</summary>
    /// <param name="ml">The context.</param>
    /// <param name="prepared">The tests.</param>
    /// <param name="dpcpl">The model.</param>
    /// <param name="by">history-length, item-popularity, or a column of the test set.</param>
    public static IReadOnlyList<MethodResult> Groups(MLContext ml, Prepared prepared, NeuralTransformer dpcpl, string by)
    {
        TestGroups groups = by switch
        {
            "history-length" => TestGroups.ByHistoryLength(),
            "item-popularity" => TestGroups.ByLabelPopularity(prepared.Split.TrainValidationSet),
            _ => TestGroups.ByColumn(ColumnOf(prepared.Split.TestSet.Schema, by)),
        };
        using NeuralTransformer scorer = dpcpl.WithOptions(options => options.SeenItems = prepared.Split.RepeatPolicy.SeenItems());
        return [.. ml.Recommendation().EvaluateSequences(scorer.Transform(prepared.Split.TestSet), groups).Select(group => new MethodResult($"{group.Name} ({Figures.Count(group.Metrics.Count)})", group.Metrics))];
    }

    private static string ColumnOf(DataViewSchema tests, string name)
    {
        string[] columns = [.. tests.Where(column => !column.IsHidden && column.Type is not VectorDataViewType).Select(column => column.Name)];
        return columns.Contains(name) ? name : throw new UserError($"--by: there is no column '{name}'; there are history-length, item-popularity, {string.Join(", ", columns)}");
    }

    public static MethodResult Model(MLContext ml, Prepared prepared, NeuralTransformer dpcpl)
    {
        using NeuralTransformer scorer = dpcpl.WithOptions(options => options.SeenItems = prepared.Split.RepeatPolicy.SeenItems());
        return new MethodResult("DPCPL", ml.Recommendation().EvaluateSequences(scorer.Transform(prepared.Split.TestSet)));
    }
}
