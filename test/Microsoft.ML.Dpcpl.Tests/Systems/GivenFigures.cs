using Microsoft.ML.Dpcpl.Evaluation;
using Microsoft.ML.Dpcpl.Networks;
using Microsoft.ML.Dpcpl.Scoring.Channels;
using Microsoft.ML.Dpcpl.Systems;

namespace Microsoft.ML.Dpcpl.Tests.Systems;

/// <summary>
/// Validation figures that are given, one for each time that training asks, whatever the network: so which epoch is the best one does not
/// hang on how a processor rounds.
/// </summary>
internal sealed class GivenFigures(params double[] figures)
{
    /// <summary>Figures that training has not asked for yet.</summary>
    public Queue<double> Left { get; } = new(figures);

    /// <summary>Judges in the place of a ranking, which still chooses the mix.</summary>
    public IValidation InPlaceOf(ValidationRanker ranker) => new Validation(ranker, Left);

    private sealed class Validation(ValidationRanker ranker, Queue<double> left) : IValidation
    {
        public int Count => ranker.Count;

        public void ChooseWeights(SequenceNetwork network, ScoreChannels channels) => ranker.ChooseWeights(network, channels);

        public ValidationFigures Evaluate(SequenceNetwork network, ScoreChannels channels)
        {
            Assert.IsNotEmpty(left, "training asks for more figures than it has epochs");
            double figure = left.Dequeue();
            Assert.IsTrue(double.IsFinite(ranker.Evaluate(network, channels).Value), "the figure that is not used");
            return new ValidationFigures(figure, figure, 2 * figure, 0, 1);
        }
    }
}
