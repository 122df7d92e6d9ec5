using TorchSharp.Modules;

namespace Microsoft.ML.Dpcpl.Training;

/// <summary>Adds up the gradients of the processes that train one model together, between the backward pass and the optimizer's step.</summary>
internal interface IGradientExchange
{
    /// <summary>The processes whose gradients are added.</summary>
    ICommunicator Processes => OneProcess.Instance;

    /// <summary>Replaces each gradient by the sum over all processes.</summary>
    /// <param name="parameters">Their <c>grad</c> is changed in place; those that are null in all processes stay null.</param>
    /// <param name="rows">Gradient of the rows of the item table that the step touched; null when no table is trained.</param>
    /// <param name="numbers">What else is to be added of a step, changed in place: so it needs no meeting of its own.</param>
    /// <returns>The rows that any process touched, with their sums.</returns>
    RowGradient? Sum(IReadOnlyList<(string Name, Parameter Values)> parameters, RowGradient? rows, Span<float> numbers);
}
