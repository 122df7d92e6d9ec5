using Microsoft.ML.Dpcpl.Evaluation;
using Microsoft.ML.Dpcpl.Networks;

namespace Microsoft.ML.Dpcpl.Training;

/// <summary>Judges a network by held-out events: what early stopping goes by.</summary>
internal interface IValidation
{
    /// <summary>Held-out events; without any, a stage keeps its last epoch.</summary>
    int Count { get; }

    /// <summary>Chooses how nearness is added to the network's scores; does nothing for a network without neighbors.</summary>
    void ChooseMix(SequenceNetwork network);

    /// <summary>How well the network ranks the held-out events.</summary>
    ValidationFigures Evaluate(SequenceNetwork network);
}
