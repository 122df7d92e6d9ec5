using Microsoft.ML.Dpcpl.Samples.Output;

namespace Microsoft.ML.Dpcpl.Samples;

/// <summary>The metrics of floors and models on the same tests.</summary>
internal static class Measurement
{
    public static IReadOnlyList<MethodResult> Floors(MLContext ml, Prepared prepared, string target) =>
    [
        .. ml.Recommendation().EvaluateBaselines(prepared.Split.TrainSet, prepared.Split.TestSet, target)
            .Select(pair => new MethodResult(pair.Key, pair.Value)),
    ];

    public static MethodResult Model(MLContext ml, Prepared prepared, DpcplTransformer dpcpl) =>
        new("DPCPL", ml.Recommendation().EvaluateSequences(dpcpl.Transform(prepared.Split.TestSet)));
}
