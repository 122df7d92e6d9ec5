using Microsoft.ML.Runtime;

namespace Microsoft.ML.Dpcpl.Evaluation;

internal static class SequenceEvaluator
{
    internal static SequentialRecommendationMetrics Evaluate(IHostEnvironment env, IDataView scored) => new(env, scored);
}
