using Microsoft.ML.Dpcpl.Evaluation;
using Microsoft.ML.Dpcpl.Networks;

namespace Microsoft.ML.Dpcpl.Systems;

/// <summary>Judges a network by held-out events: what early stopping goes by.</summary>
internal interface IValidation
{
    /// <summary>Held-out events; without any, a stage keeps its last epoch.</summary>
    int Count { get; }

    /// <summary>How well the network ranks the held-out events by itself.</summary>
    ValidationFigures Evaluate(SequenceNetwork network);
}
