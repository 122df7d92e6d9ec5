using Microsoft.ML.Dpcpl.Evaluation;
using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Scoring.Channels;

namespace Microsoft.ML.Dpcpl.Systems;

/// <summary>Judges a model by held-out events: what early stopping goes by.</summary>
internal interface IValidation
{
    /// <summary>Held-out events; without any, a stage keeps its last epoch.</summary>
    int Count { get; }

    /// <summary>Chooses the weights of the channels beside the network; does nothing without channels.</summary>
    void ChooseWeights(SequenceNetwork network, ScoreChannels channels);

    /// <summary>How well network and channels rank the held-out events.</summary>
    ValidationFigures Evaluate(SequenceNetwork network, ScoreChannels channels);
}
