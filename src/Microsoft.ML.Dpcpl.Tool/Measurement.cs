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

    public static MethodResult Model(MLContext ml, Prepared prepared, NeuralTransformer dpcpl)
    {
        using NeuralTransformer scorer = dpcpl.WithOptions(options => options.SeenItems = prepared.Split.RepeatPolicy.SeenItems());
        return new MethodResult("DPCPL", ml.Recommendation().EvaluateSequences(scorer.Transform(prepared.Split.TestSet)));
    }
}
