using Microsoft.ML.Dpcpl.Samples.Output;

namespace Microsoft.ML.Dpcpl.Samples;

/// <summary>The metrics of floors and models on the same tests.</summary>
internal static class Measurement
{
    public static IReadOnlyList<MethodResult> Floors(MLContext ml, Prepared prepared, CancellationToken stop = default) =>
    [
        .. ml.Recommendation().EvaluateBaselines(prepared.Split, new BaselineOptions { CancellationToken = stop })
            .Select(floor => new MethodResult(floor.Name, floor.Metrics)),
    ];

    public static MethodResult Model(MLContext ml, Prepared prepared, DpcplTransformer dpcpl) =>
        new("DPCPL", ml.Recommendation().EvaluateSequences(dpcpl.Transform(prepared.Split.TestSet)));
}
