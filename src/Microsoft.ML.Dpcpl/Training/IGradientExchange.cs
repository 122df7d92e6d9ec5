using TorchSharp.Modules;

namespace Microsoft.ML.Dpcpl.Training;

/// <summary>Adds up the gradients of the machines that train one model together, between the backward pass and the optimizer's step.</summary>
internal interface IGradientExchange
{
    /// <summary>Replaces each gradient by the sum over all machines.</summary>
    /// <param name="parameters">Their <c>grad</c> is changed in place; null gradients stay null.</param>
    /// <param name="rows">Gradient of the rows of the item table that the step touched; null when no table is trained.</param>
    /// <returns>The rows that any machine touched, with their sums.</returns>
    RowGradient? Sum(IReadOnlyList<(string Name, Parameter Values)> parameters, RowGradient? rows);
}
