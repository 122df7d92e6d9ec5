using Microsoft.ML.Dpcpl.Evaluation;
using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Training;

namespace Microsoft.ML.Dpcpl.Systems;

/// <summary>A validation that process 0 makes for all: what they decide by is the same to the last bit, and ranked once.</summary>
/// <param name="validation">Ranks.</param>
/// <param name="processes">Who receives the figures.</param>
internal sealed class JudgedOnce(IValidation validation, ICommunicator processes) : IValidation
{
    public int Count => validation.Count;

    public ValidationFigures Evaluate(SequenceNetwork network) => processes.OfFirst(() => validation.Evaluate(network));
}
