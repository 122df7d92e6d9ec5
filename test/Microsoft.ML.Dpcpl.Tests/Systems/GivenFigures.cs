using Microsoft.ML.Dpcpl.Evaluation;
using Microsoft.ML.Dpcpl.Networks;
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

    /// <summary>Judges in the place of a ranking.</summary>
    public IValidation InPlaceOf(ValidationRanker ranker) => new Validation(ranker, Left);

    private sealed class Validation(ValidationRanker ranker, Queue<double> left) : IValidation
    {
        public int Count => ranker.Count;

        public ValidationFigures Evaluate(SequenceNetwork network)
        {
            Assert.IsNotEmpty(left, "training asks for more figures than it has epochs");
            double figure = left.Dequeue();
            Assert.IsTrue(double.IsFinite(ranker.Evaluate(network).Value), "the figure that is not used");
            return new ValidationFigures(figure, figure, 2 * figure, 0, 1);
        }
    }
}
