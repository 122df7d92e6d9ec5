using TorchSharp.Modules;

namespace Microsoft.ML.Dpcpl.Training;

/// <summary>The exchange of a training that runs in one process: there is nobody to add.</summary>
internal sealed class OneMachine : IGradientExchange
{
    public RowGradient? Sum(IReadOnlyList<(string Name, Parameter Values)> parameters, RowGradient? rows, Span<float> numbers) => rows;
}
