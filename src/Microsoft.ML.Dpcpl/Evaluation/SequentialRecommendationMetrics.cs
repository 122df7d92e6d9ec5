using Microsoft.ML.Runtime;

namespace Microsoft.ML.Dpcpl;

/// <summary>Placeholder.</summary>
public sealed class SequentialRecommendationMetrics
{
    internal SequentialRecommendationMetrics(IHostEnvironment env, IDataView scored) => (Environment, Scored) = (env, scored);

    internal IHostEnvironment Environment { get; }

    internal IDataView Scored { get; }
}
